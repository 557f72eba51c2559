import type { OperationType } from '../../../protocol/requests.js';
import type { Case } from '../case.js';
import { hold, seeAvailable } from '../outcome.js';
import { userInput } from '../world.js';

// What a server says to ids that nobody has. The reference cuts the stream, or answers 500, or looks away; a client
// can tell none of these from a fault.

const nobody = 'thr_nobody_has_this_id';
const nothing = 'msg_nobody_has_this_id';

const paramsWithThread: Partial<Record<OperationType, object>> = {
  'threads.add_user_message': userInput('Is anybody there?'),
  'threads.add_client_tool_output': { result: { ok: true } },
  'threads.add_structured_input': { item_id: nothing, input: { status: 'answered', answers: {} } },
  'threads.retry_after_item': { item_id: nothing },
  'threads.custom_action': { action: { type: 'conformance.nothing' } },
  'threads.get_by_id': {},
  'threads.update': { title: 'Nobody' },
  'threads.delete': {},
  'items.list': {},
  'items.feedback': { item_ids: [nothing], kind: 'positive' },
  'threads.sync_custom_action': { action: { type: 'conformance.nothing' } },
};

const operations = Object.keys(paramsWithThread) as OperationType[];
const ask = (operation: OperationType): Case['check'] => {
  const params = { ...paramsWithThread[operation], thread_id: nobody };
  return async ({ client }) => {
    const exchange = await client.call(operation, params, { sent: 'in a thread that does not exist' });
    seeAvailable(exchange);
    hold(exchange.status === 404, exchange, '404 with a JSON body, before the first byte of a stream');
  };
};

/** Operations that answer for a thread: to answer well for one that does not exist misleads the client. */
const answering = ['threads.get_by_id', 'threads.update'] as const;

export const unknownThreads: Case[] = [
  ...operations.map((operation): Case => ({
    name: `${operation}/unknown-thread-is-404`,
    level: 'should',
    rules: 'E213 Q5 Q41 Q42 §1.4',
    sentence: 'A thread that does not exist is 404 before anything is streamed.',
    check: ask(operation),
  })),
  ...operations.map((operation): Case => ({
    name: `${operation}/unknown-thread-shows-nothing`,
    level: 'must',
    rules: 'E213 §2',
    sentence: 'Nothing is shown, and nothing begun, in a thread that does not exist.',
    async check({ client }) {
      const params = { ...paramsWithThread[operation], thread_id: nobody };
      const exchange = await client.call(operation, params, { sent: 'in a thread that does not exist' });
      seeAvailable(exchange);
      const shown = exchange.types.filter((type) => type !== 'error');
      hold(shown.length === 0, exchange, 'no event but an error');
      hold(exchange.end !== 'too late' && exchange.status > 0, exchange, 'an answer that ends');
    },
  })),
  ...answering.map((operation): Case => ({
    name: `${operation}/unknown-thread-fails`,
    level: 'must',
    rules: 'E55 §2',
    sentence: 'A thread that does not exist is not answered for.',
    async check({ client }) {
      const params = { ...paramsWithThread[operation], thread_id: nobody };
      const exchange = await client.call(operation, params, { sent: 'of a thread that does not exist' });
      seeAvailable(exchange);
      hold(exchange.isRefused, exchange, 'a status that says no');
    },
  })),
];
