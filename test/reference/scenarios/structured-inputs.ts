import { answer, base, create, done, items, message, type Json, type Scenario } from '../scenario.js';

const choice = (id: string, multiple = false): Json => ({
  id,
  question: `${id}?`,
  type: 'multiple_choice',
  options: [{ value: 'a' }, { value: 'b' }],
  multiple,
});
const freeform = (id: string): Json => ({ id, question: `${id}?`, type: 'freeform' });
const ask = (...inputs: Json[]) =>
  create(done({ ...base('msg_q'), type: 'structured_input', status: 'pending', inputs }));
const values = (...given: string[]): Json => ({ values: given });

/** A person's answers to questions. */
export const structuredInputScenarios: Scenario[] = [
  {
    name: 'answers to every kind of question',
    cites: '[E63 E64 E66 E67 E72]',
    exchanges: [
      ask(choice('one'), choice('some', true), freeform('notes')),
      answer(
        'msg_q',
        {
          status: 'answered',
          answers: {
            notes: values('x', 'y'),
            some: values('a', 'b'),
            one: { values: ['b'], skipped: false },
          },
        },
        done(message('msg_1', 'Thanks')),
      ),
      items,
    ],
  },
  {
    name: 'an answer that was not offered',
    cites: '[E65]',
    exchanges: [ask(choice('one')), answer('msg_q', { answers: { one: values('mine') } }), items],
  },
  {
    name: 'a question that is left out',
    cites: '[E68]',
    exchanges: [
      ask(choice('one'), freeform('notes'), freeform('more')),
      answer('msg_q', { answers: { one: values('a'), more: values() } }),
      items,
    ],
  },
  {
    name: 'a question that is skipped with a value',
    exchanges: [
      ask(choice('one')),
      answer('msg_q', { answers: { one: { values: ['a'], skipped: true } } }),
      items,
    ],
  },
  {
    name: 'an answer to a question that was not asked',
    cites: '[E69]',
    exchanges: [
      ask(choice('one')),
      answer('msg_q', { answers: { one: values('a'), other: values('b'), __proto__x: values('c') } }),
      items,
    ],
  },
  {
    name: 'several answers where one is asked for',
    cites: '[E70 E71]',
    exchanges: [ask(choice('one')), answer('msg_q', { answers: { one: values('b', 'a') } }), items],
  },
  {
    name: 'everything skipped',
    cites: '[E216]',
    exchanges: [
      ask(choice('one'), freeform('notes')),
      answer('msg_q', { status: 'skipped', answers: { one: values('a') } }),
      items,
    ],
  },
  { name: 'an answer that says nothing', exchanges: [ask(choice('one')), answer('msg_q', {}), items] },
  {
    name: 'a second answer',
    cites: '[E215]',
    exchanges: [
      ask(choice('one')),
      answer('msg_q', { answers: { one: values('a') } }),
      answer('msg_q', { answers: { one: values('b') } }),
      items,
    ],
    differs: {
      2: {
        why: '1.4: said in the stream',
        ours: { status: 200, events: [{ type: 'error', code: 'custom', allow_retry: false }] },
      },
    },
  },
  {
    name: 'an answer to something else',
    exchanges: [create(done(message('msg_1', 'x'))), answer('msg_1', {}), answer('msg_never', {}), items],
    differs: {
      1: { why: '1.4: a request that no client sends', ours: { status: 400, body: { code: 'bad_request' } } },
      2: {
        why: 'Q5: looked up before the stream begins',
        ours: { status: 404, body: { code: 'not_found' } },
      },
    },
  },
  {
    name: 'a status that there is not',
    exchanges: [ask(choice('one')), answer('msg_q', { status: 'maybe' }), items],
    differs: { 1: { why: 'Q4: the caller’s fault', ours: { status: 400, body: { code: 'bad_request' } } } },
  },
];
