import {
  create,
  done,
  items,
  message,
  request,
  say,
  thread,
  type Difference,
  type Scenario,
} from '../scenario.js';

const list = (params: Record<string, string | number | null> = {}) => request('threads.list', params);
const listItems = (params: Record<string, string | number | null>) =>
  request('items.list', { thread_id: '$thread', ...params });
const many = (count: number) =>
  Array.from({ length: count }, (_, index) => done(message(`msg_${index}`, String(index))));

const unknown: Difference = {
  why: '1.4, 13.3 (1): what is unknown, or not the person’s, is not found',
  ours: { status: 404, type: 'application/json', body: { code: 'not_found' } },
};

/** Threads as such: made, listed, renamed, deleted; and pages. */
export const threadScenarios: Scenario[] = [
  {
    name: 'a thread without an answer',
    cites: '[E1 E2 E3 E4 E6 E11 E14 E26 E51 E52]',
    exchanges: [create(), thread, items],
  },
  {
    name: 'a whole answer',
    cites: '[E1 E3]',
    exchanges: [create(done(message('msg_1', 'Hello'))), thread, items],
  },
  {
    name: 'two turns',
    cites: '[E15 E16 E18 E19]',
    exchanges: [
      create(done(message('msg_1', 'one'))),
      say(done(message('msg_2', 'two'))),
      items,
      listItems({}),
      thread,
    ],
  },
  {
    name: 'threads, listed in pages',
    cites: '[E45 E46 E47 E50]',
    exchanges: [
      ...Array.from({ length: 25 }, () => create()),
      list({ limit: 20 }),
      list({ limit: 20, after: '$last' }),
      list(),
      list({ order: 'asc', limit: 2 }),
    ],
  },
  { name: 'a list of no threads', exchanges: [list(), list({ limit: null, after: null })] },
  {
    name: 'pages of items, both ways',
    cites: '[E48 E49 E230]',
    exchanges: [
      create(...many(25)),
      listItems({}),
      listItems({ after: '$last' }),
      listItems({ after: 'msg_20', limit: 0 }),
      listItems({ order: 'asc', limit: 3 }),
      listItems({ order: 'asc', limit: 3, after: '$last' }),
      thread,
    ],
  },
  {
    name: 'limits beyond what is sensible',
    exchanges: [create(...many(3)), listItems({ limit: 9999 }), listItems({ limit: -3 })],
    differs: {
      2: {
        why: '5.1: a limit below one is read as the default',
        ours: { status: 200, body: { has_more: false } },
      },
    },
  },
  {
    name: 'limits as text and as fractions',
    exchanges: [
      create(...many(3)),
      listItems({ limit: '2' }),
      { body: '{"type":"threads.list","params":{"limit":5.0}}' },
      listItems({ limit: 5.5 }),
      listItems({ limit: 'two' }),
    ],
    differs: {
      3: { why: 'Q4: what cannot be read is the caller’s fault', ours: { status: 400 } },
      4: { why: 'Q4: what cannot be read is the caller’s fault', ours: { status: 400 } },
    },
  },
  {
    name: 'a cursor that no item has',
    exchanges: [create(...many(2)), listItems({ after: 'msg_never' })],
    differs: { 1: { why: '5.1: an unknown cursor is not found', ours: { status: 404 } } },
  },
  {
    name: 'items of a thread that is unknown',
    cites: '[Q42]',
    exchanges: [request('items.list', { thread_id: 'thr_never' })],
    differs: {
      0: {
        why: 'Q42: an unknown thread is not an empty one',
        ours: { status: 404, body: { code: 'not_found' } },
      },
    },
  },
  {
    name: 'a thread that is unknown',
    exchanges: [
      request('threads.get_by_id', { thread_id: 'thr_never' }),
      request('threads.update', { thread_id: 'thr_never', title: 'T' }),
      request('threads.delete', { thread_id: 'thr_never' }),
    ],
    differs: { 0: unknown, 1: unknown, 2: unknown },
  },
  {
    name: 'a rename',
    cites: '[E53 E231]',
    exchanges: [
      create(),
      request('threads.update', { thread_id: '$thread', title: 'Mine' }),
      request('threads.update', { thread_id: '$thread', title: '' }),
      thread,
    ],
  },
  {
    name: 'a deletion, and another of the same thread',
    cites: '[E54 E55]',
    exchanges: [
      create(),
      request('threads.delete', { thread_id: '$thread' }),
      request('threads.delete', { thread_id: '$thread' }),
      thread,
    ],
    differs: { 2: unknown, 3: unknown },
  },
];
