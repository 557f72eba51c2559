import type { ItemUpdate } from '../protocol/events.js';
import { applyUpdate } from '../protocol/fold.js';
import { isHidden, type ThreadItem } from '../protocol/items.js';

/**
 * The engine's own copies of items that are being written: added to the client's view, not yet stored. They are
 * what is left to rescue when a turn stops before its end.
 */
export class PendingItems {
  private readonly items = new Map<string, ThreadItem>();
  /** Those that are being stored as final. */
  private readonly leaving = new Set<string>();
  private charactersSinceCheckpoint = 0;

  /** Characters of text that came since {@link markCheckpoint}. */
  get unsaved(): number {
    return this.charactersSinceCheckpoint;
  }

  get(itemId: string): ThreadItem | undefined {
    return this.items.get(itemId);
  }

  /** Takes a deep copy: the responder may go on changing its own object. */
  add(item: ThreadItem): void {
    this.leaving.delete(item.id);
    this.items.set(item.id, structuredClone(item));
    this.charactersSinceCheckpoint++;
  }

  /** Updates of items that are not pending are the client's affair, and change nothing here. */
  update(itemId: string, update: ItemUpdate): void {
    const item = this.items.get(itemId);
    if (!item) return;
    applyUpdate(item, update);
    this.charactersSinceCheckpoint += 'delta' in update ? update.delta.length : 1;
  }

  /** Whether the item is pending and no client may know of it. */
  isHidden(itemId: string): boolean {
    const item = this.items.get(itemId);
    return item !== undefined && isHidden(item);
  }

  /** From now on the item counts as final for {@link all}, while clients go on showing it as it is. */
  leave(itemId: string): void {
    this.leaving.add(itemId);
  }

  drop(itemId: string): void {
    this.items.delete(itemId);
    this.leaving.delete(itemId);
  }

  clear(): void {
    this.items.clear();
    this.leaving.clear();
  }

  /** Ids of the items that were added before the given one, in the order they were added. */
  idsBefore(itemId: string): string[] {
    const ids = [...this.items.keys()];
    const at = ids.indexOf(itemId);
    return at === -1 ? ids : ids.slice(0, at);
  }

  /** The copies themselves, in the order they were added. */
  all(): ThreadItem[] {
    return [...this.items.values()].filter(({ id }) => !this.leaving.has(id));
  }

  /** What clients show of them: those that are just being stored as final are among it, hidden ones are not. */
  shown(): ThreadItem[] {
    return [...this.items.values()].filter((item) => !isHidden(item));
  }

  markCheckpoint(): void {
    this.charactersSinceCheckpoint = 0;
  }
}
