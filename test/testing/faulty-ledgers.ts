import { MemoryTurnLedger } from '../../src/turns/memory-turn.ledger.js';
import type { Principal } from '../../src/turns/principal.js';
import type { ThreadStore } from '../../src/turns/thread-store.js';
import type { NewTurn, TurnChanges, TurnLease } from '../../src/turns/turn-ledger.js';

type FaultyLedger = new (store: ThreadStore) => MemoryTurnLedger;

/** Ledgers with one fault each, and for each a part of the title of a case that must find it. */
export const faultyLedgers: Readonly<Record<string, { Ledger: FaultyLedger; found: string }>> = {
  'lets two turns of a thread run': {
    Ledger: class extends MemoryTurnLedger {
      override async begin(turn: NewTurn, changes: TurnChanges, principal: Principal) {
        await this.threads.loadThread(turn.threadId, principal).then(
          () => this.sweep({ all: true }),
          () => undefined,
        );
        return super.begin(turn, changes, principal);
      }
      constructor(private readonly threads: ThreadStore) {
        super(threads);
      }
    },
    found: 'leases > allows a thread one turn at a time',
  },
  'writes for whoever comes': {
    Ledger: class extends MemoryTurnLedger {
      override async commit(lease: TurnLease, changes: TurnChanges) {
        return super.commit({ ...lease, epoch: 1 }, changes);
      }
    },
    found: 'leases > writes nothing with an outdated epoch',
  },
  'stores items in the order in which they end': {
    Ledger: class extends MemoryTurnLedger {
      override async commit(lease: TurnLease, { shownBefore: _, ...changes }: TurnChanges) {
        return super.commit(lease, changes);
      }
    },
    found: 'changes > keeps the place of items that are shown before others',
  },
  'does not look whether an item is still pending': {
    Ledger: class extends MemoryTurnLedger {
      override begin(turn: NewTurn, { stillPending: _, ...changes }: TurnChanges, principal: Principal) {
        return super.begin(turn, changes, principal);
      }
    },
    found: 'conditions > does not begin, and writes nothing, when the item is pending no more',
  },
  'keeps what a retry must remove': {
    Ledger: class extends MemoryTurnLedger {
      override begin(turn: NewTurn, { removedAfter: _, ...changes }: TurnChanges, principal: Principal) {
        return super.begin(turn, changes, principal);
      }
    },
    found: 'conditions > removes everything after an item',
  },
  'names threads over what people call them': {
    Ledger: class extends MemoryTurnLedger {
      override async commit(lease: TurnLease, changes: TurnChanges) {
        const { title } = changes.threadChanges ?? {};
        if (title) await this.threads.renameThread(lease.threadId, title.to ?? '', lease.principal);
        return super.commit(lease, changes);
      }
      constructor(private readonly threads: ThreadStore) {
        super(threads);
      }
    },
    found: 'changes > leaves a title that a person gave meanwhile',
  },
  'stops turns of whoever is named': {
    Ledger: class extends MemoryTurnLedger {
      private readonly begun = new Map<string, TurnLease>();
      override async begin(turn: NewTurn, changes: TurnChanges, principal: Principal) {
        const lease = await super.begin(turn, changes, principal);
        this.begun.set(turn.threadId, lease);
        return lease;
      }
      override async askToCancel(threadId: string, principal: Principal) {
        return super.askToCancel(threadId, this.begun.get(threadId)?.principal ?? principal);
      }
    },
    found: "onlookers > knows nothing of somebody else's turn",
  },
  'begins a turn for each time that a message is sent': {
    Ledger: class extends MemoryTurnLedger {
      override begin({ key: _, ...turn }: NewTurn, changes: TurnChanges, principal: Principal) {
        return super.begin(turn, changes, principal);
      }
    },
    found: 'keys > begins one turn of many that have a key',
  },
  'loses checkpoints': {
    Ledger: class extends MemoryTurnLedger {
      override async commit(lease: TurnLease, { checkpoint: _, ...changes }: TurnChanges) {
        return super.commit(lease, changes);
      }
    },
    found: 'orphaned turns > closes a turn whose lease ran out',
  },
};
