import type { Attachment } from '../protocol/attachments.js';
import { ChatKitError } from '../protocol/errors.js';
import type { ThreadItem } from '../protocol/items.js';
import type { TurnEnd } from '../protocol/live-events.js';
import type { ThreadMetadata } from '../protocol/thread.js';
import type { TurnUsage } from './context.js';
import type { Principal } from './principal.js';
import type { ThreadChanges } from './thread-changes.js';
import type { TurnKey } from './turn-key.js';

/** What made a turn begin. */
export type TurnKind = 'message' | 'client_tool_output' | 'structured_input' | 'retry' | 'action' | 'append';

export type { TurnEnd } from '../protocol/live-events.js';

/** A turn that is to be recorded. */
export interface NewTurn {
  id: string;
  threadId: string;
  kind: TurnKind;
  /** What its client calls it, kept with it for 24 hours. No two turns of a person have the same key. */
  key?: TurnKey;
}

/** A turn that was begun under a key. */
export interface KeyedTurn {
  turnId: string;
  threadId: string;
  kind: TurnKind;
  /** Of the message that it answers. */
  fingerprint: string;
  /** It began the thread, too. */
  beganThread: boolean;
  /** Ids of the items that it began with, in their order: what its person said, or answered. */
  itemIds: readonly string[];
  /** Ids of the items that went when it began. */
  removedItemIds: readonly string[];
  /** Absent when the thread is gone. */
  status?: 'running' | TurnEnd;
  /** The code of what ended it early. */
  failure?: string;
}

/** The right to write for one running turn. A write with an outdated epoch changes nothing. */
export interface TurnLease {
  readonly turnId: string;
  readonly threadId: string;
  readonly principal: Principal;
  readonly epoch: number;
}

/** What is written together, in one short transaction. */
export interface TurnChanges {
  /** The new thread that the turn begins. Only for {@link TurnLedger.begin}. */
  thread?: ThreadMetadata;
  /** What is to change on the thread, and nothing else of it. Only for {@link TurnLedger.commit}. */
  threadChanges?: ThreadChanges;
  /** Items to append, or to update in place when the thread has them. Appended in this order. */
  items?: readonly ThreadItem[];
  /**
   * Ids of items that the client already shows before `items` but that are not stored yet. Their places are
   * kept free, so that the stored order is the shown one.
   */
  shownBefore?: readonly string[];
  removedItemIds?: readonly string[];
  /**
   * Id of an item of the thread that must still be pending; a tool call or an input that two tabs answer at once.
   * Only for {@link TurnLedger.begin}.
   */
  stillPending?: string;
  /** Id of an item of the thread: everything after it goes. Only for {@link TurnLedger.begin}. */
  removedAfter?: string;
  attachments?: readonly Attachment[];
  /** Copies of the items that are still being written, for whoever has to clean up after a crash. */
  checkpoint?: readonly ThreadItem[];
  /** What the turn took of the model so far. */
  usage?: Readonly<TurnUsage>;
  /** Closes the turn. `failure` is the code of what ended it early. */
  end?: { status: TurnEnd; failure?: string };
}

/** What {@link TurnLedger.sweep} looks at: by default, every turn whose lease has expired. */
export interface SweepOptions {
  all?: boolean;
  threadId?: string;
}

/** A turn that was found without a living process, and has been closed. */
export interface SweptTurn {
  turnId: string;
  threadId: string;
}

/** What is stored of a thread's turn. */
export interface StoredTurn {
  turnId: string;
  status: 'running' | TurnEnd;
  /** The unfinished items of a running turn, as they were stored last. */
  checkpoint: readonly ThreadItem[];
}

/** What renewing leases has shown. */
export interface RenewedLeases {
  /** Of turns that are another's by now, have ended, or are gone with their thread. */
  lost: TurnLease[];
  /** Of turns that somebody asked to stop. */
  toCancel: TurnLease[];
}

/**
 * Who may write into a thread, and what a turn writes.
 *
 * A turn is a row. At most one turn of a thread is running; its holder has a lease that it renews, and that the
 * storage's own clock judges. All writes of a turn go through here.
 */
