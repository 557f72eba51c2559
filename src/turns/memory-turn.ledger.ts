import { ChatKitError, NotFoundError } from '../protocol/errors.js';
import type { ThreadItem } from '../protocol/items.js';
import { wellFormedJson } from '../protocol/text.js';
import type { ThreadMetadata } from '../protocol/thread.js';
import { MemoryTurnKeys, type RememberedTurn } from './memory-turn-keys.js';
import type { Principal } from './principal.js';
import { keptWhenStopped, stopNote } from './stopped-turn.js';
import type { ThreadStore } from './thread-store.js';
import {
  TurnLedger,
  type KeyedTurn,
  type NewTurn,
  type RenewedLeases,
  type StoredTurn,
  type SweepOptions,
  type SweptTurn,
  type TurnChanges,
  type TurnEnd,
  type TurnLease,
} from './turn-ledger.js';

/** Threads whose last turn is remembered. */
const maxEnded = 10_000;

interface RunningTurn {
  lease: TurnLease;
  expiresAt: number;
  checkpoint: readonly ThreadItem[];
  isToCancel: boolean;
  /** Ids of placeholders in the thread: see {@link MemoryTurnLedger}. */
  placeholders: Set<string>;
  /** When the turn was begun under a key. */
  keyed?: RememberedTurn;
}

/**
 * Turns of one process, in memory, over any {@link ThreadStore}.
 *
 * What must be right is checked before the first write, but a store that fails half-way leaves half: writing all
 * or nothing takes a ledger of the store's own. A place is kept free by a hidden item with the announced id,
 * which the real one replaces; what is not replaced goes when the turn ends.
 */
export class MemoryTurnLedger extends TurnLedger {
  override readonly isAlone = true;
  /** By thread: there is at most one. */
  private readonly running = new Map<string, RunningTurn>();
  /** The last turn that ended, by thread. */
  private readonly ended = new Map<string, { turnId: string; status: TurnEnd }>();
  private readonly keys = new MemoryTurnKeys();
  private readonly leaseMs: number;
  private readonly keyLifetimeMs: number;

  /**
   * @param options.leaseMs How long a lease lasts without renewal. 30 seconds by default.
   * @param options.keyLifetimeMs How long the key of a turn is remembered. 24 hours by default.
   */
  constructor(
    private readonly store: ThreadStore,
    options: { leaseMs?: number; keyLifetimeMs?: number } = {},
  ) {
    super();
    this.leaseMs = options.leaseMs ?? TurnLedger.leaseMs;
    this.keyLifetimeMs = options.keyLifetimeMs ?? TurnLedger.keyLifetimeMs;
  }

  async begin(turn: NewTurn, changes: TurnChanges, principal: Principal): Promise<TurnLease> {
    requireStorable(changes);
    if (!changes.thread) await this.store.loadThread(turn.threadId, principal);
    if (this.running.has(turn.threadId)) {
      // Whose thread it is comes first: a foreign one is unknown, not busy.
      await this.store.loadThread(turn.threadId, principal);
      throw new ChatKitError('turn_busy');
    }
    const keyed = this.keys.remember(turn, changes, { principal, lifetimeMs: this.keyLifetimeMs });
    const lease: TurnLease = { turnId: turn.id, threadId: turn.threadId, principal, epoch: 1 };
    const entry = {
      lease,
      expiresAt: Date.now() + this.leaseMs,
      checkpoint: [],
      isToCancel: false,
      placeholders: new Set<string>(),
      keyed,
    };
    this.running.set(turn.threadId, entry);
    try {
      if (changes.stillPending !== undefined) await this.requirePending(lease, changes.stillPending);
      if (changes.removedAfter !== undefined) await this.removeAfter(lease, changes.removedAfter);
      await this.write(entry, changes);
    } catch (error) {
      this.running.delete(turn.threadId);
      if (turn.key) this.keys.forget(turn.key.key, principal);
      throw error;
    }
    return lease;
  }

