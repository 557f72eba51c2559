import type { ClientToolCallItem, StructuredInputItem, ThreadItem } from '../../../protocol/items.js';
import type { Case } from '../case.js';
import { hold, holdWholeStream, NotSeen, seeAvailable } from '../outcome.js';
import { isSame } from '../same.js';
import type { World } from '../world.js';

// What the assistant asks of the page or the person. Only it can ask: a message of `--say` must make it do so.

type Asking = StructuredInputItem | ClientToolCallItem;

/** A thread of its own in which the assistant has just asked. @throws NotSeen when no message makes it ask. */
async function ask<Type extends Asking['type']>(world: World, type: Type) {
  for (const text of world.say) {
    const { threadId } = await world.newThread(text);
    const asked = (await world.items(threadId)).findLast((item) => item.type === type);
    if (asked && 'status' in asked && asked.status === 'pending')
      return { threadId, asked: asked as Extract<Asking, { type: Type }> };
  }
  throw new NotSeen(`needs a ${type} of the assistant: give a message that makes it ask with --say`);
}

function answersTo({ inputs }: StructuredInputItem) {
  const answers = inputs.map((input) => {
    const value = input.type === 'multiple_choice' ? input.options[0]?.value : undefined;
    return [input.id, { values: [value ?? 'conformance'] }] as const;
  });
  return { status: 'answered', answers: Object.fromEntries(answers) };
}

async function answerInput(world: World) {
  const { threadId, asked } = await ask(world, 'structured_input');
  const params = { thread_id: threadId, item_id: asked.id, input: answersTo(asked) };
  const send = (sent: string) => world.client.call('threads.add_structured_input', params, { sent });
  const exchange = await send('for what was asked');
  holdWholeStream(exchange);
  return { threadId, asked, exchange, send };
}

async function answerCall(world: World) {
  const { threadId, asked } = await ask(world, 'client_tool_call');
  const params = { thread_id: threadId, result: { kept: null } };
  const send = (sent: string) => world.client.call('threads.add_client_tool_output', params, { sent });
  const exchange = await send('for the pending call');
  holdWholeStream(exchange);
  return { threadId, asked, exchange, send };
}

const itemOf = async (world: World, threadId: string, id: string): Promise<ThreadItem | undefined> =>
  (await world.items(threadId)).find((item) => item.id === id);

export const asked: Case[] = [
  {
    name: 'threads.add_structured_input/answers',
    level: 'must',
    rules: 'E63 E64 E66 E72 §2.4',
    sentence: 'The answered item is sent as `thread.item.replaced`, and stored as it was sent.',
    async check(world) {
      const { threadId, asked, exchange } = await answerInput(world);
      const event = exchange.events.find(({ type }) => type === 'thread.item.replaced');
      const item = event?.type === 'thread.item.replaced' ? event.item : undefined;
      const isAnswered =
        item?.type === 'structured_input' && item.id === asked.id && item.status === 'answered';
      hold(isAnswered, exchange, '`thread.item.replaced` with the item, answered');
      const { answers } = answersTo(asked);
      const isKept = item.inputs.every(({ id, answer }) => isSame(answer?.values, answers[id]?.values));
      hold(isKept, exchange, 'the values that were sent, on each question');
      hold(isSame(await itemOf(world, threadId, asked.id), item), exchange, 'the same item when listed');
    },
  },
  {
    name: 'threads.add_structured_input/second-answer-changes-nothing',
    level: 'must',
    rules: 'E215 §2.4',
    sentence: 'What is answered cannot be answered again.',
    async check(world) {
      const { threadId, asked, send } = await answerInput(world);
      const before = await itemOf(world, threadId, asked.id);
      const exchange = await send('for the second time');
      hold(!exchange.types.includes('thread.item.replaced'), exchange, 'no `thread.item.replaced`');
      hold(isSame(await itemOf(world, threadId, asked.id), before), exchange, 'the item as it was');
    },
  },
  {
    name: 'threads.add_client_tool_output/goes-on',
    level: 'must',
    rules: 'E22 E41 E43 E44 §2.3',
    sentence: 'The pending call is found without its id, and completed without an event of its own.',
    async check(world) {
      const { threadId, asked, exchange } = await answerCall(world);
      const isShown = exchange.events.some((event) => 'item' in event && event.item.id === asked.id);
      hold(!isShown, exchange, 'no event for the tool call');
      const item = await itemOf(world, threadId, asked.id);
      const isCompleted = item?.type === 'client_tool_call' && item.status === 'completed';
      hold(isCompleted, exchange, 'the call listed as completed');
      hold(isSame(item.output, { kept: null }), exchange, 'its output as it was sent');
    },
  },
  {
    name: 'threads.add_client_tool_output/second-output-changes-nothing',
    level: 'must',
    rules: 'E217 §2.3',
    sentence: 'A call that is completed takes no second output.',
    async check(world) {
      const { threadId, send } = await answerCall(world);
      const before = await world.items(threadId);
      if (before.some((item) => item.type === 'client_tool_call' && item.status === 'pending'))
        throw new NotSeen('the assistant called another tool at once');
      const exchange = await send('for the second time');
      seeAvailable(exchange);
      hold(isSame(await world.items(threadId), before), exchange, 'the items as they were');
    },
  },
];
