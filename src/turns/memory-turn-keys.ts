import { ChatKitError } from '../protocol/errors.js';
import { ownerOf } from './owner.js';
import type { Principal } from './principal.js';
import type { KeyedTurn, NewTurn, TurnChanges } from './turn-ledger.js';

/** A turn that was begun under a key, as it stands. */
export interface RememberedTurn extends KeyedTurn {
  /** Ids of the items that it has written. */
  readonly written: Set<string>;
}

/** The keys that turns were begun under, in memory. */
export class MemoryTurnKeys {
  /** By owner and key, the oldest first. */
  private readonly turns = new Map<string, { turn: RememberedTurn; expiresAt: number }>();

  /** @throws ChatKitError `turn_busy` when the principal has begun a turn under the key before. */
  remember(
    { id, threadId, kind, key }: NewTurn,
    { thread, items = [], removedItemIds = [] }: TurnChanges,
    { principal, lifetimeMs }: { principal: Principal; lifetimeMs: number },
  ): RememberedTurn | undefined {
    if (!key) return undefined;
    if (this.find(key.key, principal)) throw new ChatKitError('turn_busy');
    const turn: RememberedTurn = {
      turnId: id,
      threadId,
      kind,
      fingerprint: key.fingerprint,
      beganThread: thread !== undefined,
      itemIds: items.map((item) => item.id),
      removedItemIds,
      status: 'running',
      written: new Set(),
    };
    this.turns.set(nameOf(key.key, principal), { turn, expiresAt: Date.now() + lifetimeMs });
    return turn;
  }

  find(key: string, principal: Principal): RememberedTurn | undefined {
    const known = this.turns.get(nameOf(key, principal));
    return known && known.expiresAt > Date.now() ? known.turn : undefined;
  }

  forget(key: string, principal: Principal): void {
    this.turns.delete(nameOf(key, principal));
  }

  forgetExpired(): void {
    for (const [name, { expiresAt }] of this.turns) if (expiresAt <= Date.now()) this.turns.delete(name);
  }
}

/** JSON, so that no two lists of texts have the same name. */
function nameOf(key: string, principal: Principal): string {
  const { ownerId, tenantId } = ownerOf(principal);
  return JSON.stringify([tenantId, ownerId, key]);
}