  async findKeyed(key: string, principal: Principal): Promise<KeyedTurn | undefined> {
    const keyed = this.keys.find(key, principal);
    if (!keyed) return undefined;
    const { written: _, status, ...turn } = keyed;
    const thread = await this.store.loadThread(turn.threadId, principal).catch(ifNotFound(undefined));
    return thread ? { ...turn, status } : turn;
  }

  async loadKeyedItems(key: string, principal: Principal): Promise<ThreadItem[]> {
    const keyed = this.keys.find(key, principal);
    const items: ThreadItem[] = [];
    if (!keyed) return items;
    const query = { limit: 100, order: 'asc' } as const;
    for (let after: string | undefined, hasMore = true; hasMore;) {
      const page = await this.store.loadThreadItems(keyed.threadId, { ...query, after }, principal);
      items.push(...page.data.filter(({ id }) => keyed.written.has(id)));
      ({ after, has_more: hasMore } = page);
    }
    return items;
  }

  async commit(lease: TurnLease, changes: TurnChanges): Promise<ThreadMetadata | undefined> {
    requireStorable(changes);
    await this.requireThread(lease);
    return this.write(this.held(lease), changes);
  }

  async renew(leases: readonly TurnLease[]): Promise<RenewedLeases> {
    const lost: TurnLease[] = [];
    const toCancel: TurnLease[] = [];
    for (const lease of leases) {
      const entry = this.entryOf(lease);
      if (!entry) lost.push(lease);
      else {
        entry.expiresAt = Date.now() + this.leaseMs;
        if (entry.isToCancel) toCancel.push(lease);
      }
    }
    return { lost, toCancel };
  }

  async latest(threadId: string, principal: Principal): Promise<StoredTurn | undefined> {
    await this.store.loadThread(threadId, principal);
    const entry = this.running.get(threadId);
    if (entry) return { turnId: entry.lease.turnId, status: 'running', checkpoint: entry.checkpoint };
    const ended = this.ended.get(threadId);
    return ended && { ...ended, checkpoint: [] };
  }

  async askToCancel(threadId: string, principal: Principal): Promise<string | undefined> {
    await this.store.loadThread(threadId, principal);
    const entry = this.running.get(threadId);
    if (entry) entry.isToCancel = true;
    return entry?.lease.turnId;
  }

  async sweep({ all = false, threadId }: SweepOptions = {}): Promise<SweptTurn[]> {
    if (threadId === undefined) this.keys.forgetExpired();
    const orphans = [...this.running.values()].filter(
      ({ expiresAt, lease }) =>
        (all || expiresAt <= Date.now()) && (threadId === undefined || lease.threadId === threadId),
    );
    // Out of the table first: from here on their holders write nothing.
    for (const { lease } of orphans) this.running.delete(lease.threadId);
    const swept: SweptTurn[] = [];
    for (const orphan of orphans) {
      if (await this.close(orphan)) {
        swept.push({ turnId: orphan.lease.turnId, threadId: orphan.lease.threadId });
      }
    }
    return swept;
  }

  private async requirePending({ threadId, principal }: TurnLease, itemId: string): Promise<void> {
    const item = await this.store.loadItem(threadId, itemId, principal).catch(ifNotFound(undefined));
    if (!item || !('status' in item) || item.status !== 'pending') throw new ChatKitError('not_pending');
  }

  private async removeAfter({ threadId, principal }: TurnLease, itemId: string): Promise<void> {
    await this.store.loadItem(threadId, itemId, principal);
    const query = { limit: 100, order: 'asc', after: itemId } as const;
    for (;;) {
      const { data } = await this.store.loadThreadItems(threadId, query, principal);
      if (data.length === 0) return;
      for (const { id } of data) await this.store.deleteThreadItem(threadId, id, principal);
    }
  }

