import { pipeline } from 'node:stream/promises';
import type { Response } from 'express';
import { rasterTypes } from '../protocol/media-types.js';
import type { OpenFile } from './attachment-files.js';
import { contentDisposition } from './file-name.js';

/**
 * Sends bytes that somebody else has made up, so that no browser makes anything of them but a picture or a download:
 * pictures that were known by their bytes are shown, everything else is saved, and nothing runs, from no address.
 */
export async function sendFile({ name, mimeType, size, bytes }: OpenFile, response: Response): Promise<void> {
  const isPicture = rasterTypes.has(mimeType);
  response.status(200).set({
    'content-type': isPicture || mimeType === 'application/pdf' ? mimeType : 'application/octet-stream',
    'content-length': String(size),
    'content-disposition': contentDisposition(isPicture ? 'inline' : 'attachment', name),
    'content-security-policy': "sandbox; default-src 'none'",
    'x-content-type-options': 'nosniff',
    // The bytes of an id never change; the address expires.
    'cache-control': 'private, max-age=3600, immutable',
  });
  try {
    await pipeline(bytes, response);
  } catch {
    // Whoever asked has gone, or the file breaks off: its length says so.
    response.destroy();
  }
}
