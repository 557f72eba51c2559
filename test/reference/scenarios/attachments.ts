import {
  create,
  done,
  input,
  items,
  message,
  request,
  thread,
  widget,
  type Json,
  type Scenario,
} from '../scenario.js';

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
const dictate = (audio_base64: string, mime_type = 'audio/webm;codecs=opus') => ({
  ...request('input.transcribe', { audio_base64, mime_type }),
  returns: { text: 'Hello' },
});
const rate = (item_ids: string[], kind = 'positive', thread_id = '$thread') =>
  request('items.feedback', { thread_id, item_ids, kind });

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

/** What is dictated. */
export const dictationScenarios: Scenario[] = [
  {
    name: 'a recording',
    cites: '[E115 E116 E117 E118 E119]',
    exchanges: [dictate('AAECAwQ='), dictate('/w==', 'audio/mp4'), dictate('', 'audio/ogg')],
  },
  {
    name: 'a recording whose type has a space in it',
    exchanges: [dictate('AAEC', 'audio/ogg ; codecs=opus')],
    differs: {
      calls: {
        why: '2.16: white space is not part of the type',
        ours: [{ mime_type: 'audio/ogg ; codecs=opus', media_type: 'audio/ogg' }],
      },
    },
  },
  {
    name: 'a recording in base64 that is damaged',
    cites: '[Q43]',
    exchanges: [dictate('AAEC!AwQ='), dictate('AAE')],
    differs: {
      0: { why: 'Q43: base64 is read strictly', ours: { status: 400, body: { code: 'bad_request' } } },
      1: { why: 'Q4: the caller’s fault', ours: { status: 400, body: { code: 'bad_request' } } },
      calls: { why: 'Q43: no hook is asked', ours: [] },
    },
  },
  {
    name: 'a recording that no hook reads',
    bare: true,
    exchanges: [dictate('AAEC')],
    differs: { 0: { why: '1.4: not offered', ours: notOffered } },
  },
];

/** What a person thinks of an answer. */
export const feedbackScenarios: Scenario[] = [
  {
    name: 'feedback, and other feedback',
    cites: '[E13 E73 E74 E75]',
    exchanges: [
      create(done(message('msg_1', 'x')), done(widget('msg_w'))),
      rate(['msg_1', 'msg_w']),
      rate(['msg_w'], 'negative'),
      rate([]),
    ],
  },
  {
    name: 'feedback on what is unknown',
    cites: '[Q41]',
    exchanges: [
      create(done(message('msg_1', 'x'))),
      rate(['msg_1'], 'positive', 'thr_never'),
      rate(['msg_1', 'msg_never']),
    ],
    differs: {
      1: { why: 'Q41: the thread must be the person’s', ours: notFound },
      2: { why: 'Q41: and the items the thread’s', ours: notFound },
      stored: { why: 'Q41: nothing is kept', ours: { threads: [{ feedback: {} }] } },
      calls: { why: 'Q41: no hook is asked', ours: [{ hook: 'respond' }] },
    },
  },
  {
    name: 'feedback of a kind that there is not',
    exchanges: [create(done(message('msg_1', 'x'))), rate(['msg_1'], 'meh')],
    differs: { 1: { why: 'Q4: the caller’s fault', ours: { status: 400, body: { code: 'bad_request' } } } },
  },
];
