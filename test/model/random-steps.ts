import fc from 'fast-check';
import { freeForm, shortText, text } from './random-text.js';
import { firstScript, script } from './random-script.js';
import { kinds } from './script-items.js';
import type { ItemPick, Message, PageStep, Step, ThreadPick, TurnStep } from './steps.js';

type Op = Step['op'];
type StepOf<Name extends Op> = Extract<Step, { op: Name }>;

const n = fc.nat(9);
const who = fc.constantFrom(0, 0, 0, 0, 0, 1, 1, 2);
const thread: fc.Arbitrary<ThreadPick> = fc.record({
  of: weighted(14, 'own' as const, 'foreign', 'deleted', 'unknown'),
  n,
});
const item: fc.Arbitrary<ItemPick> = fc.record({
  of: weighted(9, 'fit' as const, 'any', 'any', 'elsewhere', 'unknown'),
  n,
});
const itemOrNone: fc.Arbitrary<ItemPick> = fc.record({
  of: weighted(12, 'fit' as const, 'nothing', 'nothing', 'any', 'elsewhere', 'unknown'),
  n,
});

function weighted<T>(weight: number, usual: T, ...rare: T[]): fc.Arbitrary<T> {
  return fc.oneof(
    { weight, arbitrary: fc.constant(usual) },
    { weight: rare.length, arbitrary: fc.constantFrom(...rare) },
  );
}

const part = fc.oneof(
  text.map((words) => ({ type: 'input_text', text: words, unknown_member: true })),
  fc.record(
    {
      type: fc.constant('input_tag'),
      id: shortText,
      text: shortText,
      data: fc.oneof(freeForm, fc.constant(null)),
      group: fc.oneof(shortText, fc.constant(null)),
      interactive: fc.constantFrom(true, false, null),
    },
    { requiredKeys: ['type', 'id', 'text'] },
  ),
);

const message: fc.Arbitrary<Message> = fc.record({
  content: fc.array(part, { maxLength: 2 }),
  attachments: fc.oneof(
    { weight: 4, arbitrary: fc.constant<ItemPick[]>([]) },
    { weight: 1, arbitrary: fc.array(item, { minLength: 1, maxLength: 2 }) },
  ),
  more: fc.record(
    {
      quoted_text: fc.oneof(shortText, fc.constant(null)),
      inference_options: fc.constantFrom(
        { tool_choice: { id: 'search' }, model: 'fast' },
        { tool_choice: null, model: null, temperature: 1 },
      ),
    },
    { requiredKeys: [] },
  ),
});

const page: fc.Arbitrary<PageStep> = fc.record(
  {
    limit: fc.constantFrom(0, -1, 1, 2, '2', 5, 9999, '9999', null),
    order: fc.constantFrom('asc', 'desc'),
  },
  { requiredKeys: [] },
);

const action = fc.record(
  {
    type: fc.constantFrom('seat.pick', 'go'),
    payload: fc.oneof(freeForm, fc.constant(7)),
    handler: fc.constant('server'),
  },
  { requiredKeys: ['type'] },
);

const answer = fc.record(
  { values: fc.array(shortText, { maxLength: 2 }), skipped: fc.boolean() },
  { requiredKeys: [] },
);
const submission = fc.record(
  {
    status: fc.constantFrom('answered', 'answered', 'skipped'),
    answers: fc.dictionary(fc.constantFrom('one', 'many', 'free', 'never asked'), answer, { maxKeys: 4 }),
  },
  { requiredKeys: [] },
);

const result = fc.oneof(freeForm, text, fc.constantFrom<unknown>(null, 0, false, [], [null, { a: '\0' }]));

const stepOf = <Name extends Op>(op: Name, members: object): fc.Arbitrary<StepOf<Name>> =>
  fc.record({ who, op: fc.constant(op), ...members }) as unknown as fc.Arbitrary<StepOf<Name>>;

