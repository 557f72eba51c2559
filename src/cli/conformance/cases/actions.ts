import type { Case } from '../case.js';
import { hold, holdWholeStream, seeAvailable } from '../outcome.js';
import type { World } from '../world.js';

type Operation = 'threads.custom_action' | 'threads.sync_custom_action';

const action = { type: 'conformance.nothing', payload: { a: [1, null] } };

async function act(world: World, operation: Operation, params: object, sent: string) {
  const { threadId } = await world.thread();
  const exchange = await world.client.call(operation, { thread_id: threadId, action, ...params }, { sent });
  seeAvailable(exchange);
  return exchange;
}

const onMessage = async (world: World, operation: Operation) => {
  const { userItemId } = await world.thread();
  return act(world, operation, { item_id: userItemId }, 'on a user message');
};

const refusals = (operation: Operation): Case[] => [
  {
    name: `${operation}/unknown-item-is-404`,
    level: 'should',
    rules: 'E213 §2.6 §2.7',
    sentence: 'An action of an item that does not exist is 404.',
    async check(world) {
      const exchange = await act(
        world,
        operation,
        { item_id: 'msg_nobody_has_this_id' },
        'on an unknown item',
      );
      hold(exchange.status === 404, exchange, '404 with a JSON body');
    },
  },
  {
    name: `${operation}/action-without-type-is-400`,
    level: 'should',
    rules: 'Q17 §1.5',
    sentence: 'An action without a type is 400.',
    async check(world) {
      const exchange = await act(
        world,
        operation,
        { action: { payload: 1 } },
        'without a type in its action',
      );
      hold(exchange.status === 400, exchange, '400 with a JSON body');
    },
  },
];

export const actions: Case[] = [
  {
    name: 'threads.custom_action/without-item',
    level: 'must',
    rules: 'E221 §2.6',
    sentence:
      'An action that no item sent is answered by a stream; one that nobody handles by an `error` in it.',
    async check(world) {
      const exchange = await act(world, 'threads.custom_action', {}, 'without an item');
      holdWholeStream(exchange);
      hold(exchange.types[0] === 'stream_options', exchange, '`stream_options` as the first event');
    },
  },
  {
    name: 'threads.custom_action/item-null',
    level: 'should',
    rules: '§2.6',
    sentence: '`item_id: null` is the same as none.',
    async check(world) {
      holdWholeStream(await act(world, 'threads.custom_action', { item_id: null }, 'with item_id null'));
    },
  },
  {
    name: 'threads.custom_action/other-item',
    level: 'must',
    rules: 'E220 §2.6',
    sentence: 'An action of an item that is no widget is the one event `error`, not to be tried again.',
    async check(world) {
      const exchange = await onMessage(world, 'threads.custom_action');
      holdWholeStream(exchange);
      const [event] = exchange.events;
      const isRefused = event?.type === 'error' && event.allow_retry === false;
      hold(
        isRefused && exchange.events.length === 1,
        exchange,
        'one `error` event with `allow_retry: false`',
      );
    },
  },
  ...refusals('threads.custom_action'),
  {
    name: 'threads.sync_custom_action/other-item',
    level: 'must',
    rules: 'E223 §2.7',
    sentence: 'An action of an item that is no widget fails.',
    async check(world) {
      const exchange = await onMessage(world, 'threads.sync_custom_action');
      hold(exchange.isRefused, exchange, 'a status that says no');
    },
  },
  {
    name: 'threads.sync_custom_action/other-item-is-400',
    level: 'should',
    rules: 'E223 §1.4 §2.7',
    sentence: 'It fails with 400.',
    async check(world) {
      const exchange = await onMessage(world, 'threads.sync_custom_action');
      hold(exchange.status === 400, exchange, '400 with a JSON body');
    },
  },
  {
    name: 'threads.sync_custom_action/without-item',
    level: 'should',
    rules: 'E59 E222 §2.7',
    sentence: 'An action that no item sent is answered by one JSON body, or 501 where nobody handles it.',
    async check(world) {
      const exchange = await act(world, 'threads.sync_custom_action', {}, 'without an item');
      hold(
        exchange.isJson || (exchange.status >= 400 && exchange.status < 500),
        exchange,
        '200 JSON, 4xx, or 501',
      );
    },
  },
  ...refusals('threads.sync_custom_action'),
];
