import type { Attachment } from '../protocol/attachments.js';
import { ChatKitError } from '../protocol/errors.js';
import type { ThreadItem } from '../protocol/items.js';
import type { ThreadMetadata } from '../protocol/thread.js';
import type { TurnUsage } from './context.js';
import type { Principal } from './principal.js';
import type { ThreadChanges } from './thread-changes.js';

/** What made a turn begin. */
export type TurnKind = 'message' | 'client_tool_output' | 'structured_input' | 'retry' | 'action' | 'append';

/** How a turn can end. `interrupted` is said by the sweeper about a turn whose process is gone. */
export type TurnEnd = 'completed' | 'cancelled' | 'failed' | 'interrupted';

/** A turn that is to be recorded. */
export interface NewTurn {
  id: string;
  threadId: string;
  kind: TurnKind;
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

/** A turn that was found without a living process, and has been closed. */
export interface SweptTurn {
  turnId: string;
  threadId: string;
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

  /** Whether this process is the only one on the storage, so that every turn it did not start is an orphan. */
  readonly isAlone: boolean = false;

  /**
   * Starts a turn and writes its first changes with it, or neither.
   * @throws ChatKitError `turn_busy` when the thread has a running turn; `not_pending` when `stillPending` is not.
   * @throws NotFoundError when the thread is not the principal's, unless `changes.thread` brings it along; when
   * the item of `removedAfter` is gone.
   */
  abstract begin(turn: NewTurn, changes: TurnChanges, principal: Principal): Promise<TurnLease>;

  /**
   * Writes changes of a running turn and renews its lease; with `changes.end`, closes it.
   * @returns the thread as it is stored then, when `threadChanges` were to be made.
   * @throws ChatKitError `lease_lost` when the lease is another's by now, or the thread is gone. Nothing is
   * written then.
   */
  abstract commit(lease: TurnLease, changes: TurnChanges): Promise<ThreadMetadata | undefined>;

  /** Renews all given leases at once. Returns those that are lost. */
  abstract renew(leases: readonly TurnLease[]): Promise<TurnLease[]>;

  /**
   * Closes running turns whose lease has expired as `interrupted`: stores what their checkpoint holds as
   * {@link keptWhenStopped} says, and the note for the model.
   * @param all Every running turn counts as orphaned, whatever its lease: for a process that knows it is alone.
   */
  abstract sweep(options?: { all?: boolean }): Promise<SweptTurn[]>;
}

/** Whether a write found that the turn is another's by now, or gone with its thread. */
export function isLeaseLost(error: unknown): boolean {
  return error instanceof ChatKitError && error.code === 'lease_lost';
}
