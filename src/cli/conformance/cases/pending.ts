import type { Case } from '../case.js';
import { hold, seeAvailable } from '../outcome.js';
import { isSame } from '../same.js';
import type { World } from '../world.js';

// What a client answers: a structured input, a tool call. Whether one is ever pending is the assistant's affair, so
// what is seen here is what a server says where none is.

type Operation = 'threads.add_structured_input' | 'threads.add_client_tool_output';

async function answerNothing(world: World, operation: Operation, params: object, sent: string) {
  const { threadId } = await world.thread();
  const before = await world.items(threadId);
  const exchange = await world.client.call(operation, { thread_id: threadId, ...params }, { sent });
  seeAvailable(exchange);
  return { exchange, before, after: await world.items(threadId) };
}

const answered = { status: 'answered', answers: { q: { values: ['yes'] } } };

const questions: {
  operation: Operation;
  name: string;
  sent: string;
  rules: string;
  params: (world: World) => Promise<object>;
  statuses: number[];
}[] = [
  {
    operation: 'threads.add_structured_input',
    name: 'other-item',
    sent: 'for a user message',
    rules: '§2.4',
    params: async (world) => ({ item_id: (await world.thread()).userItemId, input: answered }),
    statuses: [400, 409],
  },
  {
    operation: 'threads.add_structured_input',
    name: 'unknown-item',
    sent: 'for an item that does not exist',
    rules: '§2.4',
    params: async () => ({ item_id: 'msg_nobody_has_this_id', input: answered }),
    statuses: [404],
  },
  {
    operation: 'threads.add_client_tool_output',
    name: 'nothing-pending',
    sent: 'where no tool call is pending',
    rules: 'E217 E219 §2.3',
    params: async () => ({ result: { ok: true } }),
    statuses: [400, 404, 409],
  },
];

export const pending: Case[] = questions.flatMap(
  ({ operation, name, sent, rules, params, statuses }): Case[] => [
    {
      name: `${operation}/${name}-changes-nothing`,
      level: 'must',
      rules,
      sentence: `An answer ${sent} shows nothing and stores nothing.`,
      async check(world) {
        const { exchange, before, after } = await answerNothing(world, operation, await params(world), sent);
        const shown = exchange.types.filter((type) => type !== 'error' && type !== 'stream_options');
        hold(shown.length === 0, exchange, 'no event but an error');
        hold(isSame(after, before), exchange, 'the items as they were');
      },
    },
    {
      name: `${operation}/${name}-is-said`,
      level: 'should',
      rules: `${rules} §1.4`,
      sentence: `An answer ${sent} is refused in words: by status ${statuses.join(' or ')}, or an \`error\` event.`,
      async check(world) {
        const { exchange } = await answerNothing(world, operation, await params(world), sent);
        const isTold = exchange.isWholeStream && exchange.types.includes('error');
        hold(
          isTold || statuses.includes(exchange.status),
          exchange,
          `${statuses.join(' or ')}, or an error event`,
        );
      },
    },
  ],
);

export const pendingRequests: Case[] = [
  {
    name: 'threads.add_client_tool_output/result-is-required',
    level: 'must',
    rules: '§2.3',
    sentence: 'The key `result` must be there, though it may hold null.',
    async check(world) {
      const { threadId } = await world.thread();
      const exchange = await world.client.call(
        'threads.add_client_tool_output',
        { thread_id: threadId },
        { sent: 'without `result`' },
      );
      seeAvailable(exchange);
      hold(exchange.isRefused, exchange, 'a status that says no');
    },
  },
];
