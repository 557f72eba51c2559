import { ChatKitError } from '../protocol/errors.js';
import type { ThreadStreamEvent } from '../protocol/events.js';
import type { ThreadMetadata } from '../protocol/thread.js';
import type { TurnContext } from './context.js';
import type { TurnKey } from './turn-key.js';
import type { TurnChanges, TurnKind } from './turn-ledger.js';

/** A turn that is to begin: what is written at once, what is told of it, and what answers. */
export interface TurnPlan {
  kind: TurnKind;
  thread: ThreadMetadata;
  /** What its client calls it. */
  key?: TurnKey;
  /** Written in the same transaction as the turn itself. */
  changes: TurnChanges;
  /** Events that tell of those changes, ahead of the stream's options. */
  opening?: readonly ThreadStreamEvent[];
  /** Events that tell of those changes, right behind the stream's options. */
  afterOptions?: readonly ThreadStreamEvent[];
  answer(thread: ThreadMetadata, context: TurnContext): AsyncIterable<ThreadStreamEvent>;
}

/**
 * For what a person says. A widget's action and a tool's output pass: the first may be what opens the thread
 * again, the second ends what was begun before.
 * @throws ChatKitError `thread_locked`, `thread_closed`
 */
export function refuseUnlessActive({ status }: ThreadMetadata): void {
  if (status.type === 'active') return;
  throw new ChatKitError(status.type === 'locked' ? 'thread_locked' : 'thread_closed', status.reason);
}
