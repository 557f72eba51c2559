import { create, done, input, items, message, request, say, type Json, type Scenario } from '../scenario.js';

const start = (fields: { [key: string]: Json }) => request('threads.create', { input: input('Hi', fields) });
const more = (fields: { [key: string]: Json }) =>
  request('threads.add_user_message', { thread_id: '$thread', input: input('Hi', fields) });

const tag = {
  type: 'input_tag',
  id: 'e',
  text: 'Ada',
  data: { a: null },
  group: 'People',
  interactive: true,
};

/** What a person sends. */
export const messageScenarios: Scenario[] = [
  {
    name: 'all that a person may send',
    cites: '[E5 E10 E17]',
    exchanges: [
      start({
        content: [{ type: 'input_text', text: 'Ask ' }, tag],
        quoted_text: 'quoted',
        inference_options: { tool_choice: { id: 'search' }, model: 'fast' },
      }),
      more({ inference_options: { tool_choice: { id: 'other' } } }),
      items,
    ],
  },
  {
    name: 'options and a quote that are null',
    exchanges: [start({ quoted_text: null, inference_options: { tool_choice: null, model: null } }), items],
  },
  {
    name: 'a tag with the least that it needs',
    exchanges: [start({ content: [{ type: 'input_tag', id: 'e', text: 'Ada', data: {} }] }), items],
  },
  {
    name: 'a tag without data',
    cites: '[Q16]',
    exchanges: [start({ content: [{ type: 'input_tag', id: 'e', text: 'Ada' }] })],
    differs: {
      0: {
        why: 'Q16: a tag without data has none',
        ours: {
          status: 200,
          events: [
            {},
            {
              item: { content: [{ type: 'input_tag', id: 'e', text: 'Ada', data: {}, interactive: false }] },
            },
            {},
          ],
        },
      },
      stored: { why: 'Q16', ours: { threads: [{ items: [{ content: [{ data: {} }] }] }] } },
      calls: { why: 'Q16', ours: [{ hook: 'respond', input: { content: [{ data: {} }] } }] },
    },
  },
  {
    name: 'an empty message, an empty quote',
    exchanges: [start({ content: [], quoted_text: '' }), items],
    differs: {
      0: {
        why: '2 (UserMessageInput): an empty quote is none',
        ours: { events: [{}, { item: { content: [] } }, {}] },
      },
      1: { why: '2: an empty quote is none', ours: { body: { data: [{ content: [] }] } } },
      stored: { why: '2: an empty quote is none', ours: { threads: [{ items: [{ content: [] }] }] } },
      calls: { why: '2: an empty quote is none', ours: [{ hook: 'respond', input: { content: [] } }] },
    },
  },
  {
    name: 'fields that nobody knows',
    cites: '[E212]',
    exchanges: [
      {
        body: JSON.stringify({
          type: 'threads.create',
          later: 1,
          params: {
            later: 2,
            input: {
              ...input(),
              later: 3,
              content: [{ type: 'input_text', text: 'Hi', later: 4 }],
              inference_options: { later: 5, tool_choice: { id: 'a', later: 6 } },
            },
          },
        }),
      },
      items,
    ],
  },
  {
    name: 'text that JSON escapes, and text that it need not',
    exchanges: [request('threads.create', { input: input('a\nb\u2028c "d" \\ é 漢字 😀 </script>') }), items],
  },
  {
    name: 'metadata of a request',
    exchanges: [{ ...create(done(message('msg_1', 'x'))), metadata: { tenant: 't1', none: null } }],
  },
  {
    name: 'metadata that is null',
    cites: '[E211 Q16]',
    exchanges: [{ ...create(), metadata: null }],
    differs: {
      0: {
        why: 'Q16: null is no metadata',
        ours: { status: 200, events: [{ type: 'thread.created' }, {}, { type: 'stream_options' }] },
      },
      stored: { why: 'Q16', ours: { threads: [{ items: [{ type: 'user_message' }] }] } },
      calls: { why: 'Q16', ours: [{ hook: 'respond' }] },
    },
  },
  {
    name: 'a message to a thread that is unknown',
    cites: '[E213 Q5]',
    exchanges: [
      request('threads.add_user_message', { thread_id: 'thr_never', input: input() }),
      request('threads.add_client_tool_output', { thread_id: 'thr_never', result: 1 }),
      request('threads.add_structured_input', { thread_id: 'thr_never', item_id: 'msg_1', input: {} }),
      request('threads.retry_after_item', { thread_id: 'thr_never', item_id: 'msg_1' }),
      request('threads.custom_action', { thread_id: 'thr_never', action: { type: 'a' } }),
    ],
    differs: Object.fromEntries(
      [0, 1, 2, 3, 4].map((place) => [
        place,
        {
          why: 'Q5: looked up before the stream begins',
          ours: { status: 404, type: 'application/json', body: { code: 'not_found' } },
        },
      ]),
    ),
  },
  {
    name: 'a message to a thread that is locked',
    cites: '[Q46]',
    exchanges: [
      create({ set: { status: { type: 'locked', reason: 'Later' } } }),
      say(done(message('msg_1', 'x'))),
      items,
    ],
    differs: {
      1: {
        why: 'Q46: refused, and said in the stream',
        ours: { status: 200, events: [{ type: 'error', code: 'custom', allow_retry: false }] },
      },
      2: { why: 'Q46: nothing was stored', ours: { body: { data: [{ type: 'user_message' }] } } },
      stored: { why: 'Q46', ours: { threads: [{ items: [{ type: 'user_message' }] }] } },
      calls: { why: 'Q46: the hook is not asked', ours: [{ hook: 'respond' }] },
    },
  },
  {
    name: 'two threads of one person',
    cites: '[E16]',
    exchanges: [create(done(message('msg_1', 'a'))), create(done(message('msg_1', 'b'))), say(), items],
  },
];
