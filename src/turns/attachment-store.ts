import type { Attachment } from '../protocol/attachments.js';
import { ChatKitError } from '../protocol/errors.js';
import { newId } from '../protocol/ids.js';
import type { RequestOf } from '../protocol/requests.js';
import type { RequestContext } from './context.js';

/** What a person is about to upload, as the client declares it. Nothing of it is verified. */
export type AttachmentParams = RequestOf<'attachments.create'>['params'];

/**
 * Where the bytes of attachments live. Their records are the {@link ThreadStore}'s, which the server writes
 * itself: neither method here touches them.
 */
export abstract class AttachmentStore<Context extends RequestContext = RequestContext> {
  /**
   * Announces an upload in two phases: checks type and size, and says where to send the bytes
   * (`upload_descriptor`). Needed for that strategy alone; by default `not_available`.
   */
  async createAttachment(_params: AttachmentParams, _context: Context): Promise<Attachment> {
    throw new ChatKitError('not_available', 'Uploads in two phases are not available on this server.');
  }

  /** Deletes the bytes. The caller's ownership has been checked; bytes that are not there are not an error. */
  abstract deleteAttachment(attachmentId: string, context: Context): Promise<void>;

  /**
   * Whether a message may name the attachment, which is the caller's own. By default it may, as in the reference, also
   * when its bytes never came. What is thrown is told to the person, and nothing of their message is stored.
   * @param threadId Where the message goes. Absent: into a new thread.
   * @throws ChatKitError `attachment_not_ready`, `attachment_used`
   */
  async requireUsable(_attachment: Attachment, _threadId?: string): Promise<void> {}

  generateAttachmentId(_mimeType: string, _context: Context): string {
    return newId('attachment');
  }
}
