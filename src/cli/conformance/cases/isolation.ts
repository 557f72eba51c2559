import type { OperationType } from '../../../protocol/requests.js';
import { Thread } from '../../../protocol/thread.js';
import type { Case } from '../case.js';
import { hold, NotSeen, seeAvailable } from '../outcome.js';
import { isSame } from '../same.js';
import { pageIn, ThreadPage, userInput, type Talk, type World } from '../world.js';

/** What somebody else may try with a thread. */
const attempts: [OperationType, (talk: Talk) => object][] = [
  ['threads.get_by_id', () => ({})],
  ['items.list', () => ({})],
  ['threads.update', () => ({ title: 'Mine now' })],
  ['threads.add_user_message', () => userInput('May I?')],
  ['threads.retry_after_item', ({ userItemId }) => ({ item_id: userItemId })],
  ['threads.custom_action', () => ({ action: { type: 'conformance.nothing' } })],
  ['threads.sync_custom_action', () => ({ action: { type: 'conformance.nothing' } })],
  ['threads.add_client_tool_output', () => ({ result: null })],
  ['items.feedback', ({ userItemId }) => ({ item_ids: [userItemId], kind: 'negative' })],
  ['threads.delete', () => ({})],
];

function somebodyElse({ other }: World) {
  if (!other) throw new NotSeen('needs a second person: give --other-token');
  return other;
}

export const isolation: Case[] = [
  ...attempts.flatMap(([operation, paramsOf]): Case[] => [
    {
      name: `${operation}/foreign-thread-is-safe`,
      level: 'must',
      rules: 'E206 E207 §1.8',
      sentence: "Somebody else's thread is neither shown nor changed.",
      async check(world) {
        const other = somebodyElse(world);
        const talk = await world.guardedThread();
        const before = await world.items(talk.threadId);
        const params = { ...paramsOf(talk), thread_id: talk.threadId };
        const exchange = await other.call(operation, params, { sent: "in somebody else's thread" });
        const shown = exchange.types.filter((type) => type !== 'error');
        hold(shown.length === 0, exchange, 'no event but an error');
        hold(!before.some(({ id }) => exchange.text.includes(id)), exchange, 'nothing of the thread');
        const after = await world.items(talk.threadId);
        hold(isSame(after, before), exchange, 'the thread as it was');
        const read = await world.client.call('threads.get_by_id', { thread_id: talk.threadId });
        hold((read.body as Thread | undefined)?.title !== 'Mine now', exchange, 'the title as it was');
      },
    },
    {
      name: `${operation}/foreign-thread-is-404`,
      level: 'should',
      rules: 'E206 §1.4',
      sentence: "Somebody else's thread is 404, like one that does not exist.",
      async check(world) {
        const other = somebodyElse(world);
        const talk = await world.guardedThread();
        const params = { ...paramsOf(talk), thread_id: talk.threadId };
        const exchange = await other.call(operation, params, { sent: "in somebody else's thread" });
        seeAvailable(exchange);
        hold(exchange.status === 404, exchange, '404 with a JSON body');
      },
    },
  ]),
  {
    name: 'threads.list/own-threads-only',
    level: 'must',
    rules: 'E206 §1.8',
    sentence: "Somebody else's threads are not listed.",
    async check(world) {
      const other = somebodyElse(world);
      const { threadId } = await world.thread();
      const exchange = await other.call('threads.list', { limit: 100 });
      const { data } = pageIn<Thread>(exchange, ThreadPage);
      hold(!data.some(({ id }) => id === threadId), exchange, `a list without the thread ${threadId}`);
    },
  },
];
