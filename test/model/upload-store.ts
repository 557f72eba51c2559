import type { Attachment } from '../../src/protocol/attachments.js';
import { AttachmentStore, type AttachmentParams } from '../../src/turns/attachment-store.js';
import type { RequestContext } from '../../src/turns/context.js';
import { secret } from './secret.js';

/** Announces every upload, and keeps no bytes. */
export class UploadStore extends AttachmentStore {
  override async createAttachment(
    { name, mime_type }: AttachmentParams,
    context: RequestContext,
  ): Promise<Attachment> {
    const id = this.generateAttachmentId(mime_type, context);
    return { ...announced(id, name, mime_type), metadata: { path: secret } };
  }

  override async deleteAttachment(): Promise<void> {}
}

/** The record of an upload, as its owner may see it. */
export function announced(id: string, name: string, mime_type: string): Attachment {
  const url = `https://uploads.example.com/${id}`;
  const base = { id, name, mime_type, upload_descriptor: { url, method: 'PUT', headers: {} } } as const;
  return mime_type.startsWith('image/')
    ? { type: 'image', ...base, preview_url: `${url}/preview` }
    : { type: 'file', ...base };
}
