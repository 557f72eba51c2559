import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { DataSource } from 'typeorm';
import { AttachmentRows } from '../../src/attachments/attachment-rows.js';
import { newId } from '../../src/protocol/ids.js';
import { fileAttachment, namesakeOf, newPerson, newThread, userMessage } from '../../src/testing/builders.js';
import { keyCases } from '../../src/testing/ledger/key.cases.js';
import { leaseCases } from '../../src/testing/ledger/lease.cases.js';
import { onlookerCases } from '../../src/testing/ledger/onlooker.cases.js';
import { ledgerScene } from '../../src/testing/ledger/scene.js';
import { pausedRunCases } from '../../src/testing/paused/paused-run.cases.js';
import { pausedRunScene } from '../../src/testing/paused/scene.js';
import { ownershipCases } from '../../src/testing/store/ownership.cases.js';
import { storeScene } from '../../src/testing/store/scene.js';
import { TasksService } from '../../src/tasks/tasks.service.js';
import { importItems, importThread } from '../../src/threads/import-thread.js';
import { TypeOrmPausedRunStore } from '../../src/threads/typeorm-paused-run.store.js';
import { TypeOrmThreadStore } from '../../src/threads/typeorm-thread.store.js';
import { TypeOrmTurnLedger } from '../../src/threads/typeorm-turn.ledger.js';
import type { Principal } from '../../src/turns/principal.js';
import { testConfig } from '../support/config.js';
import { freshEmbedded, type TestDatabase } from '../support/databases.js';
import { ownerConditionsOf, StatementTap, type OwnerCondition } from '../support/owner-conditions.js';

// Proves that the suites about owners can fail: every condition on an owner is left out once, and they must notice.

/** Generous, for a busy machine: every condition has suites run without it. */
const timeoutMs = 300_000;

/**
 * Conditions behind another one that a stranger does not pass: the turn's row is asked for its owner first, and what
 * the statement would do is undone with it.
 */
const behindTheFence = /DELETE FROM thread_items i USING threads t[^;]*i\.id = ANY/;

let database: TestDatabase;
let tap: StatementTap;
let cases: Record<string, () => Promise<void>>;

beforeAll(async () => {
  database = await freshEmbedded();
  const { dataSource } = database;
  tap = new StatementTap(dataSource);
  const store = new TypeOrmThreadStore(dataSource);
  const pausedRuns = new TypeOrmPausedRunStore(dataSource);
  const ledger = (options?: { leaseMs?: number; keyLifetimeMs?: number }) =>
    new TypeOrmTurnLedger(dataSource, options);
  const aboutOthers = <Case>(table: Readonly<Record<string, Case>>) =>
    Object.entries(table).filter(([title]) => /somebody else|nobody else|namesake/.test(title));
  cases = Object.fromEntries([
    ...aboutOthers(ownershipCases).map(([title, check]) => [title, () => check(storeScene(store))] as const),
    ...aboutOthers(pausedRunCases).map(
      ([title, check]) => [title, async () => check(await pausedRunScene({ store, pausedRuns }))] as const,
    ),
    ...aboutOthers({ ...leaseCases, ...keyCases, ...onlookerCases }).map(
      ([title, check]) => [title, async () => check(await ledgerScene({ store, ledger }))] as const,
    ),
    ['tasks', () => tasksAreKeptApart(new TasksService(dataSource))] as const,
    ['imports', () => importsAreKeptApart(store, dataSource)] as const,
    ['bytes of attachments', () => bytesAreKeptApart(store, dataSource)] as const,
  ]);
}, timeoutMs);
afterAll(() => database.close());

/** Two people with a task of the same number and name, of whom one does everything that can be done to it. */
async function tasksAreKeptApart(tasks: TasksService): Promise<void> {
  const alice = newPerson();
  for (const stranger of [newPerson(), namesakeOf(alice)]) {
    const hers = await tasks.add(alice, {
      title: 'hers',
      idempotencyKey: stranger.tenantId ?? stranger.userId,
    });
    for (let number = 1; number < hers.number; number++) await tasks.add(stranger, { title: 'before' });
    const key = stranger.tenantId ?? stranger.userId;
    const theirs = await tasks.add(stranger, { title: 'theirs', idempotencyKey: key });
    assert.equal(theirs.title, 'theirs');
    const named = { ownerId: stranger.userId, tenantId: stranger.tenantId ?? '' };
    assert.deepEqual({ ...named, ...(await tasks.add(stranger, { title: 'unnamed' })) }.title, 'unnamed');
    const { number } = theirs;
    assert.equal((await tasks.find(stranger, number))?.title, 'theirs');
    assert.equal((await tasks.complete(stranger, number)).title, 'theirs');
    assert.equal((await tasks.update(stranger, number, { description: 'changed' })).title, 'theirs');
    const list = await tasks.list(stranger, { limit: 100 });
    assert.equal(list.total, number + 1);
    assert.equal(list.tasks.length, number + 1);
    assert.equal((await tasks.delete(stranger, number)).title, 'theirs');
    assert.deepEqual(await tasks.find(alice, hers.number), hers);
  }
}

