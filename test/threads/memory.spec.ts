import { MemoryThreadStore } from '../../src/turns/memory-thread.store.js';
import { MemoryTurnLedger } from '../../src/turns/memory-turn.ledger.js';
import { describeIsolation } from '../support/isolation.contract.js';
import { describeTextIdentity } from '../support/text-identity.contract.js';
import { describeThreadStore } from '../support/thread-store.contract.js';
import { describeTurnLedger } from '../support/turn-ledger.contract.js';

const store = new MemoryThreadStore();
// Leases live in the ledger's memory, so "another process" is the same one with another patience.
const ledger = new MemoryTurnLedger(store);
const withLease = (leaseMs?: number) =>
  leaseMs === undefined ? ledger : Object.assign(Object.create(ledger) as MemoryTurnLedger, { leaseMs });

describeThreadStore('MemoryThreadStore', () => store);
describeIsolation('MemoryThreadStore', () => store);
describeTextIdentity('MemoryThreadStore', () => store);
describeTurnLedger('MemoryTurnLedger', () => ({ store, ledger: ({ leaseMs } = {}) => withLease(leaseMs) }));
