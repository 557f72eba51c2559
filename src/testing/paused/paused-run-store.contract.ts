import type { PausedRunStore } from '../../turns/paused-run-store.js';
import type { ThreadStore } from '../../turns/thread-store.js';
import { registerContract, type TestRunner } from '../contract.js';
import { pausedRunCases } from './paused-run.cases.js';
import { pausedRunScene } from './scene.js';

/** A store of paused runs with the store of their threads. */
export interface PausedRunsUnderTest {
  store: ThreadStore;
  pausedRuns: PausedRunStore;
}

/**
 * What every `PausedRunStore` must do, as tests.
 * @param name Heads the tests: what store is tested.
 * @param open Gives the stores, once per case. They may be the same ones every time.
 * @param runner `describe` and `it` of the test runner; by default the global ones.
 */
export function pausedRunStoreContract(
  name: string,
  open: () => PausedRunsUnderTest | Promise<PausedRunsUnderTest>,
  runner?: TestRunner,
): void {
  const groups = { 'paused runs': pausedRunCases };
  registerContract(name, groups, async () => pausedRunScene(await open()), runner);
}
