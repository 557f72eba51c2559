import type { ThreadStore } from '../../turns/thread-store.js';
import { registerContract, type TestRunner } from '../contract.js';
import { attachmentCases } from './attachment.cases.js';
import { feedbackCases } from './feedback.cases.js';
import { filingCases } from './filing.cases.js';
import { hiddenCases } from './hidden.cases.js';
import { idCases } from './id.cases.js';
import { itemCases } from './item.cases.js';
import { ownershipCases } from './ownership.cases.js';
import { pageCases } from './page.cases.js';
import { pendingCallCases } from './pending-call.cases.js';
import { storeScene } from './scene.js';
import { textCases } from './text.cases.js';
import { threadCases } from './thread.cases.js';

/**
 * What every {@link ThreadStore} must do, as tests.
 *
 * Every case works with people and threads of its own, so one store may serve all of them, and may have data in it
 * already. The cases do not clean up.
 * @param name Heads the tests: what store is tested.
 * @param open Gives the store, once per case. It may be the same one every time.
 * @param runner `describe` and `it` of the test runner; by default the global ones.
 */
export function threadStoreContract(
  name: string,
  open: () => ThreadStore | Promise<ThreadStore>,
  runner?: TestRunner,
): void {
  const groups = {
    threads: threadCases,
    filing: filingCases,
    items: itemCases,
    pages: pageCases,
    'hidden items': hiddenCases,
    'pending calls': pendingCallCases,
    feedback: feedbackCases,
    attachments: attachmentCases,
    ownership: ownershipCases,
    text: textCases,
    ids: idCases,
  };
  registerContract(name, groups, async () => storeScene(await open()), runner);
}
