import type { ThreadItem } from '../../src/protocol/items.js';
import type { ProtocolModel } from './protocol-model.js';
import type { ItemPick, Step, ThreadPick } from './steps.js';
import { storedItems } from './thread-model.js';

const unknownThread = `thr_${'0'.repeat(32)}`;

/** Makes picks into ids, from what there is. What there is none of becomes an id that never was. */
export class Picks {
  readonly deleted: string[] = [];
  /** While set, whoever's "own" thread is this one. */
  focus?: string;

  constructor(private readonly model: ProtocolModel) {}

  thread(user: string, { of, n }: ThreadPick): string {
    if (of === 'own' && this.focus) return this.focus;
    const all = [...this.model.threads.values()].reverse();
    const ids = {
      own: all.filter(({ owner }) => owner === user).map(({ data }) => data.id),
      foreign: all.filter(({ owner }) => owner !== user).map(({ data }) => data.id),
      deleted: this.deleted,
      unknown: [],
    };
    return pick(ids[of], n) ?? unknownThread;
  }

  /** @param op Decides which items fit. */
  item(threadId: string, { of, n }: ItemPick, op: Step['op']): string | null {
    if (of === 'nothing') return null;
    const items = this.itemsOf(threadId);
    const fitting = items.filter(fits(op));
    const elsewhere = [...this.model.threads.keys()].filter((id) => id !== threadId);
    const from = {
      fit: fitting.length > 0 ? fitting : items,
      any: items,
      elsewhere: elsewhere.flatMap((id) => this.itemsOf(id)),
      unknown: [],
    };
    return pick(from[of], n)?.id ?? 'msg_never';
  }

  /** Undefined when it should be an own one, and there is none. */
  attachment(user: string, { of, n }: ItemPick): string | undefined {
    const all = [...this.model.attachments.values()];
    const own = all.filter(({ owner }) => owner === user);
    const from = of === 'fit' ? own : of === 'elsewhere' ? all.filter(({ owner }) => owner !== user) : [];
    return pick(from, n)?.data.id ?? (of === 'fit' ? undefined : 'atc_never');
  }

  /** Newest first, as most picks are the first of their list. */
  private itemsOf(threadId: string): ThreadItem[] {
    const thread = this.model.threads.get(threadId);
    return thread ? storedItems(thread).reverse() : [];
  }
}

const pick = <T>(from: readonly T[], n: number): T | undefined => from[n % from.length];

function fits(op: Step['op']): (item: ThreadItem) => boolean {
  switch (op) {
    case 'threads.add_structured_input':
      return ({ type }) => type === 'structured_input';
    case 'threads.retry_after_item':
      return ({ type }) => type === 'user_message';
    case 'threads.custom_action':
    case 'threads.sync_custom_action':
      return ({ type }) => type === 'widget';
    default:
      return () => true;
  }
}
