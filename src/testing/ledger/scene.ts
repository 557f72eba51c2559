import type { ThreadItem } from '../../protocol/items.js';
import { newId } from '../../protocol/ids.js';
import type { Principal } from '../../turns/principal.js';
import type { ThreadStore } from '../../turns/thread-store.js';
import type { NewTurn, TurnChanges, TurnEnd, TurnLedger } from '../../turns/turn-ledger.js';
import { namesakeOf, newPerson, newThread } from '../builders.js';
import type { Cases } from '../contract.js';
import { everything } from '../store/scene.js';

/** A ledger with the store that it writes into. */
export interface LedgerUnderTest {
  store: ThreadStore;
  /**
   * A ledger as another process would have it, over the same storage.
   * @param options.leaseMs How long its leases last. A lease of 0 ms has run out as soon as it is given.
   * @param options.keyLifetimeMs How long it keeps the keys of turns.
   */
  ledger: (options?: { leaseMs?: number; keyLifetimeMs?: number }) => TurnLedger;
}

/** Two ledgers over one storage, and a thread of Alice's without a turn. */
export interface LedgerScene {
  store: ThreadStore;
  ledger: TurnLedger;
  /** Leases of this one have run out as soon as they are given. */
  hasty: TurnLedger;
  /** Keys of turns that this one begins are over as soon as they are kept. */
  forgetful: TurnLedger;
  alice: Principal;
  mallory: Principal;
  /** Has Alice's id, in another tenant. */
  namesake: Principal;
  threadId: string;
  /** All items of the thread; hidden ones too, unless only visible ones are wanted. */
  items: (visibleOnly?: boolean) => Promise<ThreadItem[]>;
}

export type LedgerCases = Cases<LedgerScene>;

export async function ledgerScene({ store, ledger: open }: LedgerUnderTest): Promise<LedgerScene> {
  const ledger = open();
  const alice = newPerson();
  const { id: threadId } = await saveThread(store, alice);
  // What other cases left running.
  await ledger.sweep({ all: true });
  return {
    store,
    ledger,
    hasty: open({ leaseMs: 0 }),
    forgetful: open({ keyLifetimeMs: 0 }),
    alice,
    mallory: newPerson(),
    namesake: namesakeOf(alice),
    threadId,
    async items(visibleOnly = true) {
      return (await store.loadThreadItems(threadId, { ...everything, visibleOnly }, alice)).data;
    },
  };
}

export async function saveThread(store: ThreadStore, owner: Principal) {
  const thread = newThread();
  await store.saveThread(thread, owner);
  return thread;
}

/** A turn that is to begin. */
export const newTurn = (threadId: string): NewTurn => ({ id: newId('turn'), threadId, kind: 'message' });

/** The end of a turn. */
export const ended = (status: TurnEnd = 'completed'): NonNullable<TurnChanges['end']> => ({ status });
