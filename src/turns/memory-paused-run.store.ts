import { NotFoundError } from '../protocol/errors.js';
import { isSameOwner, ownerOf, type Owner } from './owner.js';
import { PausedRunStore, type PausedRun } from './paused-run-store.js';
import type { Principal } from './principal.js';
import type { ThreadStore } from './thread-store.js';

interface StoredRun {
  owner: Owner;
  run: PausedRun;
}

/** Paused runs of one process, in memory, over any {@link ThreadStore}. */
export class MemoryPausedRunStore extends PausedRunStore {
  private readonly runs = new Map<string, StoredRun>();

  constructor(private readonly store: ThreadStore) {
    super();
  }

  async save(run: PausedRun, principal: Principal): Promise<void> {
    const owner = ownerOf(principal);
    await this.store.loadItem(run.threadId, run.itemId, principal);
    this.runs.set(keyOf(run.threadId, run.itemId), { owner, run: structuredClone(run) });
  }

  async load(threadId: string, itemId: string, principal: Principal): Promise<PausedRun | undefined> {
    const run = this.runOf(threadId, itemId, principal);
    return run && this.whileAsked(run, principal);
  }

  async decide(
    threadId: string,
    itemId: string,
    decisions: PausedRun['decisions'],
    principal: Principal,
  ): Promise<PausedRun | undefined> {
    const run = this.runOf(threadId, itemId, principal);
    if (!run) return undefined;
    run.decisions = structuredClone({ ...decisions, ...run.decisions });
    return this.whileAsked(run, principal);
  }

  async take(threadId: string, itemId: string, principal: Principal): Promise<PausedRun | undefined> {
    const run = this.runOf(threadId, itemId, principal);
    if (!run) return undefined;
    // Out of the map before anything is waited for: nobody else gets it.
    this.runs.delete(keyOf(threadId, itemId));
    return this.whileAsked(run, principal);
  }

  async sweep(now: Date): Promise<number> {
    const expired = [...this.runs].filter(([, { run }]) => run.expiresAt <= now);
    for (const [key] of expired) this.runs.delete(key);
    return expired.length;
  }

  private runOf(threadId: string, itemId: string, principal: Principal): PausedRun | undefined {
    const asking = ownerOf(principal);
    const stored = this.runs.get(keyOf(threadId, itemId));
    return stored && isSameOwner(stored.owner, asking) ? stored.run : undefined;
  }

  /** A copy, as long as the item is there that asks; without it the run is forgotten. */
  private async whileAsked(run: PausedRun, principal: Principal): Promise<PausedRun | undefined> {
    const copy = structuredClone(run);
    try {
      await this.store.loadItem(run.threadId, run.itemId, principal);
      return copy;
    } catch (error) {
      if (!(error instanceof NotFoundError)) throw error;
      this.runs.delete(keyOf(run.threadId, run.itemId));
      return undefined;
    }
  }
}

const keyOf = (threadId: string, itemId: string) => JSON.stringify([threadId, itemId]);
