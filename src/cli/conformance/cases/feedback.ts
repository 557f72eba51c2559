import type { Case } from '../case.js';
import { hold, seeAvailable } from '../outcome.js';
import { isSame } from '../same.js';
import type { World } from '../world.js';

async function rate(world: World, params: object, sent: string) {
  const { threadId } = await world.thread();
  const newest = (await world.items(threadId)).at(-1)!.id;
  const exchange = await world.client.call(
    'items.feedback',
    { thread_id: threadId, item_ids: [newest], kind: 'positive', ...params },
    { sent },
  );
  seeAvailable(exchange);
  return exchange;
}

export const feedback: Case[] = [
  ...(['positive', 'negative'] as const).map((kind): Case => ({
    name: `items.feedback/${kind}`,
    level: 'must',
    rules: 'E73 E74 E75 §2.13',
    sentence: `A ${kind} word on an item is taken with \`{}\`.`,
    async check(world) {
      const exchange = await rate(world, { kind }, kind);
      hold(exchange.isJson && isSame(exchange.body, {}), exchange, '200 with {}');
    },
  })),
  {
    name: 'items.feedback/unknown-kind',
    level: 'must',
    rules: '§2.13',
    sentence: 'Any other kind is refused.',
    async check(world) {
      const exchange = await rate(world, { kind: 'sideways' }, 'sideways');
      hold(exchange.isRefused, exchange, 'a status that says no');
    },
  },
  {
    name: 'items.feedback/unknown-item-is-404',
    level: 'should',
    rules: 'Q41 §2.13',
    sentence: 'Feedback on an item that does not exist is 404.',
    async check(world) {
      const exchange = await rate(world, { item_ids: ['msg_nobody_has_this_id'] }, 'on an unknown item');
      hold(exchange.status === 404, exchange, '404 with a JSON body');
    },
  },
];