export abstract class TurnLedger {
  /** How long a lease lasts without renewal, in milliseconds. */
  static readonly leaseMs = 30_000;
  /** How long the key of a turn is remembered, in milliseconds. */
  static readonly keyLifetimeMs = 24 * 60 * 60 * 1000;

  /** Whether this process is the only one on the storage, so that every turn it did not start is an orphan. */
  readonly isAlone: boolean = false;

  /**
   * Starts a turn and writes its first changes with it, or neither.
   * @throws ChatKitError `turn_busy` when the thread has a running turn; `not_pending` when `stillPending` is not.
   * @throws NotFoundError when the thread is not the principal's, unless `changes.thread` brings it along; when
   * the item of `removedAfter` is gone.
   * @throws ChatKitError `turn_busy`, too, when the principal has begun a turn under the same key before: see
   * {@link findKeyed}. Of several that begin at once, one does.
   * @throws InDoubtError when the connection was lost while it was being committed: it may have begun, at epoch 1.
   */
  abstract begin(turn: NewTurn, changes: TurnChanges, principal: Principal): Promise<TurnLease>;

  /**
   * Writes changes of a running turn and renews its lease; with `changes.end`, closes it.
   * @returns the thread as it is stored then, when `threadChanges` were to be made.
   * @throws ChatKitError `lease_lost` when the lease is another's by now, or the thread is gone. Nothing is
   * written then. Whatever else says that the storage is away (`isOutage`) is tried again, so that the same changes
   * may be written twice.
   */
  abstract commit(lease: TurnLease, changes: TurnChanges): Promise<ThreadMetadata | undefined>;

  /** Renews all given leases at once, and says which of them are lost, or to be given up. */
  abstract renew(leases: readonly TurnLease[]): Promise<RenewedLeases>;

  /**
   * The thread's running turn, or else its last one; undefined when it never had one.
   * @throws NotFoundError when the thread is not the principal's.
   */
  abstract latest(threadId: string, principal: Principal): Promise<StoredTurn | undefined>;

  /**
   * Notes that the thread's running turn is to be stopped: whoever holds its lease is told when it renews it, and at
   * once where {@link hearCancels} works.
   * @returns the turn's id; undefined when none runs.
   * @throws NotFoundError when the thread is not the principal's.
   */
  abstract askToCancel(threadId: string, principal: Principal): Promise<string | undefined>;

  /**
   * Begins to tell of turns that are to be stopped, those of all processes, as soon as it is asked for. What cannot be
   * heard is not told; renewing shows it a little later. By default nothing is told: for storage of one process.
   * @param heard Called with the turn's id. Must not throw.
   * @returns what to call to hear no more.
   */
  hearCancels(_heard: (turnId: string) => void): () => Promise<void> {
    return () => Promise.resolve();
  }

  /** The turn that the principal began under the key in the last 24 hours. */
  abstract findKeyed(key: string, principal: Principal): Promise<KeyedTurn | undefined>;

  /**
   * What the turn that the principal began under the key has stored: the items that it began with and its own, in the
   * thread's order, without those that are gone by now.
   */
  abstract loadKeyedItems(key: string, principal: Principal): Promise<ThreadItem[]>;

  /**
   * Closes running turns whose lease has expired as `interrupted`: stores what their checkpoint holds as
   * {@link keptWhenStopped} says, and the note for the model. Forgets keys that are 24 hours old, unless one thread
   * alone is asked for.
   * @param options.all Every running turn counts as orphaned, whatever its lease: for a process that knows it is alone.
   * @param options.threadId That of this thread alone. Whoever else closes it at the same time is waited for.
   */
  abstract sweep(options?: SweepOptions): Promise<SweptTurn[]>;
}

/** Whether a write found that the turn is another's by now, or gone with its thread. */
export function isLeaseLost(error: unknown): boolean {
  return error instanceof ChatKitError && error.code === 'lease_lost';
}
