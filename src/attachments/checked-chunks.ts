import { ChatKitError } from '../protocol/errors.js';
import { emptyFile, notWhatItClaims, sizeDiffers, tooLarge, tooManyPixels } from './attachment-texts.js';
import { canBe, headBytes, sniffType } from './file-type.js';
import { maxPixels, pixelsOf } from './image-size.js';

/** What bytes must be. */
export interface Expected {
  /** As declared. */
  mimeType: string;
  maxBytes: number;
  /** As announced. Absent: any number up to `maxBytes`. */
  exactBytes?: number;
}

/** What they were. Complete once all of them have passed. */
export interface Passed {
  size: number;
}

/**
 * Passes bytes on while they are what they must be. Nothing is read on behind the byte that is too many.
 * @throws ChatKitError `payload_too_large`, `unsupported_media_type`, `bad_request`
 */
export async function* checkedChunks(
  chunks: AsyncIterable<Buffer>,
  { mimeType, maxBytes, exactBytes }: Expected,
  passed: Passed,
): AsyncGenerator<Buffer, void, undefined> {
  const head: Buffer[] = [];
  let missing = headBytes;
  for await (const chunk of chunks) {
    passed.size += chunk.length;
    if (passed.size > maxBytes) throw new ChatKitError('payload_too_large', tooLarge(maxBytes));
    if (exactBytes !== undefined && passed.size > exactBytes) {
      throw new ChatKitError('payload_too_large', sizeDiffers);
    }
    if (missing > 0) {
      head.push(chunk.subarray(0, missing));
      missing -= chunk.length;
      if (missing <= 0) checkHead(mimeType, Buffer.concat(head));
    }
    yield chunk;
  }
  if (passed.size === 0) throw new ChatKitError('bad_request', emptyFile);
  if (exactBytes !== undefined && passed.size < exactBytes)
    throw new ChatKitError('bad_request', sizeDiffers);
  if (missing > 0) checkHead(mimeType, Buffer.concat(head));
}

function checkHead(mimeType: string, head: Buffer): void {
  if (!canBe(mimeType, head)) throw new ChatKitError('unsupported_media_type', notWhatItClaims);
  const type = sniffType(head);
  const pixels = type === undefined ? undefined : pixelsOf(type, head);
  if (pixels !== undefined && pixels > maxPixels) throw new ChatKitError('payload_too_large', tooManyPixels);
}
