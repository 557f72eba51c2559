import type { Act } from './random-script.js';
import type { Kind } from './script-items.js';

// What three people do, before it is known to which threads and items: picks are made at run time, from what there
// is by then.

/** A thread: the caller's own, another's, a deleted one, or one that never was. */
export interface ThreadPick {
  of: 'own' | 'foreign' | 'deleted' | 'unknown';
  n: number;
}

/** An item: one that fits the operation, any of the thread (hidden ones too), one of another thread, or none. */
export interface ItemPick {
  of: 'fit' | 'any' | 'elsewhere' | 'unknown' | 'nothing';
  n: number;
}

/** A hook's script, and what becomes of the client while it plays. */
export interface TurnStep {
  script: Act[];
  fate:
    | { is: 'read to the end' }
    /** Every item is looked up as soon as its `done` is seen, while writes are slow. */
    | { is: 'watch' }
    | { is: 'leave'; after: number }
    /** The hook waits before an act; then other things happen; then it goes on, or the client leaves. */
    | { is: 'hold'; at: number; meanwhile: Step[]; leaves: boolean };
}

export interface Message {
  content: object[];
  attachments: ItemPick[];
  more: object;
}

export interface PageStep {
  limit?: number | string | null;
  order?: 'asc' | 'desc';
}

export type Step = { who: number } & (
  | { op: 'threads.create'; message: Message; turn: TurnStep }
  | { op: 'threads.add_user_message'; thread: ThreadPick; message: Message; turn: TurnStep }
  | { op: 'threads.add_client_tool_output'; thread: ThreadPick; result: unknown; turn: TurnStep }
  | { op: 'threads.add_structured_input'; thread: ThreadPick; item: ItemPick; input: object; turn: TurnStep }
  | { op: 'threads.retry_after_item'; thread: ThreadPick; item: ItemPick; turn: TurnStep }
  | { op: 'threads.custom_action'; thread: ThreadPick; item: ItemPick; action: object; turn: TurnStep }
  | {
      op: 'threads.sync_custom_action';
      thread: ThreadPick;
      item: ItemPick;
      action: object;
      makes: Kind | null;
    }
  | { op: 'threads.get_by_id' | 'threads.delete'; thread: ThreadPick }
  | { op: 'threads.update'; thread: ThreadPick; title: string }
  | { op: 'threads.list'; page: PageStep; after: ThreadPick | null }
  | { op: 'items.list'; thread: ThreadPick; page: PageStep; after: ItemPick }
  | { op: 'items.feedback'; thread: ThreadPick; items: ItemPick[]; kind: 'positive' | 'negative' }
  | { op: 'attachments.create'; name: string; size: number | string; mime_type: string }
  | { op: 'attachments.delete'; attachment: ItemPick }
  | { op: 'input.transcribe'; audio_base64: string; mime_type: string }
  /** A request that is none: the table in `invalid-requests.ts` says which. */
  | { op: 'invalid'; thread: ThreadPick; n: number }
);
