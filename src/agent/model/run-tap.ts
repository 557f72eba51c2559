import type { ModelRequest, StreamEvent } from '@openai/agents';
import type { ModelTap, TappedCall } from './model-tap.js';

type Take = TappedCall['take'];

/**
 * The tap of one run, whose events are then read to their end.
 *
 * A call waits at its first event until the run's reader has come to it: what the run told before, tool calls and
 * their outputs, is told before the call. From there on its events go straight to the reader.
 */
export class RunTap implements ModelTap {
  private runSignal?: AbortSignal;

  /** The first call is the run's. Tools may begin runs with the same models, which are not shown; their signal tells. */
  open({ signal }: ModelRequest): TappedCall | undefined {
    this.runSignal ??= signal;
    return signal === this.runSignal ? new RunCall(signal) : undefined;
  }
}

/** A call of a run that somebody reads. */
export class RunCall implements TappedCall {
  private reader?: Take;
  private readonly begun: Promise<void>;
  private begin!: () => void;

  /** @param signal Aborted when nobody will read the call any more. */
  constructor(private readonly signal: AbortSignal | undefined) {
    this.begun = new Promise((resolve) => (this.begin = resolve));
  }

  /** Lets the call's events go to whoever reads the run, who has come to the call. */
  flowTo(reader: Take): void {
    this.reader = reader;
    this.end();
    this.begin();
  }

  take(event: StreamEvent): void | Promise<void> {
    if (this.reader) return this.reader(event);
    if (this.signal?.aborted) this.begin();
    this.signal?.addEventListener('abort', this.begin, { once: true });
    return this.begun.then(() => this.reader?.(event));
  }

  /** A turn has one signal and many calls; and Node keeps a signal of signals for as long as somebody listens to it. */
  end(): void {
    this.signal?.removeEventListener('abort', this.begin);
  }
}
