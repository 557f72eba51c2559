import type { Case } from '../case.js';
import { hold, holdWholeStream, NotSeen, seeAvailable } from '../outcome.js';
import { isSame } from '../same.js';
import { userInput, userItemIdOf, type World } from '../world.js';

async function retry(world: World, threadId: string, item_id: string, sent: string) {
  const before = await world.items(threadId);
  const exchange = await world.client.call(
    'threads.retry_after_item',
    { thread_id: threadId, item_id },
    { sent },
  );
  seeAvailable(exchange);
  return { before, exchange, after: await world.items(threadId) };
}

/** Retries in a thread of its own, on the person's message. */
async function retryOwn(world: World) {
  const { threadId, userItemId } = await world.newThread();
  const result = await retry(world, threadId, userItemId, 'on the own message');
  holdWholeStream(result.exchange);
  return { threadId, userItemId, ...result };
}

/** An item of the shared thread that is not a person's message. */
async function answerOf(world: World) {
  const { threadId } = await world.thread();
  const answer = (await world.items(threadId)).find(({ type }) => type !== 'user_message');
  if (!answer) throw new NotSeen('needs an item of the assistant');
  return { threadId, itemId: answer.id };
}

export const retries: Case[] = [
  {
    name: 'threads.retry_after_item/opening',
    level: 'must',
    rules: 'E24 §2.5',
    sentence: 'The stream begins with `stream_options`; the message is not sent again.',
    async check(world) {
      const { exchange } = await retryOwn(world);
      hold(exchange.types[0] === 'stream_options', exchange, '`stream_options` as the first event');
      hold(userItemIdOf(exchange) === undefined, exchange, 'no user message in the stream');
    },
  },
  {
    name: 'threads.retry_after_item/keeps-the-message',
    level: 'must',
    rules: 'E97 E100 E102 §2.5',
    sentence: 'The message stays as it was; what came after it is gone and a new answer stands there.',
    async check(world) {
      const { exchange, before, after, userItemId } = await retryOwn(world);
      hold(after[0]?.id === userItemId, exchange, `the message ${userItemId} first among the items`);
      hold(isSame(after[0], before[0]), exchange, 'the message unchanged');
      const old = new Set(before.slice(1).map(({ id }) => id));
      hold(!after.some(({ id }) => old.has(id)), exchange, 'no item of the earlier answer');
    },
  },
  {
    name: 'threads.retry_after_item/keeps-earlier-turns',
    level: 'must',
    rules: 'E101 §2.5',
    sentence: 'A retry of the second message leaves the first turn as it was.',
    async check(world) {
      const { threadId } = await world.newThread();
      const first = await world.items(threadId);
      const second = await world.client.call('threads.add_user_message', {
        thread_id: threadId,
        ...userInput('And then?'),
      });
      const userItemId = userItemIdOf(second);
      if (!userItemId) throw new NotSeen(`needs a second turn, but it came to: ${second.came}`);
      const { exchange, after } = await retry(world, threadId, userItemId, 'on the second message');
      holdWholeStream(exchange);
      hold(isSame(after.slice(0, first.length), first), exchange, 'the first turn unchanged');
    },
  },
  {
    name: 'threads.retry_after_item/thread-usable',
    level: 'must',
    rules: '§2.5',
    sentence: 'The thread takes the next message after a retry.',
    async check(world) {
      const { threadId } = await retryOwn(world);
      const next = await world.client.call(
        'threads.add_user_message',
        { thread_id: threadId, ...userInput('Thank you.') },
        { sent: 'after a retry' },
      );
      holdWholeStream(next);
      hold(userItemIdOf(next) !== undefined, next, 'the user message as `thread.item.done`');
    },
  },
  {
    name: 'threads.retry_after_item/unknown-item-deletes-nothing',
    level: 'must',
    rules: 'E224 §2.5',
    sentence: 'A retry on an item that does not exist changes nothing.',
    async check(world) {
      const { threadId } = await world.thread();
      const { exchange, before, after } = await retry(world, threadId, 'msg_nobody', 'on an unknown item');
      hold(isSame(after, before), exchange, 'the items as they were');
    },
  },
  {
    name: 'threads.retry_after_item/unknown-item-is-404',
    level: 'should',
    rules: 'E224 Q18 §2.5',
    sentence: 'A retry on an item that does not exist is 404.',
    async check(world) {
      const { threadId } = await world.thread();
      const { exchange } = await retry(world, threadId, 'msg_nobody', 'on an unknown item');
      hold(exchange.status === 404, exchange, '404 with a JSON body');
    },
  },
  {
    name: 'threads.retry_after_item/answer-deletes-nothing',
    level: 'must',
    rules: 'E103 §2.5',
    sentence: 'A retry on an item of the assistant changes nothing.',
    async check(world) {
      const { threadId, itemId } = await answerOf(world);
      const { exchange, before, after } = await retry(world, threadId, itemId, "on the assistant's item");
      hold(isSame(after, before), exchange, 'the items as they were');
    },
  },
  {
    name: 'threads.retry_after_item/answer-is-400',
    level: 'should',
    rules: 'E103 §1.4 §2.5',
    sentence: 'A retry on an item of the assistant is 400.',
    async check(world) {
      const { threadId, itemId } = await answerOf(world);
      const { exchange } = await retry(world, threadId, itemId, "on the assistant's item");
      hold(exchange.status === 400, exchange, '400 with a JSON body');
    },
  },
];
