import { registerContract, type TestRunner } from '../contract.js';
import { changeCases } from './change.cases.js';
import { conditionCases } from './condition.cases.js';
import { keyCases } from './key.cases.js';
import { leaseCases } from './lease.cases.js';
import { onlookerCases } from './onlooker.cases.js';
import { orphanCases } from './orphan.cases.js';
import { ledgerScene, type LedgerUnderTest } from './scene.js';

/**
 * What every `TurnLedger` must do, as tests.
 *
 * Cases must run one after another, and on a storage of their own: each begins by closing every turn that runs.
 * @param name Heads the tests: what ledger is tested.
 * @param open Gives the store and its ledgers, once per case. They may be the same ones every time.
 * @param runner `describe` and `it` of the test runner; by default the global ones.
 */
export function turnLedgerContract(
  name: string,
  open: () => LedgerUnderTest | Promise<LedgerUnderTest>,
  runner?: TestRunner,
): void {
  const groups = {
    changes: changeCases,
    conditions: conditionCases,
    keys: keyCases,
    leases: leaseCases,
    onlookers: onlookerCases,
    'orphaned turns': orphanCases,
  };
  registerContract(name, groups, async () => ledgerScene(await open()), runner);
}
