import { Injectable } from '@nestjs/common';
import type { Attachment } from '../protocol/attachments.js';
import { ChatKitError } from '../protocol/errors.js';
import { AttachmentStore, type AttachmentParams } from '../turns/attachment-store.js';
import type { RequestContext } from '../turns/context.js';
import { AttachmentBytes } from './attachment-bytes.js';
import { AttachmentRows } from './attachment-rows.js';
import { Uploads } from './uploads.js';

/** Attachments as the protocol's operations have them. */
@Injectable()
export class StoredAttachments extends AttachmentStore {
  constructor(
    private readonly uploads: Uploads,
    private readonly rows: AttachmentRows,
    private readonly bytes: AttachmentBytes,
  ) {
    super();
  }

  override createAttachment(params: AttachmentParams, context: RequestContext): Promise<Attachment> {
    const id = this.generateAttachmentId(params.mime_type, context);
    return this.uploads.announce(params, id, context.principal);
  }

  override async deleteAttachment(attachmentId: string, { principal }: RequestContext): Promise<void> {
    const place = await this.rows.release(attachmentId, principal);
    // What cannot be deleted now is a file that nothing names: a sweep finds it.
    if (place !== undefined) await this.bytes.delete(place);
  }

  override async requireUsable(
    { upload_descriptor, thread_id }: Attachment,
    threadId?: string,
  ): Promise<void> {
    if (upload_descriptor) throw new ChatKitError('attachment_not_ready');
    // One conversation's: deleted with it, it would be missing from the other.
    if (thread_id !== undefined && thread_id !== threadId) throw new ChatKitError('attachment_used');
  }
}
