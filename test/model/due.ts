import type { ThreadStreamEvent } from '../../src/protocol/events.js';
import type { ThreadItem } from '../../src/protocol/items.js';
import type { ThreadModel } from './thread-model.js';

/** What a person meets on a valid request: one `error` event in a stream. */
export type Refusal = 'locked' | 'closed' | 'busy' | 'not pending' | 'no widget';

/** The answer that is due to a request. */
export type Due =
  | { json: unknown }
  /** A body that holds an id of the server's own choice. */
  | { jsonFor(body: Record<string, unknown>): unknown }
  | { status: 400 | 404 | 413; about?: string }
  /** Several when the protocol does not say which of them is met first. */
  | { refusals: Refusal[] }
  | { turn: TurnDue };

/** A stream that is due: what comes before the script's own events, and what the hook is to be called with. */
export interface TurnDue {
  thread: ThreadModel;
  /** Events that stand before the script's. */
  openingEvents: number;
  /** Stores what the opening tells of. Ids and times that only the server can choose are taken from its events. */
  open(events: readonly ThreadStreamEvent[]): ThreadStreamEvent[];
  hook: 'respond' | 'action';
  /** The message that `respond` is handed. */
  input?: () => ThreadItem | null;
  /** The widget that `action` is handed. */
  sender?: ThreadItem | null;
}

export type Resource = 'thread' | 'item' | 'attachment' | 'cursor';

export const notFound = (about: Resource) => ({ status: 404, about }) as const;

/** Every stream's own first event. */
export const options: ThreadStreamEvent = { type: 'stream_options', stream_options: { allow_cancel: true } };

export const removal = (item_id: string): ThreadStreamEvent => ({ type: 'thread.item.removed', item_id });
