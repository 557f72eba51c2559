import { setImmediate as tick } from 'node:timers/promises';
import type { DataSource } from 'typeorm';
import { ThreadEntity } from '../../src/threads/thread.entity.js';
import { TurnEntity } from '../../src/threads/turn.entity.js';
import { readThreads } from '../../src/threads/read-pages.js';
import type { Sql } from '../../src/threads/sql.js';
import { TypeOrmThreadStore } from '../../src/threads/typeorm-thread.store.js';
import { TypeOrmTurnLedger } from '../../src/threads/typeorm-turn.ledger.js';
import { newPerson, newThread, userMessage } from '../../src/testing/builders.js';
import { ended, newTurn } from '../../src/testing/ledger/scene.js';
import { countStatements } from './count-statements.js';

/** What the stores need of an engine and of the driver in front of it. */
export function describeTransactions(engine: string, getDataSource: () => DataSource): void {
  describe(`on ${engine}`, () => {
    it('what is rolled back is gone, and what others wrote meanwhile is there', async () => {
      const seed = Math.floor(Math.random() * 2 ** 31);
      const random = randomFrom(seed);
      const dataSource = getDataSource();
      const store = new TypeOrmThreadStore(dataSource);
      const alice = newPerson();
      for (let round = 0; round < 60; round++) {
        const [a, b, c] = [newThread(), newThread(), newThread()];
        const pause = async () => {
          for (let ticks = Math.floor(random() * 4); ticks > 0; ticks--) await tick();
        };
        const rolledBack = dataSource
          .transaction(async (manager) => {
            await pause();
            await manager.query(`INSERT INTO threads (id, owner_id, status, metadata, created_at, updated_at)
              VALUES ('${a.id}', '${alice.userId}', '{}', '{}', now(), now())`);
            await pause();
            throw new Error('undo');
          })
          .catch((error: Error) => error.message);
        const beside = pause().then(() => store.saveThread(b, alice));
        const inTransaction = pause().then(() =>
          new TypeOrmTurnLedger(dataSource).begin(
            newTurn(c.id),
            { thread: c, items: [userMessage(c.id)] },
            alice,
          ),
        );
        expect(await rolledBack).toBe('undo');
        await Promise.all([beside, inTransaction]);
        const found = await dataSource.query<{ id: string }[]>(`SELECT id FROM threads WHERE id = ANY ($1)`, [
          [a.id, b.id, c.id],
        ]);
        // The seed is in the message, so that a failing schedule can be played again.
        expect({ seed, round, found: found.map(({ id }) => id).sort() }).toEqual({
          seed,
          round,
          found: [b.id, c.id].sort(),
        });
      }
    });

    it('a missing value in a search is an error, and never "any"', async () => {
      const dataSource = getDataSource();
      await new TypeOrmThreadStore(dataSource).saveThread(newThread(), newPerson());
      const missing = undefined as unknown as string;
      const threads = dataSource.getRepository(ThreadEntity);
      await expect(threads.findOneBy({ id: missing })).rejects.toThrow(/undefined/i);
      await expect(threads.findBy({ ownerId: missing })).rejects.toThrow(/undefined/i);
      await expect(threads.findBy({ ownerId: null as unknown as string })).rejects.toThrow(/null/i);
      await expect(threads.delete({ ownerId: missing })).rejects.toThrow(/undefined/i);
      await expect(threads.update({ ownerId: missing }, { title: 'x' })).rejects.toThrow(/undefined/i);
    });

    it('a page of items takes the same statements for one item and for a thousand (row 116)', async () => {
      const dataSource = getDataSource();
      const store = new TypeOrmThreadStore(dataSource);
      const ledger = new TypeOrmTurnLedger(dataSource);
      const alice = newPerson();
      const pageOf = async (count: number) => {
        const thread = newThread();
        const items = Array.from({ length: count }, () => userMessage(thread.id));
        const begun = countStatements(dataSource);
        await ledger.begin(newTurn(thread.id), { thread, items }, alice);
        const written = begun();
        const read = countStatements(dataSource);
        await store.loadThreadItems(thread.id, { limit: 100, order: 'desc' }, alice);
        await store.loadThreads({ limit: 100, order: 'desc' }, alice);
        return { written, read: read() };
      };
      const one = await pageOf(1);
      expect(one).toEqual({ written: 6, read: 2 });
      expect(await pageOf(1000)).toEqual(one);
    });

    it('[A10] a turn that is killed leaves the numbers that it wrote last', async () => {
      const dataSource = getDataSource();
      const [ledger, hasty] = [
        new TypeOrmTurnLedger(dataSource),
        new TypeOrmTurnLedger(dataSource, { leaseMs: 0 }),
      ];
      const thread = newThread();
      const turn = newTurn(thread.id);
      const lease = await hasty.begin(turn, { thread }, newPerson());
      const usage = { inputTokens: 5, outputTokens: 1, modelCalls: 1, modelAttempts: 2 };
      await hasty.commit(lease, { usage });
      await hasty.commit(lease, {});
      await ledger.sweep();
      expect(await dataSource.getRepository(TurnEntity).findOneByOrFail({ id: turn.id })).toMatchObject({
        ...usage,
        status: 'interrupted',
      });
    });

    it('a sweep of one thread closes its turn alone, and only when nobody holds it', async () => {
      const dataSource = getDataSource();
      const ledger = new TypeOrmTurnLedger(dataSource);
      const hasty = new TypeOrmTurnLedger(dataSource, { leaseMs: 0 });
      const [one, other, held] = [newThread(), newThread(), newThread()];
      const turn = newTurn(one.id);
      await hasty.begin(turn, { thread: one }, newPerson());
      await hasty.begin(newTurn(other.id), { thread: other }, newPerson());
      await ledger.begin(newTurn(held.id), { thread: held }, newPerson());
      expect(await ledger.sweep({ threadId: held.id })).toEqual([]);
      expect(await ledger.sweep({ threadId: one.id })).toEqual([{ turnId: turn.id, threadId: one.id }]);
      expect((await ledger.sweep()).map(({ threadId }) => threadId)).toContain(other.id);
    });

    it('[A10] a turn that ends leaves its numbers', async () => {
      const dataSource = getDataSource();
      const ledger = new TypeOrmTurnLedger(dataSource);
      const thread = newThread();
      const turn = newTurn(thread.id);
      const lease = await ledger.begin(turn, { thread, checkpoint: [userMessage(thread.id)] }, newPerson());
      const usage = { inputTokens: 12, outputTokens: 34, modelCalls: 2, modelAttempts: 4 };
      await ledger.commit(lease, { usage, end: { ...ended('failed'), failure: 'model_failed' } });
      expect(await dataSource.getRepository(TurnEntity).findOneByOrFail({ id: turn.id })).toMatchObject({
        ...usage,
        status: 'failed',
        failure: 'model_failed',
        kind: 'message',
        checkpoint: null,
        finishedAt: expect.any(Date),
      });
    });

    it('a page of a person’s threads is one scan of their index, tenant and all (row 116)', async () => {
      const runner = getDataSource().createQueryRunner();
      await runner.startTransaction();
      try {
        await runner.query(
          `INSERT INTO threads (id, owner_id, tenant_id, status, metadata, created_at, updated_at)
           SELECT 'thr_plan_' || n, 'person-' || n % 50, 'tenant-' || n % 7, '{}', '{}', now(), now()
           FROM generate_series(1, 3000) n`,
        );
        await runner.query('ANALYZE threads');
        // Of so few rows the planner would rather sort; what matters is that it need not.
        await runner.query('SET LOCAL enable_bitmapscan = off');
        let plan = '';
        const explained: Sql = async (statement, parameters) => {
          const rows: unknown = await runner.query(`EXPLAIN (COSTS OFF) ${statement}`, parameters);
          plan = (rows as { 'QUERY PLAN': string }[]).map((row) => row['QUERY PLAN']).join('\n');
          return [];
        };
        const query = { limit: 20, order: 'desc' } as const;
        await readThreads(explained, query, { userId: 'person-1', tenantId: 'tenant-1' });
        expect(plan).toContain('using threads_owner_id_tenant_id_sequence_idx');
        expect(plan).toMatch(/Index Cond: \(\(.*owner_id = .*tenant_id = .*sequence < /);
      } finally {
        await runner.rollbackTransaction();
        await runner.release();
      }
    });

    it('words of messages are found, and words of hidden notes are not', async () => {
      const dataSource = getDataSource();
      const store = new TypeOrmThreadStore(dataSource);
      const [alice, thread] = [newPerson(), newThread()];
      await store.saveThread(thread, alice);
      const item = userMessage(thread.id, 'first line\nsecond Needle');
      await store.addThreadItem(thread.id, item, alice);
      await store.addThreadItem(
        thread.id,
        { ...userMessage(thread.id), type: 'hidden_context_item', content: [{ text: 'needle' }] } as never,
        alice,
      );
      const found = await dataSource.query<{ id: string }[]>(
        `SELECT id FROM thread_items WHERE thread_id = $1 AND search @@ websearch_to_tsquery('simple', $2)`,
        [thread.id, 'needle second'],
      );
      expect(found).toEqual([{ id: item.id }]);
    });
  });
}

/** Numbers in [0, 1) that are the same for the same seed (mulberry32). */
function randomFrom(seed: number): () => number {
  return () => {
    seed = (seed + 0x6d2b79f5) | 0;
    let mixed = Math.imul(seed ^ (seed >>> 15), 1 | seed);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
