import { foldItems } from '../../../protocol/fold.js';
import type { ThreadItem } from '../../../protocol/items.js';
import type { Case } from '../case.js';
import { hold, holdWholeStream, NotSeen } from '../outcome.js';
import { isSame } from '../same.js';
import { shorten, type Exchange } from '../exchange.js';
import { userInput, userItemIdOf, type World } from '../world.js';

// What a stream shows must be what is read back after it.

function holdSame(exchange: Exchange, shown: readonly ThreadItem[], listed: readonly ThreadItem[]): void {
  const count = Math.max(shown.length, listed.length);
  for (let index = 0; index < count; index++) {
    const areSame = isSame(shown[index], listed[index]);
    const [here, there] = [shown[index], listed[index]].map((item) =>
      shorten(JSON.stringify(item) ?? 'nothing'),
    );
    hold(areSame, exchange, `item ${index} as the stream left it, ${here}; items.list gives ${there}`);
  }
}

export const turns: Case[] = [
  {
    name: 'threads.create/shows-what-is-stored',
    level: 'must',
    rules: '§3.3 §4.4 §4.8',
    sentence: 'The events of the stream, folded, are the items that `items.list` gives.',
    async check(world) {
      const { created, threadId } = await world.newThread();
      holdWholeStream(created);
      const shown = created.events.reduce<ThreadItem[]>(foldItems, []);
      holdSame(created, shown, await world.items(threadId));
    },
  },
  {
    name: 'threads.create/answers',
    level: 'should',
    rules: '§4.3',
    sentence: 'The assistant says something.',
    async check(world) {
      const { created } = await world.thread();
      const items = created.events.reduce<ThreadItem[]>(foldItems, []);
      if (items.some(({ type }) => type !== 'user_message')) return;
      throw new NotSeen(`the assistant of this server said nothing: ${created.came}`);
    },
  },
  {
    name: 'threads.add_user_message/opening',
    level: 'must',
    rules: 'E15 E16 §2.2 §4.2',
    sentence: 'The user message comes first, as `thread.item.done`, and no `thread.created`.',
    async check(world) {
      const exchange = await world.secondTurn();
      holdWholeStream(exchange);
      const [first] = exchange.events;
      const isMessage = first?.type === 'thread.item.done' && first.item.type === 'user_message';
      hold(isMessage, exchange, '`thread.item.done` with the user message as the first event');
      hold(!exchange.types.includes('thread.created'), exchange, 'no `thread.created`');
    },
  },
  {
    name: 'threads.add_user_message/stream-options',
    level: 'should',
    rules: '§4.2',
    sentence: '`stream_options` is the second event.',
    async check(world) {
      const exchange = await world.secondTurn();
      holdWholeStream(exchange);
      hold(exchange.types[1] === 'stream_options', exchange, '`stream_options` as the second event');
    },
  },
  {
    name: 'threads.add_user_message/shows-what-is-stored',
    level: 'must',
    rules: '§3.3 §4.4 §4.8',
    sentence: 'The events, folded over the items from before, are the items that `items.list` gives.',
    async check(world) {
      const { threadId } = await world.newThread();
      const before = await world.items(threadId);
      const exchange = await world.client.call('threads.add_user_message', {
        thread_id: threadId,
        ...userInput('And another thing.'),
      });
      holdWholeStream(exchange);
      holdSame(exchange, exchange.events.reduce(foldItems, before), await world.items(threadId));
    },
  },
  {
    name: 'threads.add_user_message/keeps-order',
    level: 'must',
    rules: 'E18 §4.3',
    sentence: 'After two turns the items are in the order of the talk.',
    async check(world) {
      const { threadId, userItemId, created } = await world.thread();
      const exchange = await world.secondTurn();
      const expected = [userItemId, ...answersOf(created), userItemIdOf(exchange), ...answersOf(exchange)];
      const listed = (await world.items(threadId)).map(({ id }) => id);
      hold(isSame(listed, expected), exchange, 'the second message and its answer after the first');
    },
  },
  {
    name: 'threads.add_user_message/extra-fields',
    level: 'must',
    rules: 'E212 §0.4',
    sentence: 'Fields that the protocol does not know are passed over, wherever they stand.',
    async check(world: World) {
      const { threadId } = await world.newThread();
      const content = [{ type: 'input_text', text: 'Hello again!', extra: 1 }];
      const exchange = await world.client.call(
        'threads.add_user_message',
        { thread_id: threadId, extra: 1, ...userInput('', { content, extra: { deep: null } }) },
        { sent: 'with unknown fields at every level' },
      );
      holdWholeStream(exchange);
    },
  },
];

/** The ids of what the assistant added, in the order of its coming. */
function answersOf({ events }: Exchange): string[] {
  const items = events.reduce<ThreadItem[]>(foldItems, []);
  return items.filter(({ type }) => type !== 'user_message').map(({ id }) => id);
}
