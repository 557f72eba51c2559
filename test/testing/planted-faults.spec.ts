import { threadStoreContract } from '../../src/testing/store/thread-store.contract.js';
import { MemoryThreadStore } from '../../src/turns/memory-thread.store.js';
import type { ThreadStore } from '../../src/turns/thread-store.js';
import { faultyStores } from './faulty-stores.js';
import { RecordingRunner } from './recording-runner.js';

const failuresOf = (store: ThreadStore) => {
  const runner = new RecordingRunner();
  threadStoreContract('a store', () => store, runner);
  return runner.failures();
};

describe('the published suite of a store', () => {
  it('finds nothing wrong with a store that is right', async () => {
    expect(await failuresOf(new MemoryThreadStore())).toEqual([]);
  });

  it.each(Object.entries(faultyStores))('finds a store that %s', async (_fault, { store, found }) => {
    const failures = await failuresOf(store);
    expect(failures).toContainEqual(expect.stringContaining(found));
    // One fault is one fault: a suite that fails everywhere has said nothing.
    expect(failures.length).toBeLessThan(40);
  });
});
