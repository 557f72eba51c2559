import type { ThreadItem } from '../../../protocol/items.js';
import type { Thread } from '../../../protocol/thread.js';
import type { Case } from '../case.js';
import { hold, NotSeen } from '../outcome.js';
import { isSame } from '../same.js';
import type { Exchange } from '../exchange.js';
import { ItemPage, pageIn, ThreadPage, type World } from '../world.js';

/** More pages than these are not read, so that a server that starts again from the top is noticed. */
const maxPages = 60;

type ListOperation = 'items.list' | 'threads.list';
type Row = ThreadItem | Thread;

const listOf = {
  'items.list': (exchange: Exchange) => pageIn<Row>(exchange, ItemPage),
  'threads.list': (exchange: Exchange) => pageIn<Row>(exchange, ThreadPage),
};

/** What to list: two turns' items, or the threads with at least three of this run's. */
async function listed(world: World, operation: ListOperation): Promise<object> {
  const { threadId } = await world.thread();
  await world.secondTurn();
  if (operation === 'items.list') return { thread_id: threadId };
  for (let count = 0; count < 2; count++) await world.newThread(`Hello, number ${count}!`);
  return {};
}

/** Reads page after page of `limit` rows, by the server's cursor or by the last row's id, until `isEnough`. */
async function readPages(
  world: World,
  operation: ListOperation,
  by: 'cursor' | 'last id',
  params: object & { limit: number },
) {
  const rows: Row[] = [];
  let after: string | null | undefined;
  for (let count = 0; count < maxPages; count++) {
    const sent = `limit ${params.limit}${after ? `, after the ${by} of the page before` : ''}`;
    const exchange = await world.client.call(operation, { ...params, ...(after && { after }) }, { sent });
    const page = listOf[operation](exchange);
    hold(page.data.length <= params.limit, exchange, `at most ${params.limit} rows`);
    hold(page.data.length > 0 || !page.has_more, exchange, 'rows, where `has_more` is true');
    rows.push(...page.data);
    const isTwice = new Set(rows.map(({ id }) => id)).size < rows.length;
    hold(!isTwice, exchange, 'no row twice');
    if (!page.has_more) {
      hold(page.after == null, exchange, 'no `after` on the last page');
      return { rows, exchange, isAll: true };
    }
    hold(typeof page.after === 'string', exchange, '`after`, where `has_more` is true');
    after = by === 'cursor' ? page.after : page.data.at(-1)!.id;
    if (operation === 'threads.list' && rows.length >= 3 * params.limit)
      return { rows, exchange, isAll: false };
  }
  throw new NotSeen(`more than ${maxPages} pages`);
}

function paging(operation: ListOperation, by: 'cursor' | 'last id'): Case {
  return {
    name: `${operation}/pages-by-${by === 'cursor' ? 'cursor' : 'last-id'}`,
    level: 'must',
    rules: operation === 'items.list' ? 'E48 E49 E202 E203 §5.1' : 'E45 E47 E200 §5.1',
    sentence:
      by === 'cursor'
        ? 'Pages follow each other by the cursor `after` that the page before gave.'
        : 'Pages follow each other by the id of the last row, as the widget asks for them.',
    async check(world) {
      const params = await listed(world, operation);
      const { rows, isAll } = await readPages(world, operation, by, { ...params, limit: 1 });
      const whole = await world.client.call(operation, { ...params, limit: isAll ? 100 : rows.length });
      const expected = listOf[operation](whole).data;
      hold(rows.length > 1, whole, 'more rows than one');
      const areSame = isSame(
        rows.map(({ id }) => id),
        expected.map(({ id }) => id),
      );
      hold(areSame, whole, 'the rows that the pages of one gave, in the same order');
    },
  };
}

const lenientLimits: { name: string; level: Case['level']; limit: unknown; rules: string }[] = [
  { name: 'limit-9999', level: 'must', limit: 9999, rules: '§2.9 §13.2' },
  { name: 'limit-0', level: 'must', limit: 0, rules: 'E230 §1.5' },
  { name: 'limit-null', level: 'must', limit: null, rules: '§1.5' },
  { name: 'limit-as-text', level: 'should', limit: '5', rules: '§1.5' },
];

function takesLimit(
  operation: ListOperation,
  { name, level, limit, rules }: (typeof lenientLimits)[number],
): Case {
  return {
    name: `${operation}/${name}`,
    level,
    rules,
    sentence: `\`limit: ${JSON.stringify(limit)}\` gives a page with rows.`,
    async check(world) {
      const { threadId } = await world.thread();
      const exchange = await world.client.call(
        operation,
        { ...(operation === 'items.list' && { thread_id: threadId }), limit, order: 'desc' },
        { sent: `limit ${JSON.stringify(limit)}` },
      );
      hold(listOf[operation](exchange).data.length > 0, exchange, 'a page with rows');
    },
  };
}

function refusesUnknownCursor(operation: ListOperation): Case {
  return {
    name: `${operation}/unknown-cursor-is-refused`,
    level: 'should',
    rules: '§5.1',
    sentence: 'A cursor that does not exist is 400 or 404, not the first page again.',
    async check(world) {
      const { threadId } = await world.thread();
      const exchange = await world.client.call(
        operation,
        { ...(operation === 'items.list' && { thread_id: threadId }), after: 'msg_nobody_has_this_id' },
        { sent: 'after a cursor that does not exist' },
      );
      hold([400, 404].includes(exchange.status), exchange, '400 or 404');
    },
  };
}

export const pages: Case[] = (['threads.list', 'items.list'] as const).flatMap((operation) => [
  paging(operation, 'cursor'),
  paging(operation, 'last id'),
  ...lenientLimits.map((limit) => takesLimit(operation, limit)),
  refusesUnknownCursor(operation),
]);
