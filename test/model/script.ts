import { CustomStreamError, StreamError } from '../../src/protocol/errors.js';
import type { ThreadStreamEvent } from '../../src/protocol/events.js';
import type { ThreadItem, UserMessageItem, WidgetItem } from '../../src/protocol/items.js';
import type { ThreadMetadata } from '../../src/protocol/thread.js';
import type { Action } from '../../src/protocol/widgets/widget.js';
import type { RequestContext, TurnContext } from '../../src/turns/context.js';
import { Responder, type AudioInput } from '../../src/turns/responder.js';

/** What a hook may set on the live thread. */
export type ThreadSettings = Partial<
  Pick<ThreadMetadata, 'title' | 'status' | 'allowed_image_domains' | 'metadata'>
>;

/** One thing that a hook does. */
export type ScriptStep =
  | { event: ThreadStreamEvent }
  | { set: ThreadSettings }
  | { fail: 'plain' | 'coded' | 'custom'; message: string; mayRetry: boolean }
  | { pause: true };

/** What a hook was called with, for a comparison with what it should have been. */
export interface HookCall {
  hook: 'respond' | 'action' | 'syncAction';
  threadId: string;
  input?: UserMessageItem | null;
  action?: Action;
  sender?: WidgetItem | null;
}

interface Enlisted {
  steps: readonly ScriptStep[];
  updatedItem?: ThreadItem;
  calls: HookCall[];
  goOn: Promise<void>;
  pausing(): void;
}

/** A script on the server's side. */
export interface Playing {
  /** What the request's `metadata` must name, so that the hooks play it. */
  readonly key: string;
  readonly calls: readonly HookCall[];
  /** Resolves when it has come to its pause, and everything before is stored. */
  readonly paused: Promise<void>;
  /** Lets it go on after its pause. */
  goOn(): void;
}

/** Plays scripts: which one, each request says in its own `metadata` [Q15]. */
export class ScriptPlayer extends Responder {
  private readonly enlisted = new Map<string, Enlisted>();
  private count = 0;

  enlist(steps: readonly ScriptStep[], updatedItem?: ThreadItem): Playing {
    const key = `script-${++this.count}`;
    const calls: HookCall[] = [];
    const [goOn, letGoOn] = gate();
    const [paused, pausing] = gate();
    this.enlisted.set(key, { steps, updatedItem, calls, goOn, pausing });
    return { key, calls, paused, goOn: letGoOn };
  }

  override async *respond(thread: ThreadMetadata, input: UserMessageItem | null, context: TurnContext) {
    yield* this.play({ hook: 'respond', threadId: thread.id, input }, thread, context);
  }

  override async *action(
    thread: ThreadMetadata,
    action: Action,
    sender: WidgetItem | null,
    context: TurnContext,
  ) {
    yield* this.play({ hook: 'action', threadId: thread.id, action, sender }, thread, context);
  }

  override async syncAction(
    thread: ThreadMetadata,
    action: Action,
    sender: WidgetItem | null,
    context: RequestContext,
  ) {
    const { calls, updatedItem } = this.scriptOf(context);
    calls.push({ hook: 'syncAction', threadId: thread.id, action, sender });
    return { updated_item: updatedItem };
  }

  override async transcribe({ data, mime_type, media_type }: AudioInput) {
    return { text: heard(data, mime_type, media_type) };
  }

  private async *play(
    call: HookCall,
    thread: ThreadMetadata,
    context: TurnContext,
  ): AsyncGenerator<ThreadStreamEvent> {
    const { steps, calls, goOn, pausing } = this.scriptOf(context);
    calls.push(structuredClone(call));
    for (const step of steps) {
      if ('event' in step) yield inThread(step.event, call.threadId);
      else if ('set' in step) Object.assign(thread, structuredClone(step.set));
      else if ('pause' in step) {
        pausing();
        await Promise.race([goOn, stopOf(context)]);
        if (context.signal.aborted) return;
      } else throw toError(step);
    }
  }

  private scriptOf({ metadata }: RequestContext): Enlisted {
    const script = this.enlisted.get(String(metadata.script));
    if (!script) throw new Error('The request names no script in its metadata.');
    return script;
  }
}

/** The event with its item in the thread: a script is written before the thread has an id. */
export function inThread(event: ThreadStreamEvent, thread_id: string): ThreadStreamEvent {
  const copy = structuredClone(event);
  return 'item' in copy ? { ...copy, item: { ...copy.item, thread_id } } : copy;
}

function gate(): [opened: Promise<void>, open: () => void] {
  let open!: () => void;
  const opened = new Promise<void>((resolve) => (open = resolve));
  return [opened, open];
}

/** What the player understands of a recording. */
export const heard = (data: Uint8Array, mimeType: string, mediaType: string): string =>
  `${Buffer.from(data).toString('hex')} (${mediaType} of ${mimeType})`;

function toError({ fail, message, mayRetry }: Extract<ScriptStep, { fail: unknown }>): Error {
  if (fail === 'custom') return new CustomStreamError(message, mayRetry);
  return fail === 'coded' ? new StreamError('stream.error', mayRetry) : new Error(message);
}

const stopOf = ({ signal }: TurnContext): Promise<void> =>
  new Promise((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
