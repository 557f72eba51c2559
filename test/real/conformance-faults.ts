import type { CaseResult } from '../../src/cli/conformance/run.js';
import type { Answer, Spoiling } from '../support/spoiling-proxy.js';

// A server that keeps to the protocol, with one thing made wrong at a time. Each must be seen by the cases that are
// about it, and by no other of that operation.

export const json = (status: number, body: string): Answer => ({
  status,
  headers: { 'content-type': 'application/json' },
  body,
});
const inStreams =
  (change: (body: string) => string): Spoiling['answer'] =>
  (answer) => {
    if (answer.headers['content-type']?.startsWith('text/event-stream')) answer.body = change(answer.body);
  };
const inAnswersTo =
  (type: string, change: (body: string) => string): Spoiling['answer'] =>
  (answer, asked) => {
    if (asked.type === type && answer.status === 200) answer.body = change(answer.body);
  };
const without = (type: string) => (body: string) =>
  body
    .split('\n\n')
    .filter((frame) => !frame.includes(`"type":"${type}"`))
    .join('\n\n');

export interface Fault extends Spoiling {
  does: string;
  only: CaseResult['subject'];
  /** An operation that is asked too, for what is observed over all answers. */
  beside?: CaseResult['subject'];
  /** The cases that see it, and no other of that operation does. */
  seenBy: string[];
  timeoutMs?: number;
}

