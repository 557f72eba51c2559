import { setTimeout as sleep } from 'node:timers/promises';
import type { Model, ModelRequest, StreamEvent } from '@openai/agents';
import { withBoundedArguments } from './bounded-arguments.js';
import { ModelAttempt, stopped, type ModelPatience } from './model-attempt.js';
import { ModelFault } from './model-fault.js';
import { retryDelayMs } from './retry-delay.js';
import { sourceListener } from './source-listener.js';
import { toModelFault } from './to-model-fault.js';
import type { TurnBudget } from './turn-budget.js';

export interface CallTerms {
  patience: ModelPatience;
  budget: TurnBudget;
}

/** Beyond the wait for a first byte, the time within which a further attempt may begin, in milliseconds. */
const retryWithinMs = 5_000;

/**
 * One call to a model, in as many attempts as it may take. What says nothing yet of an answer is held back: until
 * something is passed on, the call can be made again and nobody sees a difference.
 */
export class GuardedCall {
  /** Who has the text before it comes by here, if anybody. */
  private readonly listener = sourceListener();
  private attempt: ModelAttempt;
  private attempts = 0;
  private readonly startedAt = performance.now();
  /** What came first of an answer, until it can be passed on. */
  private held: StreamEvent[] = [];
  private hasShown = false;
  /** Whoever is given the end of the answer counts its tokens. */
  private hasDelivered = false;

  constructor(
    private readonly model: Model,
    private readonly request: ModelRequest,
    private readonly terms: CallTerms,
  ) {
    this.listener?.countText((characters) => terms.budget.addText(characters));
    this.attempt = this.begin();
  }

  /** The next event; undefined at the end. @throws ModelFault when nothing more can be done; an `AbortError`. */
  async next(): Promise<StreamEvent | undefined> {
    for (;;) {
      if (this.hasShown && this.held.length > 0) return this.held.shift();
      try {
        const event = await this.attempt.next();
        if (!event) return undefined;
        // An end that is told twice is one end, and its tokens are counted once.
        if (this.hasDelivered && event.type === 'response_done') continue;
        const says = this.attempt.reading.read(event);
        const taken = this.take(event);
        if (this.hasShown) return taken;
        this.held.push(taken);
        this.hasShown = says;
      } catch (error) {
        // An answer that is whole stays so, whatever becomes of its connection.
        if (this.hasDelivered && !this.isStopped) return undefined;
        await this.recover(error);
      }
    }
  }

  /** Closes the connection, if it is open. */
  close(): void {
    this.attempt.close();
    const { usage } = this.attempt.reading;
    if (usage && !this.hasDelivered) this.terms.budget.addFailed(usage);
  }

  private get isStopped(): boolean {
    return this.request.signal?.aborted === true;
  }

  private begin(): ModelAttempt {
    this.attempts++;
    this.terms.budget.beginAttempt();
    return new ModelAttempt(this.model, this.request, this.terms.patience, this.listener);
  }

  /** The event within the bounds of the turn. @throws ModelFault beyond them. */
  private take(event: StreamEvent): StreamEvent {
    const { budget } = this.terms;
    if (event.type === 'output_text_delta') {
      if (!this.listener?.isOn) budget.addText(event.delta.length);
      return event;
    }
    if (event.type === 'response_done') {
      budget.addToolCalls(event.response.output.filter(({ type }) => type === 'function_call').length);
      this.hasDelivered = true;
    }
    return withBoundedArguments(event);
  }

  /** Makes the call again, when it can be. @throws the failure, when not. */
  private async recover(error: unknown): Promise<void> {
    if (this.isStopped) throw stopped();
    const fault = this.toFault(error);
    const delayMs = this.delayBeforeNext(fault);
    if (delayMs === undefined) throw fault;
    this.close();
    this.held = [];
    await sleep(delayMs, undefined, { signal: this.request.signal });
    this.attempt = this.begin();
  }

  private toFault(error: unknown): ModelFault {
    const fault = toModelFault(error);
    const isVague = fault.code === 'model_unavailable' || fault.code === 'model_failed';
    // Of an answer that has begun, a person is told that it has no end.
    return this.hasShown && isVague
      ? new ModelFault('model_cut_off', { error, remark: fault.remark })
      : fault;
  }

  /** Milliseconds to wait before the next attempt; undefined when there is none. */
  private delayBeforeNext({ consequence, retryAfterMs }: ModelFault): number | undefined {
    const { retries, firstByteMs } = this.terms.patience;
    if (this.hasShown || this.attempts > Math.min(retries, consequence.repeats)) return undefined;
    const delayMs = retryDelayMs(this.attempts, retryAfterMs);
    const elapsedMs = performance.now() - this.startedAt;
    return delayMs !== undefined && elapsedMs + delayMs <= firstByteMs + retryWithinMs ? delayMs : undefined;
  }
}