/** The operations, with what becomes of their streams. */
const steps = (turn: fc.Arbitrary<TurnStep>, thread: fc.Arbitrary<ThreadPick>) => ({
  say: stepOf('threads.add_user_message', { thread, message, turn }),
  toolOutput: stepOf('threads.add_client_tool_output', { thread, result, turn }),
  answer: stepOf('threads.add_structured_input', { thread, item, input: submission, turn }),
  retry: stepOf('threads.retry_after_item', { thread, item, turn }),
  action: stepOf('threads.custom_action', { thread, item: itemOrNone, action, turn }),
  syncAction: stepOf('threads.sync_custom_action', {
    thread,
    item: itemOrNone,
    action,
    makes: fc.constantFrom(null, ...kinds),
  }),
  open: stepOf('threads.get_by_id', { thread }),
  delete: stepOf('threads.delete', { thread }),
  rename: stepOf('threads.update', {
    thread,
    title: fc.oneof(
      { weight: 9, arbitrary: shortText },
      { weight: 1, arbitrary: fc.constant('x'.repeat(501)) },
    ),
  }),
  items: stepOf('items.list', { thread, page, after: itemOrNone }),
  feedback: stepOf('items.feedback', {
    thread,
    items: fc.array(item, { maxLength: 2 }),
    kind: fc.constantFrom('positive', 'negative'),
  }),
});

const ownThread = fc.record({ of: fc.constant('own' as const), n: fc.constant(0) });
const quiet: fc.Arbitrary<TurnStep> = fc.constant({ script: [], fate: { is: 'read to the end' } });
const meanwhile = fc.oneof(...Object.values(steps(quiet, ownThread)));

const turn: fc.Arbitrary<TurnStep> = fc.record({
  script,
  fate: fc.oneof<fc.WeightedArbitrary<TurnStep['fate']>[]>(
    { weight: 8, arbitrary: fc.constant({ is: 'read to the end' }) },
    { weight: 1, arbitrary: fc.constant({ is: 'watch' }) },
    { weight: 2, arbitrary: fc.record({ is: fc.constant('leave'), after: fc.nat(6) }) },
    {
      weight: 2,
      arbitrary: fc.record({
        is: fc.constant('hold'),
        at: fc.nat(8),
        meanwhile: fc.array(meanwhile, { maxLength: 2 }),
        leaves: fc.boolean(),
      }),
    },
  ),
});

const full = steps(turn, thread);
const create = stepOf('threads.create', { message, turn });

const anyStep: fc.Arbitrary<Step> = fc.oneof<fc.WeightedArbitrary<Step>[]>(
  { weight: 3, arbitrary: create },
  { weight: 6, arbitrary: full.say },
  { weight: 3, arbitrary: full.toolOutput },
  { weight: 3, arbitrary: full.answer },
  { weight: 3, arbitrary: full.retry },
  { weight: 3, arbitrary: full.action },
  { weight: 1, arbitrary: full.syncAction },
  { weight: 1, arbitrary: full.open },
  { weight: 1, arbitrary: stepOf('invalid', { thread, n }) },
  { weight: 1, arbitrary: full.delete },
  { weight: 2, arbitrary: full.rename },
  { weight: 3, arbitrary: full.items },
  { weight: 2, arbitrary: full.feedback },
  { weight: 1, arbitrary: stepOf('threads.list', { page, after: fc.oneof(fc.constant(null), thread) }) },
  {
    weight: 2,
    arbitrary: stepOf('attachments.create', {
      name: shortText,
      size: fc.constantFrom<number | string>(0, 5, '5', -1),
      mime_type: fc.constantFrom('text/plain', 'image/png'),
    }),
  },
  { weight: 1, arbitrary: stepOf('attachments.delete', { attachment: item }) },
  {
    weight: 1,
    arbitrary: stepOf('input.transcribe', {
      audio_base64: fc.oneof(
        fc.uint8Array({ maxLength: 9 }).map((bytes) => Buffer.from(bytes).toString('base64')),
        fc.constantFrom('', '####', 'QUI', 'QUI='),
      ),
      mime_type: fc.constantFrom('audio/webm;codecs=opus', 'audio/mp4', ' audio/ogg ; codecs=opus'),
    }),
  },
);

const firstMessage = message.map((any) => ({ ...any, attachments: [] }));
const firstTurn = fc.record({ script: firstScript, fate: turn.map(({ fate }) => fate) });
const first = stepOf('threads.create', { message: firstMessage, turn: firstTurn }).map((step) => ({
  ...step,
  who: 0,
}));

/** One run: a thread to begin with, and what happens then. */
export const run: fc.Arbitrary<Step[]> = fc
  .tuple(first, fc.array(anyStep, { maxLength: 9, size: 'max' }))
  .map(([begin, rest]) => [begin, ...rest]);
