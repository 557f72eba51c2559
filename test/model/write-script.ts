import type { ThreadItem } from '../../src/protocol/items.js';
import type { Act } from './random-script.js';
import type { ScriptStep } from './script.js';
import { makeItem, makeUpdate, type Kind } from './script-items.js';
import { storedItems, type ThreadModel } from './thread-model.js';
import { secret } from './secret.js';

interface Known {
  id: string;
  kind: Kind | 'user_message';
}

let items = 0;

/** The script for what is there: ids are made up, and picks become the ids of items. */
export class ScriptWriter {
  /** Begun in this script, and not yet ended. */
  private readonly open: Known[] = [];
  /** Everything that the thread has so far, or is about to have. */
  private readonly known: Known[];

  constructor(thread: ThreadModel | undefined) {
    this.known = thread ? storedItems(thread).map(toKnown) : [];
  }

  /** @returns no step for an act that has nothing to act on. */
  write(act: Act): ScriptStep | undefined {
    switch (act.act) {
      case 'begin': {
        const item = makeItem(act.kind, `it_${++items}`, act.text, time(items));
        this.open.push(toKnown(item));
        return { event: { type: 'thread.item.added', item } };
      }
      case 'begin again': {
        const again = pick(
          this.known.filter(isVisible).filter(({ id }) => !this.isOpen(id)),
          act.n,
        );
        if (!again || again.kind === 'user_message') return undefined;
        this.open.push(again);
        return {
          event: { type: 'thread.item.added', item: makeItem(again.kind, again.id, act.text, time(++items)) },
        };
      }
      case 'grow': {
        const grown = pick(this.open, act.n);
        if (!grown) return undefined;
        const update = makeUpdate(grown.kind as Kind, act.growth, act.index, act.text);
        return { event: { type: 'thread.item.updated', item_id: grown.id, update } };
      }
      case 'repaint': {
        const shown = pick(
          this.known.filter(({ kind }) => kind === 'widget'),
          act.n,
        );
        if (!shown) return undefined;
        const update = makeUpdate('widget', 'part', 0, act.text);
        return { event: { type: 'thread.item.updated', item_id: shown.id, update } };
      }
      case 'finish': {
        const ended = pick(this.open, act.n);
        if (!ended) return undefined;
        const kind = act.hides ? 'hidden_context_item' : (ended.kind as Kind);
        // Later than its beginning: the first time is the one that counts [Q30].
        const item = makeItem(kind, ended.id, act.text, time(++items));
        this.settle(item);
        return { event: { type: 'thread.item.done', item } };
      }
      case 'whole': {
        const item = makeItem(act.kind, `it_${++items}`, act.text, time(items));
        this.settle(item);
        return { event: { type: 'thread.item.done', item } };
      }
      case 'replace':
        return this.replace(act);
      case 'remove': {
        const gone = pick([...this.known, ...this.open, { id: 'msg_never', kind: 'task' as const }], act.n);
        if (!gone) return undefined;
        this.forget(gone.id);
        return { event: { type: 'thread.item.removed', item_id: gone.id } };
      }
      case 'set':
        return { set: act.set };
      case 'tell':
        return { event: act.event };
      case 'fail': {
        const { fail, mayRetry } = act;
        return { fail, mayRetry, message: fail === 'plain' ? `${secret} ${act.message}` : act.message };
      }
    }
  }

  /** What was hidden stays so: an item that comes to light has a place that no client knows. */
  private replace(act: Extract<Act, { act: 'replace' }>): ScriptStep | undefined {
    const target = pick([...this.known, ...this.open], act.n);
    if (!target) return undefined;
    const kind = isVisible(target) ? act.kind : 'hidden_context_item';
    const item = makeItem(kind, target.id, act.text, time(++items));
    this.settle(item);
    return { event: { type: 'thread.item.replaced', item } };
  }

  private isOpen(itemId: string): boolean {
    return this.open.some(({ id }) => id === itemId);
  }

  private settle(item: ThreadItem): void {
    this.forget(item.id);
    this.known.push(toKnown(item));
  }

  private forget(itemId: string): void {
    for (const list of [this.open, this.known]) {
      const at = list.findIndex(({ id }) => id === itemId);
      if (at !== -1) list.splice(at, 1);
    }
  }
}

const toKnown = (item: ThreadItem): Known => ({ id: item.id, kind: item.type });

const isVisible = ({ kind }: Known): boolean =>
  kind !== 'hidden_context_item' && kind !== 'sdk_hidden_context';

const pick = <T>(from: readonly T[], n: number): T | undefined => from[n % from.length];

/** Times that differ, so that it shows whose time an item has. */
const time = (number: number): string => new Date(1_780_000_000_000 + number * 1_000).toISOString();