  private async write(entry: RunningTurn, changes: TurnChanges): Promise<ThreadMetadata | undefined> {
    const { threadId, principal } = entry.lease;
    if (changes.thread) await this.store.saveThread(changes.thread, principal);
    const { threadChanges } = changes;
    const thread = threadChanges && (await this.store.changeThread(threadId, threadChanges, principal));
    for (const id of changes.shownBefore ?? []) await this.keepPlace(entry, id);
    for (const item of changes.items ?? []) await this.saveItem(entry, item);
    for (const id of changes.removedItemIds ?? []) await this.store.deleteThreadItem(threadId, id, principal);
    for (const attachment of changes.attachments ?? [])
      await this.store.saveAttachment(attachment, principal);
    if (changes.checkpoint) entry.checkpoint = structuredClone(changes.checkpoint);
    entry.expiresAt = Date.now() + this.leaseMs;
    if (changes.end) {
      await this.removePlaceholders(entry);
      if (entry.keyed) Object.assign(entry.keyed, changes.end);
      this.running.delete(threadId);
      this.remember(entry.lease, changes.end.status);
    }
    return thread;
  }

  private async saveItem(entry: RunningTurn, item: ThreadItem): Promise<void> {
    await this.store.saveItem(entry.lease.threadId, item, entry.lease.principal);
    entry.placeholders.delete(item.id);
    entry.keyed?.written.add(item.id);
  }

  private async keepPlace(entry: RunningTurn, id: string): Promise<void> {
    const { threadId, principal } = entry.lease;
    const isStored = await this.store.loadItem(threadId, id, principal).catch(ifNotFound(undefined));
    if (isStored) return;
    await this.store.addThreadItem(
      threadId,
      { ...stopNote('interrupted', threadId), id, content: '' },
      principal,
    );
    entry.placeholders.add(id);
  }

  private async removePlaceholders({ lease, placeholders }: RunningTurn): Promise<void> {
    for (const id of placeholders) await this.store.deleteThreadItem(lease.threadId, id, lease.principal);
  }

  /** Whether there was still a thread to write to. */
  private async close(orphan: RunningTurn): Promise<boolean> {
    const { threadId, principal } = orphan.lease;
    const thread = await this.store.loadThread(threadId, principal).catch(ifNotFound(undefined));
    if (!thread) return false;
    for (const item of keptWhenStopped('interrupted', threadId, orphan.checkpoint)) {
      await this.saveItem(orphan, item);
    }
    await this.removePlaceholders(orphan);
    this.remember(orphan.lease, 'interrupted');
    if (orphan.keyed) orphan.keyed.status = 'interrupted';
    return true;
  }

  private remember({ threadId, turnId }: TurnLease, status: TurnEnd): void {
    this.ended.delete(threadId);
    this.ended.set(threadId, { turnId, status });
    for (const [oldest] of this.ended) {
      if (this.ended.size <= maxEnded) return;
      this.ended.delete(oldest);
    }
  }

  private entryOf({ threadId, turnId, epoch }: TurnLease): RunningTurn | undefined {
    const entry = this.running.get(threadId);
    return entry?.lease.turnId === turnId && entry.lease.epoch === epoch ? entry : undefined;
  }

  private held(lease: TurnLease): RunningTurn {
    const entry = this.entryOf(lease);
    if (!entry) throw new ChatKitError('lease_lost');
    return entry;
  }

  private async requireThread(lease: TurnLease): Promise<void> {
    try {
      await this.store.loadThread(lease.threadId, lease.principal);
    } catch (error) {
      if (!(error instanceof NotFoundError)) throw error;
      if (this.entryOf(lease)) this.running.delete(lease.threadId);
      throw new ChatKitError('lease_lost', undefined, { cause: error });
    }
  }
}

const ifNotFound =
  <T>(otherwise: T) =>
  (error: unknown): T => {
    if (error instanceof NotFoundError) return otherwise;
    throw error;
  };

/** @throws TooDeepError before anything is written. */
function requireStorable({
  thread,
  threadChanges,
  items = [],
  attachments = [],
  checkpoint = [],
}: TurnChanges): void {
  wellFormedJson([thread?.metadata, threadChanges?.metadata]);
  for (const value of [...items, ...attachments, ...checkpoint]) wellFormedJson(value);
}
