import type { ThreadStreamEvent } from '../../src/protocol/events.js';
import { foldItems } from '../../src/protocol/fold.js';
import type { AssistantMessageItem, ThreadItem } from '../../src/protocol/items.js';
import type { ThreadMetadata } from '../../src/protocol/thread.js';
import { inThread, type ScriptStep, type ThreadSettings } from './script.js';
import { isHidden, keepPlace, putItem, removeItem, threadView, type ThreadModel } from './thread-model.js';
import { stored, wellFormedTitle } from './well-formed.js';

/** Stands for the id of a hidden note until the server's own is known. */
export const unknownNote = 'note-with-unknown-id';

const settings = ['title', 'status', 'allowed_image_domains', 'metadata'] as const;

/**
 * What a turn does to its thread, and what a client is told of it, event by event. Changes the thread that it is
 * given; hand it a copy to ask "what if".
 */
export class TurnModel {
  /** What the client is told, from the turn's options on. */
  readonly events: ThreadStreamEvent[] = [];
  /** Items that a client shows otherwise than they are stored, until it reloads: final ones that were updated [Q22]. */
  readonly repainted = new Set<string>();
  private readonly live: ThreadMetadata;
  private saved: ThreadMetadata;
  /** The last title that the script has seen or given. Any other that is stored is a person's. */
  private ownTitle: string | undefined;
  /** Items that are shown and not final yet. */
  private readonly begun = new Map<string, ThreadItem>();

  constructor(private readonly thread: ThreadModel) {
    this.live = structuredClone(thread.data);
    this.saved = structuredClone(thread.data);
    this.ownTitle = thread.data.title;
  }

  /** @returns false when nothing of the script can follow. */
  play(step: ScriptStep): boolean {
    if ('pause' in step) return true;
    if ('set' in step) Object.assign(this.live, structuredClone(step.set));
    else if ('event' in step) this.take(inThread(step.event, this.thread.data.id));
    else this.fail(step);
    return !('fail' in step);
  }

  /** The script is at its end: what was begun and never ended is taken back. */
  end(): void {
    this.takeBack([]);
    this.noticeChanges();
  }

  /** The client has left: what a person could read is kept, and the model is told. */
  cancel(): void {
    const partial = this.partialAnswers();
    for (const item of partial) putItem(this.thread, item);
    this.addNote();
    this.takeBack(partial);
    this.noticeChanges();
  }

  private take(event: ThreadStreamEvent): void {
    switch (event.type) {
      case 'thread.item.added':
        this.begun.set(event.item.id, event.item);
        keepPlace(this.thread, event.item.id);
        if (!isHidden(event.item)) this.events.push(event);
        break;
      case 'thread.item.updated':
        return this.update(event);
      case 'thread.item.done':
      case 'thread.item.replaced':
        this.finish(event.type, event.item);
        break;
      case 'thread.item.removed':
        this.begun.delete(event.item_id);
        removeItem(this.thread, event.item_id);
        this.events.push(event);
        break;
      default:
        this.events.push(event);
    }
    this.noticeChanges();
  }

  private update(event: Extract<ThreadStreamEvent, { type: 'thread.item.updated' }>): void {
    const item = this.begun.get(event.item_id);
    if (item) this.begun.set(item.id, foldItems([item], event)[0]!);
    else this.repainted.add(event.item_id);
    if (!item || !isHidden(item)) this.events.push(event);
    // Deltas are many, and only what is cheap is looked at after each: other changes are told with the next event.
    const { title, status } = this.live;
    if (title !== this.saved.title || status.type !== this.saved.status.type) this.noticeChanges();
  }

  private finish(type: 'thread.item.done' | 'thread.item.replaced', item: ThreadItem): void {
    const begun = this.begun.get(item.id);
    const before = begun ?? this.thread.items.get(item.id);
    const final = stored({ ...item, created_at: begun?.created_at ?? item.created_at });
    this.begun.delete(item.id);
    this.repainted.delete(item.id);
    putItem(this.thread, final);
    if (!isHidden(final)) this.events.push({ type, item: final });
    else if (before && !isHidden(before)) this.tellRemoved(item.id);
  }

  private fail({ fail, message, mayRetry }: Extract<ScriptStep, { fail: unknown }>): void {
    const partial = this.partialAnswers();
    for (const item of partial) {
      putItem(this.thread, item);
      this.events.push({ type: 'thread.item.done', item });
    }
    if (partial.length > 0) this.addNote();
    this.takeBack(partial);
    this.events.push(
      fail === 'custom'
        ? { type: 'error', code: 'custom', message, allow_retry: mayRetry }
        : { type: 'error', code: 'stream.error', allow_retry: fail === 'coded' ? mayRetry : true },
    );
    this.noticeChanges();
  }

  private partialAnswers(): ThreadItem[] {
    return [...this.begun.values()].filter(hasText).map((item) => stored(item));
  }

  /** What was begun and is not kept leaves the view; what was stored before is shown as it is stored. */
  private takeBack(kept: readonly ThreadItem[]): void {
    const open = [...this.begun.values()].filter((item) => !kept.some(({ id }) => id === item.id));
    this.begun.clear();
    for (const { id } of open) {
      const earlier = this.thread.items.get(id);
      if (earlier) this.events.push({ type: 'thread.item.replaced', item: earlier });
    }
    for (const item of open) {
      if (this.thread.items.has(item.id)) continue;
      removeItem(this.thread, item.id);
      if (!isHidden(item)) this.tellRemoved(item.id);
    }
  }

  private addNote(): void {
    const note = {
      type: 'sdk_hidden_context',
      id: unknownNote,
      thread_id: this.thread.data.id,
    } as ThreadItem;
    putItem(this.thread, note);
  }

  private tellRemoved(item_id: string): void {
    this.events.push({ type: 'thread.item.removed', item_id });
  }

  /** Saves what the script changed on the thread, and only that: its owner may have renamed it meanwhile. */
  private noticeChanges(): void {
    const changed = settings.filter((name) => !isSame(this.live[name], this.saved[name]));
    if (changed.length === 0) return;
    const changes: ThreadSettings = Object.fromEntries(
      changed.map((name) => [name, stored(this.live[name])]),
    );
    if (changed.includes('title')) changes.title = this.titleInstead(changes.title);
    Object.assign(this.thread.data, changes);
    if (changed.includes('title')) this.live.title = this.thread.data.title;
    this.saved = structuredClone(this.live);
    this.events.push({ type: 'thread.updated', thread: threadView(this.thread) });
  }

  /** What the thread is called when the script calls it something: a person's own title stays. */
  private titleInstead(title: string | undefined): string | undefined {
    const { title: stored } = this.thread.data;
    if (stored !== this.ownTitle) return stored;
    this.ownTitle = title === undefined ? undefined : wellFormedTitle(title);
    return this.ownTitle;
  }
}

const isSame = (one: unknown, other: unknown): boolean => JSON.stringify(one) === JSON.stringify(other);

const hasText = (item: ThreadItem): item is AssistantMessageItem =>
  item.type === 'assistant_message' && item.content.some(({ text }) => text.trim() !== '');
