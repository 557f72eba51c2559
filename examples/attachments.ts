// Attachments, in two phases: the client announces a photo, gets the address to send its bytes to, sends them
// (`photos.controller.ts`), and names the photo in its message. Type and size are checked when it is announced, and
// again when the bytes come.
//
//   curl -N localhost:8010/attachments --json '{"type":"attachments.create","params":{"name":"tower.png","size":4,"mime_type":"image/png"}}'
//
// then, with the id that it printed:
//
//   curl -N localhost:8010/photos/ATTACHMENT -X PUT -H 'content-type: image/png' --data-binary '1234'
//   curl -N localhost:8010/attachments --json '{"type":"threads.create","params":{"input":{"content":[{"type":"input_text","text":"Look!"}],"attachments":["ATTACHMENT"],"inference_options":{}}}}'

import { Injectable } from '@nestjs/common';
import {
  AttachmentStore,
  ChatKitError,
  ChatKitServer,
  streamText,
  type Attachment,
  type AttachmentParams,
  type HttpRequest,
  type RequestContext,
  type ThreadMetadata,
  type ThreadStore,
  type ThreadStreamEvent,
  type UserMessageItem,
} from 'nestjs-chatkit';
import { wordByWord } from './museum.js';

export const maxPhotoBytes = 5 * 1024 * 1024;

/** Uploads need an absolute address, and the request knows under which name the server was called. */
export interface OriginContext extends RequestContext {
  readonly origin: string;
}

export const originOf = ({ headers }: HttpRequest): Pick<OriginContext, 'origin'> => ({
  origin: `http://${headers.host ?? 'localhost'}`,
});

/** Photos in memory. Who may have one is not asked here: the store of the records knows that. */
@Injectable()
export class PhotoStore extends AttachmentStore<OriginContext> {
  private readonly bytes = new Map<string, Buffer>();

  override async createAttachment(
    { name, size, mime_type }: AttachmentParams,
    context: OriginContext,
  ): Promise<Attachment> {
    if (!mime_type.startsWith('image/')) throw new ChatKitError('bad_request', 'We take pictures only.');
    if (size > maxPhotoBytes) throw new ChatKitError('payload_too_large', 'A picture may have 5 MB.');
    const id = this.generateAttachmentId(mime_type, context);
    const url = `${context.origin}/photos/${id}`;
    const upload_descriptor = { url, method: 'POST' as const, headers: {} };
    return { type: 'image', id, name, mime_type, preview_url: url, upload_descriptor };
  }

  override async deleteAttachment(attachmentId: string): Promise<void> {
    this.bytes.delete(attachmentId);
  }

  put(attachmentId: string, bytes: Buffer): void {
    this.bytes.set(attachmentId, bytes);
  }

  get(attachmentId: string): Buffer | undefined {
    return this.bytes.get(attachmentId);
  }
}

export class AttachmentsServer extends ChatKitServer<OriginContext> {
  constructor(
    store: ThreadStore,
    private readonly photos: PhotoStore,
  ) {
    super({ store, attachmentStore: photos });
  }

  override async *respond(
    thread: ThreadMetadata,
    message: UserMessageItem | null,
  ): AsyncIterable<ThreadStreamEvent> {
    const seen = (message?.attachments ?? []).map(({ id, name }) => {
      const bytes = this.photos.get(id);
      return bytes ? `${name} (${bytes.length} bytes)` : `${name}, which never arrived`;
    });
    const answer = seen.length > 0 ? `For the guest book: ${seen.join(', ')}.` : 'Send me a photo.';
    yield* streamText(thread, wordByWord(answer));
  }
}
