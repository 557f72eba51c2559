import { turnLedgerContract } from '../../src/testing/ledger/turn-ledger.contract.js';
import { pausedRunStoreContract } from '../../src/testing/paused/paused-run-store.contract.js';
import { threadStoreContract } from '../../src/testing/store/thread-store.contract.js';
import { MemoryPausedRunStore } from '../../src/turns/memory-paused-run.store.js';
import { MemoryThreadStore } from '../../src/turns/memory-thread.store.js';
import { MemoryTurnLedger } from '../../src/turns/memory-turn.ledger.js';
import { describeTitles } from '../support/titles.contract.js';

const store = new MemoryThreadStore();
// Leases live in the ledger's memory, so "another process" is the same one with another patience.
const ledger = new MemoryTurnLedger(store);
const withOptions = (options: object = {}) =>
  Object.assign(Object.create(ledger) as MemoryTurnLedger, options);

threadStoreContract('MemoryThreadStore', () => store);
turnLedgerContract('MemoryTurnLedger', () => ({ store, ledger: withOptions }));
const pausedRuns = new MemoryPausedRunStore(store);
pausedRunStoreContract('MemoryPausedRunStore', () => ({ store, pausedRuns }));
describeTitles('MemoryThreadStore', () => store);
