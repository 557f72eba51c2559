import { added, create, delta, done, fail, items, message, say, thread, type Scenario } from '../scenario.js';

const half = { id: 'msg_1', content: [{ text: 'Half' }] };
const streamError = { type: 'error', code: 'stream.error', allow_retry: true };
const customError = (allow_retry?: boolean) =>
  create({ fail: { kind: 'custom', message: 'No.', ...(allow_retry !== undefined && { allow_retry }) } });
const codedError = (allow_retry?: boolean) =>
  create({ fail: { kind: 'coded', ...(allow_retry !== undefined && { allow_retry }) } });

/** Hooks that fail, and people who leave. */
export const failureScenarios: Scenario[] = [
  { name: 'an unexpected failure', cites: '[E104 E105]', exchanges: [create(fail()), items] },
  {
    name: 'a failure with a text of its own',
    cites: '[E225]',
    exchanges: [customError(), customError(true), customError(false)],
  },
  {
    name: 'a coded failure',
    cites: '[E225]',
    exchanges: [codedError(), codedError(true), codedError(false)],
  },
  {
    name: 'a failure after an item',
    cites: '[E104 E105]',
    exchanges: [create(done(message('msg_1', 'a')), fail()), items],
  },
  {
    name: 'a failure after a change of title',
    cites: '[E226]',
    exchanges: [create({ set: { title: 'T' } }, fail()), thread],
  },
  {
    name: 'a failure in mid-answer',
    cites: '[Q9]',
    exchanges: [create(added(message('msg_1')), delta('msg_1', 'Half'), fail()), items],
    differs: {
      0: {
        why: 'Q9: the text that was shown is kept',
        ours: {
          events: [{}, {}, {}, {}, {}, { type: 'thread.item.done', item: half }, streamError],
        },
      },
      1: { why: 'Q9', ours: { body: { data: [{}, half] } } },
      stored: {
        why: 'Q9, with a note for the model',
        ours: { threads: [{ items: [{}, { id: 'msg_1' }, { type: 'sdk_hidden_context' }] }] },
      },
    },
  },
  {
    name: 'an item that is begun and never ended',
    exchanges: [create(added(message('msg_1')), delta('msg_1', 'x')), items],
    differs: {
      0: {
        why: '4.9: what is not stored is taken back',
        ours: { events: [{}, {}, {}, {}, {}, { type: 'thread.item.removed', item_id: 'msg_1' }] },
      },
    },
  },
  {
    name: 'a person who leaves in mid-answer',
    cites: '[E106 E107 E112 E234]',
    exchanges: [
      { ...create(added(message('msg_1', 'Once ')), delta('msg_1', 'upon'), { wait: true }), leaveAfter: 5 },
      items,
      say(done(message('msg_2', 'Again'))),
    ],
  },
  {
    name: 'a person who leaves before anything was said',
    cites: '[E110 E111]',
    exchanges: [{ ...create(added(message('msg_1')), { wait: true }), leaveAfter: 4 }, items],
  },
];
