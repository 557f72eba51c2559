import { create, done, message, progress, say, thread, type Scenario } from '../scenario.js';

/** What a hook changes on its thread. */
export const threadChangeScenarios: Scenario[] = [
  {
    name: 'a title, and nothing else',
    cites: '[E27 E28 E35]',
    exchanges: [create({ set: { title: 'T' } }), thread],
  },
  {
    name: 'a title that is set between two items',
    cites: '[E36 E37 E38 E39]',
    exchanges: [
      create(
        done(message('msg_1', 'a')),
        { set: { title: 'T' } },
        done(message('msg_2', 'b')),
        done(message('msg_3', 'c')),
      ),
      thread,
    ],
  },
  {
    name: 'a title that is set at the end',
    cites: '[E27 E28]',
    exchanges: [create(done(message('msg_1', 'a')), { set: { title: 'T' } }), thread],
  },
  {
    name: 'a title that is set and changed',
    exchanges: [
      create({ set: { title: 'T' } }, progress('x'), { set: { title: 'U' } }, progress('y')),
      say({ set: { title: 'U' } }),
      thread,
    ],
  },
  {
    name: 'metadata alone',
    cites: '[E29 E30]',
    exchanges: [create({ set: { metadata: { a: 1 } } }), thread],
  },
  {
    name: 'a title and then metadata, around a progress update',
    cites: '[E227]',
    exchanges: [
      create({ set: { title: 'T' } }, progress('x'), { set: { metadata: { b: 2 } } }),
      say({ set: { metadata: { c: { deep: [null] } } } }),
    ],
  },
  {
    name: 'a thread that is locked',
    cites: '[E31 E32]',
    exchanges: [create({ set: { status: { type: 'locked', reason: 'Later' } } }), thread],
  },
  {
    name: 'a thread that is closed without a reason',
    exchanges: [create(done(message('msg_1', 'Bye')), { set: { status: { type: 'closed' } } }), thread],
  },
  {
    name: 'image domains',
    cites: '[E33 E34]',
    exchanges: [
      create({ set: { allowed_image_domains: ['example.com'] } }),
      thread,
      say({ set: { allowed_image_domains: [] } }),
      thread,
    ],
  },
];
