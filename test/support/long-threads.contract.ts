import type { DataSource } from 'typeorm';
import type { Order, Page } from '../../src/protocol/page.js';
import { newPerson, newThread, userMessage, hiddenNote } from '../../src/testing/builders.js';
import { ended, newTurn } from '../../src/testing/ledger/scene.js';
import { TypeOrmThreadStore } from '../../src/threads/typeorm-thread.store.js';
import { TypeOrmTurnLedger } from '../../src/threads/typeorm-turn.ledger.js';
import { listItems, listThreads } from '../../src/turns/thread-operations.js';
import { countStatements } from './count-statements.js';

const itemCount = 10_000;
const limit = 100;

/** What it takes to read a conversation of ten thousand items, page by page. */
export function describeLongThreads(engine: string, getDataSource: () => DataSource): void {
  describe(`a thread of ${itemCount} items on ${engine}`, () => {
    const alice = newPerson();
    const thread = newThread();
    let dataSource: DataSource;
    let store: TypeOrmThreadStore;
    const ids = Array.from({ length: itemCount }, () => userMessage(thread.id)).map(({ id }) => id);

    beforeAll(async () => {
      dataSource = getDataSource();
      store = new TypeOrmThreadStore(dataSource);
      const ledger = new TypeOrmTurnLedger(dataSource);
      const lease = await ledger.begin(newTurn(thread.id), { thread }, alice);
      for (let first = 0; first < itemCount; first += 1_000) {
        const part = ids.slice(first, first + 1_000).map((id) => userMessage(thread.id, 'hello', { id }));
        await ledger.commit(lease, { items: [...part, hiddenNote(thread.id)] });
      }
      await ledger.commit(lease, { end: ended() });
    });

    /** All pages, and how many statements each of them took. */
    async function readAll<Row>(load: (after?: string) => Promise<Page<Row>>) {
      const rows: Row[] = [];
      const statements: number[] = [];
      for (let after: string | undefined, hasMore = true; hasMore;) {
        const counted = countStatements(dataSource);
        const page = await load(after);
        statements.push(counted());
        rows.push(...page.data);
        ({ after, has_more: hasMore } = page);
      }
      return { rows, statements };
    }

    it.each<Order>(['asc', 'desc'])(
      'is read whole in %s order, every page for as many statements as the first',
      async (order) => {
        const { rows, statements } = await readAll((after) =>
          listItems(store, { thread_id: thread.id, limit, order, after }, alice),
        );
        expect(rows.map(({ id }) => id)).toEqual(order === 'asc' ? ids : ids.toReversed());
        expect(statements).toEqual(Array.from({ length: itemCount / limit }, () => 2));
      },
    );

    it.each<Order>(['asc', 'desc'])(
      'stands in a list of threads whose pages take one statement each, in %s order',
      async (order) => {
        const owner = newPerson();
        for (let count = 0; count < 7; count++) await store.saveThread(newThread(), owner);
        const { statements } = await readAll((after) =>
          listThreads(store, { limit: 2, order, after }, owner),
        );
        expect(statements).toEqual([1, 1, 1, 1]);
      },
    );
  });
}
