import { MemoryThreadStore } from '../../src/turns/memory-thread.store.js';
import { describeIsolation } from '../support/isolation.contract.js';
import { describeThreadStore } from '../support/thread-store.contract.js';

const store = new MemoryThreadStore();

describeThreadStore('MemoryThreadStore', () => store);
describeIsolation('MemoryThreadStore', () => store);
