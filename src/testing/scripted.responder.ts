import type { ThreadStreamEvent } from '../protocol/events.js';
import type { UserMessageItem } from '../protocol/items.js';
import type { ThreadMetadata } from '../protocol/thread.js';
import type { TurnContext } from '../turns/context.js';
import { Responder } from '../turns/responder.js';

/** What a {@link ScriptedResponder} yields for one message. */
export type Script = (
  thread: ThreadMetadata,
  input: UserMessageItem | null,
  context: TurnContext,
) => AsyncIterable<ThreadStreamEvent>;

type Hook<Name extends 'action' | 'syncAction' | 'addFeedback' | 'transcribe'> = (
  ...call: Parameters<Responder[Name]>
) => ReturnType<Responder[Name]>;

/**
 * A responder that does what the test at hand tells it to, in the place of a model. By default it says nothing, and
 * its other hooks do what a responder's do that has none of its own. Everything may be set anew at any time.
 */
export class ScriptedResponder extends Responder {
  onAction?: Hook<'action'>;
  onSyncAction?: Hook<'syncAction'>;
  onFeedback?: Hook<'addFeedback'>;
  onTranscribe?: Hook<'transcribe'>;
  /** What `respond` was asked, in order. */
  readonly calls: { thread: ThreadMetadata; input: UserMessageItem | null; context: TurnContext }[] = [];

  constructor(public script: Script = async function* () {}) {
    super();
  }

  override respond(...call: Parameters<Script>): AsyncIterable<ThreadStreamEvent> {
    const [thread, input, context] = call;
    this.calls.push({ thread, input, context });
    return this.script(...call);
  }
  override action(...call: Parameters<Responder['action']>) {
    return (this.onAction ?? super.action.bind(this))(...call);
  }
  override syncAction(...call: Parameters<Responder['syncAction']>) {
    return (this.onSyncAction ?? super.syncAction.bind(this))(...call);
  }
  override addFeedback(...call: Parameters<Responder['addFeedback']>) {
    return (this.onFeedback ?? super.addFeedback.bind(this))(...call);
  }
  override transcribe(...call: Parameters<Responder['transcribe']>) {
    return (this.onTranscribe ?? super.transcribe.bind(this))(...call);
  }
}

/** Resolves when the turn is stopped: for a responder that never comes to an end by itself. */
export const untilStopped = ({ signal }: Pick<TurnContext, 'signal'>): Promise<void> =>
  new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
