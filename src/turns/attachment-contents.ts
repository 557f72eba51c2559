import type { Principal } from './principal.js';

/** The bytes of an attachment, before they are read. */
export interface AttachmentContent {
  /** In bytes. */
  size: number;
  /** What they are, by themselves where that can be told, else as it was declared. */
  mimeType: string;
  /** Undefined when they are gone by now. */
  load(): Promise<Buffer | undefined>;
}

/** Lets an assistant read what people attach. Also the injection token. */
export abstract class AttachmentContents {
  /** Undefined when there are no bytes, or they are somebody else's. */
  abstract find(attachmentId: string, principal: Principal): Promise<AttachmentContent | undefined>;
}
