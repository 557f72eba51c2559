import type { ThreadItem } from '../../../protocol/items.js';
import { Thread } from '../../../protocol/thread.js';
import type { Case } from '../case.js';
import { hold } from '../outcome.js';
import { isSame } from '../same.js';
import type { Exchange } from '../exchange.js';
import { faultsOf } from '../shapes.js';
import { ItemPage, pageIn, ThreadPage, type World } from '../world.js';

function threadIn(exchange: Exchange): Thread {
  hold(exchange.isJson, exchange, '200 with the thread as JSON');
  const [fault] = faultsOf(Thread, exchange.body);
  hold(fault === undefined, exchange, `a thread; ${fault}`);
  return exchange.body as Thread;
}

const titled = async (world: World, title: string) => {
  const { threadId } = await world.newThread();
  const sent = `with the title ${JSON.stringify(title)}`;
  const exchange = await world.client.call('threads.update', { thread_id: threadId, title }, { sent });
  return { threadId, exchange };
};

function rename(name: string, title: string, rules: string): Case {
  return {
    name: `threads.update/${name}`,
    level: 'must',
    rules,
    sentence: `The title ${JSON.stringify(title)} is in the answer, and read back after it.`,
    async check(world) {
      const { threadId, exchange } = await titled(world, title);
      hold(threadIn(exchange).title === title, exchange, `the title ${JSON.stringify(title)}`);
      const read = await world.client.call('threads.get_by_id', { thread_id: threadId });
      hold(threadIn(read).title === title, read, `the title ${JSON.stringify(title)}`);
    },
  };
}

async function deleted(world: World) {
  const { threadId } = await world.newThread();
  const exchange = await world.client.call('threads.delete', { thread_id: threadId });
  return { threadId, exchange };
}

export const threads: Case[] = [
  {
    name: 'threads.get_by_id/oldest-first',
    level: 'must',
    rules: 'E51 E52 §2.8',
    sentence: 'The thread comes with its items, the first message first.',
    async check(world) {
      const { threadId, userItemId } = await world.thread();
      await world.secondTurn();
      const exchange = await world.client.call('threads.get_by_id', { thread_id: threadId });
      const thread = threadIn(exchange);
      hold(thread.id === threadId, exchange, `the thread ${threadId}`);
      hold(thread.items.data[0]?.id === userItemId, exchange, `the message ${userItemId} first`);
    },
  },
  {
    name: 'threads.get_by_id/same-items-as-listed',
    level: 'must',
    rules: '§2.8 §2.12',
    sentence: 'Its items are the first that `items.list` gives in ascending order.',
    async check(world) {
      const { threadId } = await world.thread();
      const exchange = await world.client.call('threads.get_by_id', { thread_id: threadId });
      const { data } = threadIn(exchange).items;
      const listed = (await world.items(threadId)).slice(0, data.length);
      hold(isSame(data, listed), exchange, 'the items as items.list gives them');
    },
  },
  {
    name: 'threads.list/newest-first',
    level: 'must',
    rules: 'E46 §2.9',
    sentence: 'The newest thread comes first when no order is named.',
    async check(world) {
      await world.thread();
      const { threadId } = await world.newThread();
      const exchange = await world.client.call('threads.list', {});
      const { data } = pageIn<Thread>(exchange, ThreadPage);
      hold(data[0]?.id === threadId, exchange, `the thread ${threadId} first`);
    },
  },
  {
    name: 'threads.list/rows-have-no-items',
    level: 'should',
    rules: '§2.9',
    sentence: 'A listed thread carries an empty page of items.',
    async check(world) {
      await world.thread();
      const exchange = await world.client.call('threads.list', {});
      const { data } = pageIn<Thread>(exchange, ThreadPage);
      hold(
        data.every(({ items }) => items.data.length === 0),
        exchange,
        '`items` with no rows',
      );
    },
  },
  {
    name: 'items.list/both-orders',
    level: 'must',
    rules: 'E19 E201 §2.12',
    sentence: 'Items come newest first when no order is named, and `asc` is the reverse of it.',
    async check(world) {
      const { threadId, userItemId } = await world.thread();
      await world.secondTurn();
      const exchange = await world.client.call('items.list', { thread_id: threadId });
      const ids = pageIn<ThreadItem>(exchange, ItemPage).data.map(({ id }) => id);
      hold(ids.at(-1) === userItemId, exchange, `the first message ${userItemId} last`);
      const ascending = (await world.items(threadId)).map(({ id }) => id);
      hold(isSame(ids, ascending.reverse()), exchange, 'the reverse of order asc');
    },
  },
  rename('new-title', 'Träume & Pläne 🌱', 'E53 §2.10'),
  rename('empty-title', '', 'E231 §1.5'),
  {
    name: 'threads.delete/gone',
    level: 'must',
    rules: 'E54 E55 §2.11',
    sentence: 'The answer is `{}`, and the thread can be read and listed no more.',
    async check(world) {
      const { threadId, exchange } = await deleted(world);
      hold(exchange.isJson && isSame(exchange.body, {}), exchange, '200 with {}');
      const read = await world.client.call('threads.get_by_id', { thread_id: threadId }, { sent: 'of it' });
      hold(read.isRefused, read, 'a status that says no');
      const listed = await world.client.call('threads.list', {});
      const { data } = pageIn<Thread>(listed, ThreadPage);
      hold(
        data.every(({ id }) => id !== threadId),
        listed,
        `a list without the thread ${threadId}`,
      );
    },
  },
];
