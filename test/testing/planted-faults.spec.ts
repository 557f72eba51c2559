import { turnLedgerContract } from '../../src/testing/ledger/turn-ledger.contract.js';
import { threadStoreContract } from '../../src/testing/store/thread-store.contract.js';
import { MemoryThreadStore } from '../../src/turns/memory-thread.store.js';
import { MemoryTurnLedger } from '../../src/turns/memory-turn.ledger.js';
import type { ThreadStore } from '../../src/turns/thread-store.js';
import { faultyLedgers } from './faulty-ledgers.js';
import { faultyStores } from './faulty-stores.js';
import { RecordingRunner } from './recording-runner.js';

/** Of some two hundred: every case about owners saves a file, too. */
const failureLimit = 80;

describe('the published suite of a store', () => {
  const failuresOf = (store: ThreadStore) => {
    const runner = new RecordingRunner();
    threadStoreContract('a store', () => store, runner);
    return runner.failures();
  };

  it('finds nothing wrong with a store that is right', async () => {
    expect(await failuresOf(new MemoryThreadStore())).toEqual([]);
  });

  it.each(Object.entries(faultyStores))('finds a store that %s', async (_fault, { store, found }) => {
    const failures = await failuresOf(store);
    expect(failures).toContainEqual(expect.stringContaining(found));
    // One fault is one fault: a suite that fails everywhere has said nothing.
    expect(failures.length).toBeLessThan(failureLimit);
  });
});

describe('the published suite of a ledger', () => {
  const failuresOf = (Ledger: new (store: ThreadStore) => MemoryTurnLedger) => {
    const runner = new RecordingRunner();
    const store = new MemoryThreadStore();
    const ledger = new Ledger(store);
    const withOptions = (options: object = {}) =>
      Object.assign(Object.create(ledger) as MemoryTurnLedger, options);
    const open = () => ({ store, ledger: withOptions });
    turnLedgerContract('a ledger', open, runner);
    return runner.failures();
  };

  it('finds nothing wrong with a ledger that is right', async () => {
    expect(await failuresOf(MemoryTurnLedger)).toEqual([]);
  });

  it.each(Object.entries(faultyLedgers))('finds a ledger that %s', async (_fault, { Ledger, found }) => {
    const failures = await failuresOf(Ledger);
    expect(failures).toContainEqual(expect.stringContaining(found));
    expect(failures.length).toBeLessThan(10);
  });
});
