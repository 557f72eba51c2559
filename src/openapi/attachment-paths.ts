import { failing, json, open, query, type PathItem } from './path-parts.js';
import { ref, type JsonSchema } from './schemas.js';

// The routes of attachments' bytes, in words. They are announced, named and deleted by operations of the protocol.

const id = {
  in: 'path',
  name: 'id',
  required: true,
  schema: { type: 'string' },
  example: 'atc_0193a1b2c3d47e8f9a0b1c2d3e4f5a6b',
};
const link = [
  query('expires', { type: 'integer' }, 'When the address ends, in seconds since 1970.'),
  query('signature', { type: 'string' }, 'What makes the address believed.'),
];
const bytes: JsonSchema = { type: 'string', format: 'binary' };
const form = {
  'multipart/form-data': {
    schema: { type: 'object', required: ['file'], properties: { file: bytes } },
  },
};
const image = {
  type: 'image',
  id: id.example,
  name: 'tower.png',
  mime_type: 'image/png',
  preview_url: `https://chat.example.com/api/chatkit/attachments/${id.example}/content?expires=1767312000&signature=q1w2e3`,
};
const taken = { description: 'It is here, and a message may name it.', ...json(ref('Attachment'), image) };
const upload = (operationId: string) => ({
  ...open,
  operationId,
  tags: ['Attachments'],
  summary: 'The bytes of an announced attachment, once',
  description:
    'The address is the `upload_descriptor` of `attachments.create`, which ends after ten minutes. It needs no token.',
  parameters: [id, ...link],
  requestBody: { required: true, content: { '*/*': { schema: bytes }, ...form } },
  responses: { 200: taken, ...failing(400, 404, 410, 413, 415, 507) },
});

export const attachmentPaths: Record<string, PathItem> = {
  '/api/chatkit/attachments': {
    post: {
      operationId: 'sendAttachment',
      tags: ['Attachments'],
      summary: 'A file in one request, for a message that names it',
      requestBody: { required: true, content: form },
      responses: { 200: taken, ...failing(400, 401, 413, 415, 429, 507) },
    },
  },
  '/api/chatkit/attachments/{id}': {
    get: {
      operationId: 'readAttachment',
      tags: ['Attachments'],
      summary: 'An attachment of yours, and where its bytes are for the next hours',
      parameters: [id],
      responses: {
        200: {
          description: 'With `size` and `content_url` once its bytes are here.',
          ...json(ref('Attachment'), { ...image, size: 70, content_url: image.preview_url }),
        },
        ...failing(401, 404),
      },
    },
  },
  '/api/chatkit/attachments/{id}/upload': {
    put: upload('uploadAttachment'),
    post: upload('uploadAttachmentForm'),
  },
  '/api/chatkit/attachments/{id}/content': {
    get: {
      ...open,
      operationId: 'attachmentContent',
      tags: ['Attachments'],
      summary: 'The bytes, for whoever has been given this address',
      description: 'Pictures are shown, everything else is saved. The address ends after 12 to 24 hours.',
      parameters: [id, ...link],
      responses: {
        200: { description: 'The bytes.', content: { '*/*': { schema: bytes } } },
        ...failing(404, 410),
      },
    },
  },
};