/** A conversation that was imported for one person, and another who imports what has its ids. */
async function importsAreKeptApart(store: TypeOrmThreadStore, dataSource: DataSource): Promise<void> {
  const alice = newPerson();
  for (const stranger of [newPerson(), namesakeOf(alice)]) {
    const [thread, theirs] = [newThread(), newThread()];
    const item = userMessage(thread.id, 'hers');
    const bring = (brought: typeof thread, principal: Principal) =>
      importThread(dataSource, brought, { externalId: thread.id, updatedAt: new Date(), principal });
    assert.equal(await bring(thread, alice), 'added');
    assert.equal(await importItems(dataSource, thread.id, [item], alice), 1);
    assert.deepEqual(
      [await bring(thread, alice), await importItems(dataSource, thread.id, [item], alice)],
      ['known', 0],
    );
    assert.equal(await bring(thread, stranger), 'foreign');
    for (const brought of [item, userMessage(thread.id, 'not hers')]) {
      await assert.rejects(importItems(dataSource, thread.id, [brought], stranger));
    }
    assert.equal(await bring(theirs, stranger), 'added');
    assert.equal(await store.findThreadId(thread.id, stranger), theirs.id);
    assert.equal(await store.findThreadId(thread.id, alice), thread.id);
  }
}

/** Somebody's attachment, and another who knows its id and everything about it. */
async function bytesAreKeptApart(store: TypeOrmThreadStore, dataSource: DataSource): Promise<void> {
  const config = testConfig({ ATTACHMENTS_PER_USER_BYTES: '10' });
  const rows = new AttachmentRows(dataSource, config);
  const now = new Date();
  const alice = newPerson();
  for (const stranger of [newPerson(), namesakeOf(alice)]) {
    const hers = (attachmentId: string) => ({
      attachmentId,
      principal: alice,
      size: 5,
      mimeType: 'text/plain',
      place: `${attachmentId}.hers`,
    });
    const asTheirs = (row: ReturnType<typeof hers>) => ({ ...row, principal: stranger, place: 'theirs' });
    const [awaited, kept] = [fileAttachment(), fileAttachment()];
    const upload_descriptor = { url: 'https://example.com', method: 'PUT' as const, headers: {} };
    await store.saveAttachment({ ...awaited, upload_descriptor }, alice);
    await rows.reserve(hers(awaited.id), now);
    await rows.reserve(hers(kept.id), now);
    // She has no room left, and they have theirs.
    await assert.rejects(rows.reserve(hers(newId('attachment')), now));
    const own = { ...asTheirs(hers(newId('attachment'))), size: 10 };
    await rows.reserve(own, now);

    assert.equal(await rows.arrive(asTheirs(hers(awaited.id)), now), undefined);
    await assert.rejects(rows.settle(asTheirs(hers(kept.id)), now));
    assert.equal((await rows.find(kept.id, alice))?.place, undefined);
    await rows.settle(hers(kept.id), now);
    assert.equal(await rows.find(kept.id, stranger), undefined);
    assert.equal(await rows.release(kept.id, stranger), undefined);
    assert.equal((await rows.find(kept.id, alice))?.place, `${kept.id}.hers`);
    assert.equal((await rows.arrive(hers(awaited.id), now))?.name, awaited.name);
    for (const { id } of [awaited, kept]) assert.equal(await rows.release(id, alice), `${id}.hers`);
    await rows.release(own.attachmentId, stranger);
  }
}

/** Conditions of the statements that the cases run, each with the cases that run it. */
async function findConditions(): Promise<{ condition: OwnerCondition; titles: string[] }[]> {
  const titlesByStatement = new Map<string, Set<string>>();
  for (const [title, check] of Object.entries(cases)) {
    tap.onStatement = (statement) => {
      const titles = titlesByStatement.get(statement) ?? new Set();
      titlesByStatement.set(statement, titles.add(title));
    };
    await check();
  }
  tap.onStatement = () => {};
  return [...titlesByStatement].flatMap(([statement, titles]) =>
    ownerConditionsOf(statement).map((condition) => ({ condition, titles: [...titles] })),
  );
}

/** Whether one of the cases fails while the condition is left out. */
async function isNoticed(condition: OwnerCondition, titles: readonly string[]): Promise<boolean> {
  tap.fault = condition;
  try {
    for (const title of titles) await cases[title]!();
    return false;
  } catch {
    return true;
  } finally {
    tap.fault = undefined;
  }
}

/** The parts of the sources' statements that name an owner in a condition. */
function conditionsInSources(): string[] {
  const lines = ['threads', 'attachments'].flatMap((name) => {
    const folder = join(__dirname, '../../src', name);
    return readdirSync(folder).flatMap((file) => readFileSync(join(folder, file), 'utf8').split('\n'));
  });
  return lines
    .flatMap((line) => line.split(/\$\{[^}]*\}|[`']/))
    .filter((part) => ownerConditionsOf(part).length > 0)
    .map((part) => part.trim());
}

it(
  'the suites notice every condition on an owner that is left out (robustness 3.8)',
  async () => {
    const found = await findConditions();
    const missed: string[] = [];
    for (const { condition, titles } of found) {
      if (behindTheFence.test(condition.statement)) continue;
      if (!(await isNoticed(condition, titles))) missed.push(`${condition.text} in ${condition.statement}`);
    }
    expect(missed).toEqual([]);
    // A fault that breaks every statement would be noticed, too: without one, everything passes.
    for (const check of Object.values(cases)) await check();
    expect(found.length).toBeGreaterThanOrEqual(60);

    const statements = found.map(({ condition }) => condition.statement);
    const unseen = conditionsInSources().filter((part) => !statements.some((text) => text.includes(part)));
    expect(unseen).toEqual([]);
  },
  timeoutMs,
);
