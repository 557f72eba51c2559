import type { RunStreamEvent } from '@openai/agents';
import type { ThreadStreamEvent } from '../../protocol/events.js';
import type { ShortCut } from '../../turns/short-cut.js';
import type { AgentContext } from './agent-context.js';
import { continueWorkflow } from './continued-workflow.js';
import { MergedRun } from './merged-run.js';
import type { AgentRunEvent } from './model-input.js';
import { ResponseStreamConverter } from './response-stream-converter.js';
import { RunMapper } from './run-mapper.js';
import { TappedEvents } from './tapped-events.js';

/**
 * Shows an Agents SDK run in a thread: the model's answer, and what tools show through the context, as ChatKit
 * events (protocol document 6).
 *
 * ```ts
 * const run = await runner.run(agent, input, { stream: true, context, signal });
 * yield* streamAgentResponse(context, run);
 * ```
 *
 * A run that pauses for a person's approval ends here like any other; nothing of its call was done.
 *
 * Ids of items are the store's, never the provider's. Tokens are counted into the turn's usage. When the turn's
 * signal is aborted the stream ends at once, with items unfinished: the engine keeps of them what is to be kept.
 *
 * @param run What `run(…, { stream: true })` resolves to.
 * @param converter What becomes of citations, images and tool calls.
 * @param shortCut Of the answer that this stream is a part of: see {@link withShortCut}.
 * @throws what the run throws, but for a refusal: that is an answer, and is shown as one. When a guardrail's tripwire
 * stopped the run, everything that it had shown is removed first.
 */
export async function* streamAgentResponse(
  context: AgentContext,
  run: AsyncIterable<AgentRunEvent>,
  converter: ResponseStreamConverter = new ResponseStreamConverter(),
  shortCut?: ShortCut,
): AsyncGenerator<ThreadStreamEvent, void, undefined> {
  await continueWorkflow(context);
  const { queue } = context;
  const { signal } = context.requestContext;
  const mapper = new RunMapper(context, converter);
  const shown = new Set<string>();
  const continuedId = context.workflowItem?.id;
  const merged: MergedRun = new MergedRun(run as AsyncIterable<RunStreamEvent>, {
    queue,
    signal,
    map: (event) => source.map(event),
  });
  const source = new TappedEvents(
    mapper,
    queue,
    (event) => merged.isCaughtUp && shortCut !== undefined && shortCut.tell(event),
  );
  for (const event of mapper.resume()) {
    note(event, shown);
    yield event;
  }
  try {
    while (!merged.hasEnded) {
      const events = merged.take();
      for (const event of events) {
        note(event, shown);
        yield event;
      }
      if (!events.length && !merged.hasEnded) await merged.change();
    }
  } catch (error) {
    if (isRefusal(error)) return yield* mapper.finishRefused(error.refusal);
    if (!isTripwire(error)) throw error;
    queue.close();
    // A workflow of an earlier turn was not shown by this run.
    if (continuedId) shown.delete(continuedId);
    for (const item_id of shown) yield { type: 'thread.item.removed', item_id };
    throw error;
  } finally {
    source.leave();
    merged.close();
  }
  if (!signal.aborted && !isCancelled(run)) yield* mapper.finish({ isPaused: isPaused(run) });
}

/** Keeps the ids of the items that a run has shown. */
function note(event: ThreadStreamEvent, shown: Set<string>): void {
  if (event.type === 'thread.item.added' || event.type === 'thread.item.done') shown.add(event.item.id);
  else if (event.type === 'thread.item.removed') shown.delete(event.item_id);
}

/** A run that was given another signal than the turn's ends as if it were finished, too. */
function isCancelled(run: AsyncIterable<AgentRunEvent> & { cancelled?: boolean }): boolean {
  return run.cancelled === true;
}

/** A run that ended because a person is to be asked. */
function isPaused(run: AsyncIterable<AgentRunEvent> & { interruptions?: readonly unknown[] }): boolean {
  return (run.interruptions?.length ?? 0) > 0;
}

const tripwires = new Set(['InputGuardrailTripwireTriggered', 'OutputGuardrailTripwireTriggered']);

/** What the SDK throws for an answer that is a refusal and nothing else. */
function isRefusal(error: unknown): error is Error & { refusal: string } {
  return error instanceof Error && error.name === 'ModelRefusalError' && 'refusal' in error;
}

/** By name: to load the SDK for two classes would cost those dearly who run no agent. */
function isTripwire(error: unknown): boolean {
  return error instanceof Error && tripwires.has(error.name);
}
