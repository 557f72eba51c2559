import { create, done, message, request, widget, type Scenario } from '../scenario.js';

const rate = (item_ids: string[], kind = 'positive', thread_id = '$thread') =>
  request('items.feedback', { thread_id, item_ids, kind });
const notFound = { status: 404, body: { code: 'not_found' } };

/** What a person thinks of an answer. */
export const feedbackScenarios: Scenario[] = [
  {
    name: 'feedback, and other feedback',
    cites: '[E73 E74 E75]',
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