export const faults: Fault[] = [
  {
    does: 'ends its streams with [DONE]',
    only: 'threads.create',
    answer: inStreams((body) => `${body}data: [DONE]\n\n`),
    seenBy: ['frames'],
  },
  {
    does: 'sends half a frame at the end',
    only: 'threads.create',
    answer: inStreams((body) => `${body}data: {"type":`),
    seenBy: ['frames'],
  },
  {
    does: 'does not tell of the new thread first',
    only: 'threads.create',
    answer: inStreams((body) => {
      const [first, second, ...rest] = body.split('\n\n');
      return [second, first, ...rest].join('\n\n');
    }),
    seenBy: ['opening'],
  },
  {
    does: 'has no stream options',
    only: 'threads.add_user_message',
    answer: inStreams(without('stream_options')),
    seenBy: ['stream-options'],
  },
  {
    does: 'loses the text of a message',
    only: 'threads.create',
    answer: inStreams((body) => body.replaceAll('Grüße', 'Gr??e')),
    seenBy: ['keeps-text'],
  },
  {
    does: 'refuses a tag without data, like the reference',
    only: 'threads.create',
    ask: ({ params }) =>
      /"input_tag"(?!.*"data")/.test(JSON.stringify(params)) ? json(500, '{"message":"No."}') : undefined,
    seenBy: ['tag-without-data'],
  },
  {
    does: 'lists other text than it streamed',
    only: 'threads.add_user_message',
    answer: inAnswersTo('items.list', (body) => body.replaceAll('word after', 'words after')),
    seenBy: ['shows-what-is-stored'],
  },
  {
    does: 'ignores the cursor',
    only: 'items.list',
    ask: ({ params }) => void delete params.after,
    seenBy: ['pages-by-cursor', 'pages-by-last-id', 'unknown-cursor-is-refused'],
  },
  {
    does: 'knows only its own cursor',
    only: 'items.list',
    ask: ({ params }) => {
      if (typeof params.after !== 'string') return undefined;
      if (params.after.startsWith('msg_')) return json(404, '{"message":"There is no such cursor."}');
      return void (params.after = params.after.replace('cur_', 'msg_'));
    },
    answer: inAnswersTo('items.list', (body) => body.replace(/"after":"msg_/, '"after":"cur_')),
    seenBy: ['pages-by-last-id'],
  },
  {
    does: 'refuses the limit that the widget names',
    only: 'threads.list',
    ask: ({ params }) => (params.limit === 9999 ? json(400, '{"message":"Too many."}') : undefined),
    seenBy: ['limit-9999'],
  },
  {
    does: 'lists the oldest thread first',
    only: 'threads.list',
    ask: ({ type, params }) => void (type === 'threads.list' && (params.order ??= 'asc')),
    seenBy: ['newest-first'],
  },
  {
    does: 'answers for a thread that does not exist',
    only: 'threads.get_by_id',
    ask: ({ type, params }) =>
      type === 'threads.get_by_id' && params.thread_id === 'thr_nobody_has_this_id'
        ? json(200, '{}')
        : undefined,
    seenBy: ['unknown-thread-is-404', 'unknown-thread-fails', 'shapes'],
  },
  {
    does: 'forgets an empty title',
    only: 'threads.update',
    answer: inAnswersTo('threads.update', (body) => body.replace('"title":"",', '')),
    seenBy: ['empty-title'],
  },
  {
    does: 'says that it deletes, and does not',
    only: 'threads.delete',
    ask: ({ type }) => (type === 'threads.delete' ? json(200, '{}') : undefined),
    seenBy: ['gone', 'unknown-thread-is-404', 'foreign-thread-is-404'],
  },
  {
    does: 'sends the message again on a retry',
    only: 'threads.retry_after_item',
    answer: inAnswersTo('threads.retry_after_item', (body) => without('stream_options')(body)),
    seenBy: ['opening'],
  },
  {
    does: 'answers a retry on what is no message',
    only: 'threads.retry_after_item',
    ask: ({ type, params }) =>
      type === 'threads.retry_after_item' && params.item_id === 'msg_nobody'
        ? { ...json(200, ''), headers: { 'content-type': 'text/event-stream' } }
        : undefined,
    seenBy: ['unknown-item-is-404'],
  },
  {
    does: 'takes an action of any item',
    only: 'threads.sync_custom_action',
    ask: ({ type, params }) => {
      if (type === 'threads.sync_custom_action') delete params.item_id;
    },
    seenBy: ['other-item', 'other-item-is-400', 'unknown-item-is-404'],
  },
  {
    does: 'answers feedback with a word',
    only: 'items.feedback',
    answer: inAnswersTo('items.feedback', () => '{"ok":true}'),
    seenBy: ['positive', 'negative'],
  },
  {
    does: "shows the operator's notes on an attachment",
    only: 'attachments.create',
    answer: inAnswersTo('attachments.create', (body) => body.replace('{', '{"metadata":{"shelf":1},')),
    seenBy: ['file', 'image'],
  },
  {
    does: 'does not store an answer to what was asked',
    only: 'threads.add_structured_input',
    answer: inStreams(without('thread.item.replaced')),
    seenBy: ['answers'],
  },
  {
    does: 'shows a tool call again when it is answered',
    only: 'threads.add_client_tool_output',
    ask: ({ type }) => (type === 'threads.add_client_tool_output' ? json(500, '') : undefined),
    seenBy: [
      'nothing-pending-is-said',
      'goes-on',
      'second-output-changes-nothing',
      'unknown-thread-is-404',
      'foreign-thread-is-404',
    ],
  },
  {
    does: 'shows a hidden item',
    only: 'transport',
    answer: inAnswersTo('threads.list', (body) =>
      body.replace('{"data":[', '{"kept":{"type":"sdk_hidden_context"},"data":['),
    ),
    seenBy: ['hidden-items'],
  },
  {
    does: 'answers 500 to what it does not understand',
    only: 'transport',
    answer: (answer) => {
      if (answer.status === 400) Object.assign(answer, json(500, 'Internal Server Error'));
    },
    seenBy: [
      'half-json-is-400',
      'empty-is-400',
      'null-is-400',
      'list-is-400',
      'unknown-type-is-400',
      'no-type-is-400',
      'no-params-is-400',
      'wrong-params-is-400',
      'errors-in-words',
    ],
  },
  {
    does: 'lets everybody in as one',
    only: 'threads.get_by_id',
    ask: ({ headers }) => void (headers.authorization = 'Bearer alice'),
    seenBy: ['foreign-thread-is-safe', 'foreign-thread-is-404'],
  },
  {
    does: 'asks for no token',
    only: 'transport',
    ask: ({ headers }) => void (headers.authorization ??= 'Bearer alice'),
    seenBy: ['needs-the-token'],
  },
  {
    does: 'does not allow the header of the widget',
    only: 'transport',
    answer: ({ headers }) => void (headers['access-control-allow-headers'] &&= 'content-type'),
    seenBy: ['preflight'],
  },
  {
    does: 'writes dates as numbers',
    only: 'transport',
    beside: 'threads.update',
    answer: inAnswersTo('threads.update', (body) =>
      body.replace(/"created_at":"[^"]+"/, '"created_at":1767323045'),
    ),
    seenBy: ['dates', 'dates-have-a-zone'],
  },
  {
    does: 'writes dates without a zone, like the reference',
    only: 'transport',
    beside: 'threads.update',
    answer: inAnswersTo('threads.update', (body) => body.replace(/(\.\d{3})Z"/, '$1000"')),
    seenBy: ['dates-have-a-zone'],
  },
  {
    does: 'writes null for what is not there',
    only: 'transport',
    beside: 'threads.update',
    answer: inStreams((body) => body.replaceAll('"status":', '"title":null,"status":')),
    seenBy: ['no-nulls'],
  },
  {
    does: 'sends events of its own',
    only: 'transport',
    beside: 'threads.update',
    answer: inStreams((body) => `${body}data: {"type":"ping"}\n\n`),
    seenBy: ['known-events'],
  },
  {
    does: 'gives the items of every thread the same ids',
    only: 'transport',
    beside: 'threads.update',
    answer: inStreams((body) => body.replaceAll(/msg_\w+/g, 'msg_1')),
    seenBy: ['ids-differ'],
  },
  {
    does: 'cuts its streams',
    only: 'threads.add_user_message',
    cuts: 'threads.add_user_message',
    seenBy: ['opening', 'stream-options', 'shows-what-is-stored', 'extra-fields', 'two-at-once'],
  },
  {
    does: 'never ends its streams',
    only: 'threads.custom_action',
    keepsOpen: 'threads.custom_action',
    timeoutMs: 500,
    seenBy: ['without-item', 'item-null', 'other-item', 'unknown-thread-shows-nothing'],
  },
];
