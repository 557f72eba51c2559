import type { ThreadStreamEvent } from '../protocol/events.js';
import type { UserMessageItem, WidgetItem } from '../protocol/items.js';
import type { ThreadMetadata } from '../protocol/thread.js';
import type { Action } from '../protocol/widgets/widget.js';
import type { TurnContext } from '../turns/context.js';
import { Responder } from '../turns/responder.js';

/** What a {@link ScriptedResponder} yields for one message. */
export type Script = (
  thread: ThreadMetadata,
  input: UserMessageItem | null,
  context: TurnContext,
) => AsyncIterable<ThreadStreamEvent>;

/** What a {@link ScriptedResponder} yields for one action. */
export type ActionScript = (
  thread: ThreadMetadata,
  action: Action,
  sender: WidgetItem | null,
  context: TurnContext,
) => AsyncIterable<ThreadStreamEvent>;

/** A responder that does what the test at hand tells it to, in the place of a model. By default it says nothing. */
export class ScriptedResponder extends Responder {
  /** Without one, actions are answered as by a server that knows none. May be set anew at any time. */
  actionScript?: ActionScript;
  /** What was asked, in order. */
  readonly calls: { thread: ThreadMetadata; input: UserMessageItem | null; context: TurnContext }[] = [];

  /** @param script May be set anew between messages. */
  constructor(public script: Script = async function* () {}) {
    super();
  }

  override respond(
    thread: ThreadMetadata,
    input: UserMessageItem | null,
    context: TurnContext,
  ): AsyncIterable<ThreadStreamEvent> {
    this.calls.push({ thread, input, context });
    return this.script(thread, input, context);
  }

  override action(...call: Parameters<ActionScript>): AsyncIterable<ThreadStreamEvent> {
    return this.actionScript ? this.actionScript(...call) : super.action(...call);
  }
}

/** Resolves when the turn is stopped: for a responder that never comes to an end by itself. */
export const untilStopped = ({ signal }: Pick<TurnContext, 'signal'>): Promise<void> =>
  new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
