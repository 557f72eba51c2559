// Where the photos of `attachments.ts` are sent to, and fetched from. Clients upload by POST with a form, or by PUT
// with the bare bytes, as to a signed address of an object store; both are taken here.

import { Controller, Get, Header, Param, Post, Put, Req, StreamableFile, UseFilters } from '@nestjs/common';
import {
  ChatKitError,
  ChatKitErrorFilter,
  NotFoundError,
  ThreadStore,
  toAttachmentView,
  type Attachment,
  type HttpRequest,
} from 'nestjs-chatkit';
import { maxPhotoBytes, PhotoStore } from './attachments.js';
import { visitorOf } from './visitor.js';

@Controller('photos')
@UseFilters(ChatKitErrorFilter)
export class PhotosController {
  constructor(
    private readonly store: ThreadStore,
    private readonly photos: PhotoStore,
  ) {}

  @Post(':id')
  postForm(@Param('id') id: string, @Req() request: HttpRequest): Promise<Attachment> {
    return this.receive(id, request);
  }

  @Put(':id')
  putBytes(@Param('id') id: string, @Req() request: HttpRequest): Promise<Attachment> {
    return this.receive(id, request);
  }

  /** An `<img>` cannot say who asks. Whoever knows the id, which nobody can guess, was shown the photo. */
  @Get(':id')
  @Header('cache-control', 'private, max-age=600')
  @Header('access-control-allow-origin', '*')
  @Header('content-security-policy', 'sandbox')
  @Header('x-content-type-options', 'nosniff')
  show(@Param('id') id: string): StreamableFile {
    const bytes = this.photos.get(id);
    if (!bytes) throw new NotFoundError('attachment');
    return new StreamableFile(bytes, { type: 'image/*', disposition: 'inline' });
  }

  private async receive(id: string, request: HttpRequest): Promise<Attachment> {
    const principal = visitorOf(request);
    // Somebody else's photo is as unknown as none.
    const { upload_descriptor: _, ...attachment } = await this.store.loadAttachment(id, principal);
    this.photos.put(id, await photoIn(request));
    // Without its upload address: it has arrived.
    await this.store.saveAttachment(attachment, principal);
    return toAttachmentView(attachment);
  }
}

/** The bytes of the form's field `file`, or of the whole body. */
async function photoIn(request: HttpRequest): Promise<Buffer> {
  const body = await bodyOf(request);
  const type = request.headers['content-type'] ?? '';
  if (!type.startsWith('multipart/form-data')) return required(body);
  // What a browser can do with an answer, Node can, too: no parser of forms is needed.
  const form = await new Response(body, { headers: { 'content-type': type } })
    .formData()
    .catch(() => undefined);
  const file = form?.get('file');
  if (!(file instanceof Blob)) throw new ChatKitError('bad_request', 'The form has no field `file`.');
  return required(Buffer.from(await file.arrayBuffer()));
}

async function bodyOf(request: HttpRequest): Promise<Buffer> {
  // A form has a frame around the picture.
  const maxBytes = maxPhotoBytes + 2_000;
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    // What is too much is read and dropped: a client that still sends would not hear the reason.
    if (size <= maxBytes) chunks.push(chunk);
  }
  if (size > maxBytes) throw new ChatKitError('payload_too_large', 'A picture may have 5 MB.');
  return Buffer.concat(chunks);
}

function required(bytes: Buffer): Buffer {
  if (bytes.length === 0) throw new ChatKitError('bad_request', 'The picture is empty.');
  return bytes;
}
