import type { DataSource } from 'typeorm';
import { loadHistory } from '../../src/agent/bridge/load-history.js';
import type { Order } from '../../src/protocol/page.js';
import { hiddenNote, newPerson, newThread, userMessage } from '../../src/testing/builders.js';
import { ChatKitTestClient } from '../../src/testing/client/chatkit-test-client.js';
import { DelegatingServer } from '../../src/testing/delegating.server.js';
import { ended, newTurn } from '../../src/testing/ledger/scene.js';
import { ScriptedResponder } from '../../src/testing/scripted.responder.js';
import { TypeOrmThreadStore } from '../../src/threads/typeorm-thread.store.js';
import { TypeOrmTurnLedger } from '../../src/threads/typeorm-turn.ledger.js';
import { countStatements } from './count-statements.js';

const itemCount = 10_000;
const limit = 100;

/** What it takes to read a conversation of ten thousand items, page by page. */
export function describeLongThreads(engine: string, getDataSource: () => DataSource): void {
  describe(`a thread of ${itemCount} items on ${engine}`, () => {
    const alice = newPerson();
    const thread = newThread();
    const ids = Array.from({ length: itemCount }, () => userMessage(thread.id).id);
    let dataSource: DataSource;
    let server: DelegatingServer;
    let client: ChatKitTestClient;

    beforeAll(async () => {
      dataSource = getDataSource();
      const [store, ledger] = [new TypeOrmThreadStore(dataSource), new TypeOrmTurnLedger(dataSource)];
      server = new DelegatingServer(new ScriptedResponder(), { store, ledger });
      client = ChatKitTestClient.of(server, { principal: alice });
      await server.open();
      const lease = await ledger.begin(newTurn(thread.id), { thread }, alice);
      for (let first = 0; first < itemCount; first += 1_000) {
        const part = ids.slice(first, first + 1_000).map((id) => userMessage(thread.id, 'hello', { id }));
        await ledger.commit(lease, { items: [...part, hiddenNote(thread.id)] });
      }
      await ledger.commit(lease, { end: ended() });
      for (let count = 0; count < 6; count++) await store.saveThread(newThread(), alice);
    });
    afterAll(() => server.drain(0));

    /** The ids on all pages, and how many statements each page took. */
    async function readAll(type: 'items.list' | 'threads.list', params: object) {
      const seen: string[] = [];
      const statements: number[] = [];
      for (let after: string | undefined, hasMore = true; hasMore;) {
        const counted = countStatements(dataSource);
        const { body } = await client.call(type, { ...params, after });
        statements.push(counted());
        seen.push(...body.data.map(({ id }) => id));
        ({ after, has_more: hasMore } = body);
      }
      return { seen, statements };
    }

    it.each<Order>(['asc', 'desc'])(
      'is read whole in %s order, every page for as many statements as the first',
      async (order) => {
        const { seen, statements } = await readAll('items.list', { thread_id: thread.id, limit, order });
        expect(seen).toEqual(order === 'asc' ? ids : ids.toReversed());
        expect(statements).toEqual(Array.from({ length: itemCount / limit }, () => 2));
      },
    );

    it('is remembered by its newest part, for as many statements as that takes', async () => {
      const source = { store: server.store, threadId: thread.id, principal: alice };
      const counted = countStatements(dataSource);
      const { items, isWhole } = await loadHistory(source, { maxTokens: 300 });
      expect(counted()).toBe(1);
      expect(isWhole).toBe(false);
      expect(items.filter(({ type }) => type === 'user_message').map(({ id }) => id)).toEqual(
        ids.slice(-items.length + 1),
      );
    });

    it.each<Order>(['asc', 'desc'])(
      'stands in a list of threads whose pages take one statement each, in %s order',
      async (order) => {
        const { statements } = await readAll('threads.list', { limit: 2, order });
        expect(statements).toEqual([1, 1, 1, 1]);
      },
    );
  });
}
