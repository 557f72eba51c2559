import { create, done, hidden, items, message, output, say, toolCall, type Scenario } from '../scenario.js';

const noLongerPending = {
  status: 200,
  type: 'text/event-stream',
  events: [{ type: 'error', code: 'custom', allow_retry: false }],
};

/** What the page answers to a client tool call. */
export const toolOutputScenarios: Scenario[] = [
  {
    name: 'the output of a tool',
    cites: '[E22 E41 E42 E43 E44]',
    exchanges: [
      create(done(toolCall('fc_1'))),
      output({ ids: ['a', 'b'], none: null }, done(message('msg_1', 'Two'))),
      items,
    ],
  },
  ...[['text', 'yes'] as const, ['null', null] as const, ['a list', [1, null]] as const].map(
    ([name, result]): Scenario => ({
      name: `an output that is ${name}`,
      exchanges: [create(done(toolCall('fc_1'))), output(result as never), items],
    }),
  ),
  {
    name: 'an output that is missing',
    exchanges: [
      create(done(toolCall('fc_1'))),
      { type: 'threads.add_client_tool_output', params: { thread_id: '$thread' } },
    ],
    differs: { 1: { why: 'Q4: the caller’s fault', ours: { status: 400 } } },
  },
  {
    name: 'an output that is sent twice',
    cites: '[E217]',
    exchanges: [create(done(toolCall('fc_1'))), output(1), output(2), items],
    differs: { 2: { why: '1.4: said in the stream', ours: noLongerPending } },
  },
  {
    name: 'the output of one of two tools',
    cites: '[E218]',
    exchanges: [
      create(done(toolCall('fc_1')), done(toolCall('fc_2'))),
      output(1, done(message('msg_1', 'One'))),
      items,
    ],
    differs: {
      1: {
        why: 'Q20: what goes is taken back in the view, too',
        ours: {
          events: [
            { type: 'stream_options' },
            { type: 'thread.item.removed', item_id: 'fc_1' },
            { type: 'thread.item.done', item: { id: 'msg_1' } },
          ],
        },
      },
    },
  },
  {
    name: 'many tools that were never answered',
    cites: '[Q20]',
    exchanges: [
      create(
        done(toolCall('fc_1')),
        ...Array.from({ length: 20 }, (_, index) => done(message(`msg_${index}`, 'x'))),
        done(toolCall('fc_2')),
      ),
      output(1),
      items,
    ],
    differs: {
      1: { why: 'Q20', ours: { events: [{}, { type: 'thread.item.removed', item_id: 'fc_1' }] } },
      2: { why: 'Q20: however far back it is', ours: { body: { has_more: false } } },
      stored: { why: 'Q20', ours: {} },
    },
  },
  {
    name: 'an output after another message',
    cites: '[E219 Q21]',
    exchanges: [create(done(toolCall('fc_1'))), say(done(message('msg_1', 'Then not'))), output(1), items],
    differs: {
      1: {
        why: 'Q21: a call that nobody waits for goes',
        ours: {
          events: [
            { item: { type: 'user_message' } },
            { type: 'thread.item.removed', item_id: 'fc_1' },
            { type: 'stream_options' },
            { item: { id: 'msg_1' } },
          ],
        },
      },
      2: { why: '1.4: said in the stream', ours: noLongerPending },
      3: { why: 'Q21', ours: { body: { data: [{}, { type: 'user_message' }, { id: 'msg_1' }] } } },
      stored: { why: 'Q21', ours: { threads: [{ items: [{}, {}, {}] }] } },
    },
  },
  {
    name: 'an output after a hidden item',
    cites: '[Q19]',
    exchanges: [
      create(done(toolCall('fc_1')), done(hidden('msg_h'))),
      output('yes', done(message('msg_1', 'x'))),
      items,
    ],
    differs: {
      1: {
        why: 'Q19: the newest that is pending, whatever came after it',
        ours: { events: [{ type: 'stream_options' }, { item: { id: 'msg_1' } }] },
      },
      2: {
        why: 'Q19',
        ours: { body: { data: [{}, { id: 'fc_1', status: 'completed', output: 'yes' }, { id: 'msg_1' }] } },
      },
      stored: { why: 'Q19', ours: { threads: [{ items: [{}, { output: 'yes' }, {}, { id: 'msg_1' }] }] } },
      calls: { why: 'Q19', ours: [{}, { hook: 'respond' }] },
    },
  },
  {
    name: 'an output that nobody asked for',
    exchanges: [create(done(message('msg_1', 'x'))), output(1)],
    differs: { 1: { why: '1.4: said in the stream', ours: noLongerPending } },
  },
];
