import { setTimeout as pause } from 'node:timers/promises';
import type { Case } from '../case.js';
import { hold, holdWholeStream, NotSeen } from '../outcome.js';
import { threadIdOf, userInput, userItemIdOf, type World } from '../world.js';

/** How long a server may take to notice that somebody left, in tries a quarter of a second apart. */
const triesAfterLeaving = 40;
const pauseMs = 250;

const longQuestion = 'Please count slowly from one to fifty, in words, and say what you can do.';

/** Begins a turn and closes the connection once the answer has begun. */
async function leaveInAnswer({ client }: World) {
  const exchange = await client.call('threads.create', userInput(longQuestion), {
    sent: 'and the connection closed in mid-answer',
    until: (events) => events.some(({ type }) => type === 'thread.item.added' || type === 'stream_options'),
  });
  const threadId = threadIdOf(exchange);
  if (!threadId) throw new NotSeen(`needs a thread, but threads.create came to: ${exchange.came}`);
  return { exchange, threadId, userItemId: userItemIdOf(exchange) };
}

export const leaving: Case[] = [
  {
    name: 'threads.create/readable-after-leaving',
    level: 'must',
    rules: 'E234 §1.6',
    sentence: 'A thread whose stream was left can be read, with the message that began it.',
    async check(world) {
      const { threadId, userItemId } = await leaveInAnswer(world);
      const read = await world.client.call('threads.get_by_id', { thread_id: threadId });
      hold(read.isJson, read, '200 with the thread');
      const items = await world.items(threadId);
      hold(
        items.some(({ id }) => id === userItemId),
        read,
        `the user message ${userItemId} among its items`,
      );
    },
  },
  {
    name: 'threads.create/usable-after-leaving',
    level: 'must',
    rules: '§1.6 §13.3',
    sentence: 'A thread whose stream was left takes the next message, at the latest ten seconds on.',
    async check(world) {
      const { threadId } = await leaveInAnswer(world);
      for (let tries = 1; ; tries++) {
        const next = await world.client.call(
          'threads.add_user_message',
          { thread_id: threadId, ...userInput('Thank you, that is enough.') },
          { sent: 'after the stream before it was left' },
        );
        if (next.isWholeStream && userItemIdOf(next)) return;
        if (tries === triesAfterLeaving) holdWholeStream(next);
        hold(tries < triesAfterLeaving, next, 'the user message as `thread.item.done`');
        await pause(pauseMs);
      }
    },
  },
  {
    name: 'threads.add_user_message/two-at-once',
    level: 'must',
    rules: '§4.11 §13.3',
    sentence:
      'Of two messages at once in one thread each is answered or refused by an `error` event; none is 5xx or cut.',
    async check(world) {
      const { threadId } = await world.newThread();
      const say = (text: string) =>
        world.client.call(
          'threads.add_user_message',
          { thread_id: threadId, ...userInput(text) },
          { sent: 'twice at once in one thread' },
        );
      const both = await Promise.all([say('The first of two.'), say('The second of two.')]);
      for (const exchange of both) {
        holdWholeStream(exchange);
        const isTold = userItemIdOf(exchange) !== undefined || exchange.types.includes('error');
        hold(isTold, exchange, 'the user message, or an `error` event');
      }
      const listed = (await world.items(threadId)).map(({ id }) => id);
      for (const exchange of both) {
        const id = userItemIdOf(exchange);
        hold(id === undefined || listed.includes(id), exchange, `the message ${id} among the thread's items`);
      }
    },
  },
];
