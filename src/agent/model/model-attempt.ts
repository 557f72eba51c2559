import type { Model, ModelRequest, StreamEvent } from '@openai/agents';
import { AnswerReading } from './answer-reading.js';
import { ModelFault } from './model-fault.js';
import type { SourceListener } from './source-listener.js';
import { Watchdog } from './watchdog.js';

/** How long a model is waited for, and how often it is asked. */
export interface ModelPatience {
  /** Until the first event of an answer, in milliseconds. */
  firstByteMs: number;
  /** Between two events of an answer, in milliseconds; ten times as long while the model thinks. */
  idleMs: number;
  /** Attempts beyond the first, while nothing of the answer was shown. */
  retries: number;
}

const thinkingFactor = 10;
/** What may still follow a whole answer is its connection's end, which some never send. */
const lingerMs = 1_000;

/**
 * One request to a model's provider. It ends with the answer, with a failure, or when nothing comes for too long; and
 * whoever leaves it closes the connection.
 */
export class ModelAttempt {
  readonly reading = new AnswerReading();
  private readonly events: AsyncIterator<StreamEvent, unknown>;
  private readonly controller = new AbortController();
  private readonly watchdog = new Watchdog(() => this.onSilence());
  private readonly onStop = () => this.giveUp(stopped());
  private reject: ((reason: Error) => void) | undefined;
  private hasBegun = false;

  constructor(
    model: Model,
    private readonly request: ModelRequest,
    private readonly patience: Omit<ModelPatience, 'retries'>,
    /** Who has the answer before it comes by here, if anybody. */
    private readonly listener?: SourceListener,
  ) {
    const { signal } = this.controller;
    this.events = model.getStreamedResponse({ ...request, signal })[Symbol.asyncIterator]();
    request.signal?.addEventListener('abort', this.onStop);
  }

  /**
   * The next event; undefined when the answer is whole.
   * @throws ModelFault `model_silent`, or what the reading says; an `AbortError`; what the model throws.
   */
  async next(): Promise<StreamEvent | undefined> {
    const step = await this.pull();
    this.watchdog.rest();
    this.hasBegun = true;
    if (!step.done) return step.value;
    this.reading.end();
    return undefined;
  }

  /** Closes what is open. Does not wait for a model that does not listen. */
  close(): void {
    this.watchdog.stop();
    this.request.signal?.removeEventListener('abort', this.onStop);
    this.controller.abort();
    void this.events.return?.().catch(() => undefined);
  }

  private pull(): Promise<IteratorResult<StreamEvent, unknown>> {
    return new Promise((resolve, reject) => {
      if (this.request.signal?.aborted) return reject(stopped());
      this.reject = reject;
      this.watchdog.wait(this.longestWaitMs);
      this.events.next().then(resolve, reject);
    });
  }

  private get longestWaitMs(): number {
    const { firstByteMs, idleMs } = this.patience;
    if (!this.hasBegun) return firstByteMs;
    if (this.reading.isDone) return Math.min(idleMs, lingerMs);
    return this.reading.isThinking ? idleMs * thinkingFactor : idleMs;
  }

  /** Few of the pieces that a listener is given come by here. */
  private onSilence(): void {
    const leftMs = this.longestWaitMs - (this.listener?.quietMs ?? Infinity);
    if (leftMs > 0) this.watchdog.wait(leftMs);
    else this.giveUp(new ModelFault('model_silent'));
  }

  private giveUp(reason: Error): void {
    this.reject?.(reason);
    this.controller.abort();
  }
}

/** What the Agents SDK takes for a run that was stopped, and no failure. */
export function stopped(): DOMException {
  return new DOMException('The turn was stopped.', 'AbortError');
}
