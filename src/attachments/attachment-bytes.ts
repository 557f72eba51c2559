import type { Readable } from 'node:stream';
import { ChatKitError } from '../protocol/errors.js';

/** Something that is kept, and since when. */
export interface KeptBytes {
  place: string;
  keptSince: Date;
}

/**
 * Where the bytes of attachments live: the disk, or whatever else keeps files (an object store, a volume that several
 * servers share). What they mean, whose they are and how many there may be is not its business: that is in the
 * database. Also the injection token.
 *
 * A place is a name that this server made up: ASCII letters, digits, `_` and `.`, and never the person's words.
 */
export abstract class AttachmentBytes {
  /**
   * Keeps bytes under a new place, all of them or nothing: what fails, or whose source fails, leaves no trace. When it
   * returns they outlast a loss of power, as far as the storage can promise that.
   * @throws ChatKitError `storage_full`; and whatever the source throws, as it is.
   */
  abstract write(place: string, chunks: AsyncIterable<Uint8Array>): Promise<void>;

  /** The bytes from the beginning; undefined when there are none. */
  abstract read(place: string): Promise<Readable | undefined>;

  /** What is not there is not an error. */
  abstract delete(place: string): Promise<void>;

  /** Everything that is kept, in no order. */
  abstract list(): AsyncIterable<KeptBytes>;

  /** Removes what writes that broke off before the given time have left. */
  abstract removeUnfinished(before: Date): Promise<void>;

  /** Whether bytes can be kept at all. @throws Error that says what is wrong. */
  abstract check(): Promise<void>;
}

/** The storage has no room. */
export function storageFull(cause: unknown): ChatKitError {
  return new ChatKitError('storage_full', undefined, { cause });
}
