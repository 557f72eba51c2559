import { ChatKitError, NotFoundError } from '../protocol/errors.js';
import type { ThreadItem } from '../protocol/items.js';
import { wellFormedJson } from '../protocol/text.js';
import type { ThreadMetadata } from '../protocol/thread.js';
import type { Principal } from './principal.js';
import { keptWhenStopped, stopNote } from './stopped-turn.js';
import type { ThreadStore } from './thread-store.js';
import { TurnLedger, type NewTurn, type SweptTurn, type TurnChanges, type TurnLease } from './turn-ledger.js';

interface RunningTurn {
  lease: TurnLease;
  expiresAt: number;
  checkpoint: readonly ThreadItem[];
  /** Ids of placeholders in the thread: see {@link MemoryTurnLedger}. */
  placeholders: Set<string>;
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
  private readonly leaseMs: number;

  /** @param options.leaseMs How long a lease lasts without renewal. 30 seconds by default. */
  constructor(
    private readonly store: ThreadStore,
    options: { leaseMs?: number } = {},
  ) {
    super();
    this.leaseMs = options.leaseMs ?? TurnLedger.leaseMs;
  }

  async begin(turn: NewTurn, changes: TurnChanges, principal: Principal): Promise<TurnLease> {
    requireStorable(changes);
    if (!changes.thread) await this.store.loadThread(turn.threadId, principal);
    if (this.running.has(turn.threadId)) {
      // Whose thread it is comes first: a foreign one is unknown, not busy.
      await this.store.loadThread(turn.threadId, principal);
      throw new ChatKitError('turn_busy');
    }
    const lease: TurnLease = { turnId: turn.id, threadId: turn.threadId, principal, epoch: 1 };
    const entry = {
      lease,
      expiresAt: Date.now() + this.leaseMs,
      checkpoint: [],
      placeholders: new Set<string>(),
    };
    this.running.set(turn.threadId, entry);
    try {
      if (changes.stillPending !== undefined) await this.requirePending(lease, changes.stillPending);
      if (changes.removedAfter !== undefined) await this.removeAfter(lease, changes.removedAfter);
      await this.write(entry, changes);
    } catch (error) {
      this.running.delete(turn.threadId);
      throw error;
    }
    return lease;
  }

  async commit(lease: TurnLease, changes: TurnChanges): Promise<ThreadMetadata | undefined> {
    requireStorable(changes);
    await this.requireThread(lease);
    return this.write(this.held(lease), changes);
  }

  async renew(leases: readonly TurnLease[]): Promise<TurnLease[]> {
    return leases.filter((lease) => {
      const entry = this.entryOf(lease);
      if (entry) entry.expiresAt = Date.now() + this.leaseMs;
      return !entry;
    });
  }

  async sweep({ all = false }: { all?: boolean } = {}): Promise<SweptTurn[]> {
    const orphans = [...this.running.values()].filter(({ expiresAt }) => all || expiresAt <= Date.now());
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
      this.running.delete(threadId);
    }
    return thread;
  }

  private async saveItem(entry: RunningTurn, item: ThreadItem): Promise<void> {
    await this.store.saveItem(entry.lease.threadId, item, entry.lease.principal);
    entry.placeholders.delete(item.id);
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
    return true;
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
