import { create, done, fail, hidden, items, message, retry, say, type Scenario } from '../scenario.js';

/** A message that is answered anew. */
export const retryScenarios: Scenario[] = [
  {
    name: 'a retry of the only turn',
    cites: '[E24 E97 E98 E99 E100]',
    exchanges: [create(done(message('msg_1', 'a'))), retry('$user', done(message('msg_2', 'b'))), items],
  },
  {
    name: 'a retry of the second turn',
    cites: '[E24 E101]',
    exchanges: [
      create(done(message('msg_1', 'a'))),
      say(done(message('msg_2', 'b')), done(hidden('msg_h')), done(message('msg_3', 'c'))),
      retry('$user2', done(message('msg_4', 'd'))),
      items,
    ],
  },
  {
    name: 'a retry of the first of two turns',
    cites: '[E97]',
    exchanges: [
      create(done(message('msg_1', 'a'))),
      say(done(message('msg_2', 'b'))),
      retry('$user', done(message('msg_3', 'c'))),
      items,
    ],
  },
  {
    name: 'a retry far back',
    cites: '[E97 E100]',
    exchanges: [
      create(...Array.from({ length: 45 }, (_, index) => done(message(`msg_${index}`, 'x')))),
      retry('$user', done(message('msg_new', 'y'))),
      items,
    ],
  },
  {
    name: 'a retry after a failure',
    exchanges: [create(fail()), retry('$user', done(message('msg_1', 'a'))), items],
  },
  {
    name: 'a retry of an answer',
    cites: '[E103]',
    exchanges: [create(done(message('msg_1', 'a'))), retry('msg_1'), items],
    differs: {
      1: { why: '1.4: a request that no client sends', ours: { status: 400, body: { code: 'bad_request' } } },
    },
  },
  {
    name: 'a retry of something unknown',
    cites: '[E224 Q18]',
    exchanges: [create(done(message('msg_1', 'a'))), retry('msg_never'), items],
    differs: {
      1: {
        why: 'Q18: not found, and not an empty stream',
        ours: { status: 404, body: { code: 'not_found' } },
      },
    },
  },
];
