import { create, input, items, request, thread, type Json, type Scenario } from '../scenario.js';

const upload = { url: 'https://up.example.com/a', method: 'PUT', headers: { 'x-sig': 'abc' } };
const file = {
  type: 'file',
  name: 'a.txt',
  mime_type: 'text/plain',
  upload_descriptor: upload,
  metadata: { key: 'secret' },
};
const image = {
  type: 'image',
  name: 'b.png',
  mime_type: 'image/png',
  preview_url: 'https://img.example.com/b',
  upload_descriptor: upload,
};
const announce = (returns: Json, params = { name: 'a.txt', size: 3, mime_type: 'text/plain' }) => ({
  ...request('attachments.create', params),
  returns,
});
const withAttachments = (...attachments: string[]) =>
  request('threads.create', { input: input('Look', { attachments }) });
const remove = (attachment_id: string) => request('attachments.delete', { attachment_id });

const notFound = { status: 404, body: { code: 'not_found' } };
const notOffered = { status: 501, body: { code: 'not_available' } };

/** What is uploaded. */
export const attachmentScenarios: Scenario[] = [
  { name: 'a file that is announced', cites: '[E76 E77 E78 E81]', exchanges: [announce(file)] },
  {
    name: 'an image that is announced',
    cites: '[E79 E80]',
    exchanges: [announce(image, { name: 'b.png', size: 3, mime_type: 'image/png' })],
  },
  {
    name: 'sizes and names that the store must judge',
    exchanges: [
      announce({ ...(file as object), name: '' }, { name: '', size: -1, mime_type: '' }),
      {
        body: '{"type":"attachments.create","params":{"name":"a","size":"5","mime_type":"text/plain"}}',
        returns: file,
      },
    ],
  },
  {
    name: 'addresses that browsers write in another way',
    exchanges: [
      announce({
        ...(image as object),
        preview_url: 'https://IMG.example.com',
        upload_descriptor: { url: 'https://UP.example.com', method: 'POST' },
      }),
    ],
    differs: {
      0: {
        why: '3.9: an address is sent as the store gave it',
        ours: { body: { preview_url: 'https://IMG.example.com' } },
      },
      stored: { why: '3.9', ours: { attachments: [{ preview_url: 'https://IMG.example.com' }] } },
    },
  },
  {
    name: 'attachments of a new thread',
    cites: '[E85 E86 E88 E233]',
    exchanges: [
      announce(file),
      announce(image),
      withAttachments('$attachment', '$attachment2'),
      items,
      thread,
    ],
  },
  {
    name: 'an attachment of a later message',
    cites: '[E85 E87]',
    exchanges: [
      create(),
      announce({ type: 'file', name: 'a.txt', mime_type: 'text/plain' }),
      request('threads.add_user_message', {
        thread_id: '$thread',
        input: input('Look', { attachments: ['$attachment'] }),
      }),
      items,
    ],
  },
  {
    name: 'an attachment that is deleted',
    cites: '[E83]',
    exchanges: [announce(file), remove('$attachment')],
  },
  {
    name: 'an attachment that is unknown',
    cites: '[E214 Q6 Q39]',
    exchanges: [withAttachments('atc_never'), request('threads.list', {}), remove('atc_never')],
    differs: {
      0: { why: 'Q6: attachments are looked up first', ours: notFound },
      1: { why: 'Q6, Q39: nothing was stored', ours: { body: { data: [], has_more: false } } },
      2: { why: '1.4: what is unknown is 404', ours: notFound },
      stored: { why: 'Q6', ours: { threads: [] } },
      calls: { why: '1.4: no bytes of somebody else’s are deleted', ours: [] },
    },
  },
  {
    name: 'attachments without a store for them',
    cites: '[E82 E84]',
    bare: true,
    exchanges: [announce(file), remove('atc_1')],
    differs: {
      0: { why: '1.4: not offered', ours: notOffered },
      1: { why: '1.4: not offered', ours: notOffered },
    },
  },
];
