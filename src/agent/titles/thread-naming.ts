import { setTimeout as pause } from 'node:timers/promises';
import type { ThreadMetadata } from '../../protocol/thread.js';

/** The answer's call goes first: an endpoint that serves one at a time would have the person wait for a title. */
const headStartMs = 100;
/** How long a turn is kept open for its thread's title when the answer has ended. */
const patienceMs = 2_000;

/** How a thread gets its title. */
export interface NamingOptions {
  /** The title by rule, for when none is written, or not in time. */
  fallback: string;
  /** Writes the title; undefined when it finds none. */
  write: (signal: AbortSignal) => Promise<string | undefined>;
  /** The turn's. When it is aborted the rule's title is set at once, so that the turn's last write has it. */
  signal: AbortSignal;
}

/** A thread on its way to a title, beside the answer. The title is set on the live thread, once. */
export class ThreadNaming {
  private readonly stopper = new AbortController();
  private readonly named: Promise<void>;

  constructor(
    private readonly thread: ThreadMetadata,
    private readonly options: NamingOptions,
  ) {
    options.signal.addEventListener('abort', this.end, { once: true });
    this.named = this.name();
  }

  /** Resolves when the thread has its title, or when that has taken long enough. Never rejects. */
  async settle(): Promise<void> {
    const waiting = new AbortController();
    await Promise.race([this.named, pause(patienceMs, undefined, { signal: waiting.signal })]);
    waiting.abort();
  }

  /** Ends the naming: a thread without a title has the rule's from here on. Safe to call more than once. */
  readonly end = (): void => {
    this.options.signal.removeEventListener('abort', this.end);
    this.stopper.abort();
    this.give(this.options.fallback);
  };

  private async name(): Promise<void> {
    const { signal } = this.stopper;
    try {
      await pause(headStartMs, undefined, { signal });
      const title = await this.options.write(signal);
      this.give(title ?? this.options.fallback);
    } catch {
      // Whoever writes tells of its failures; the thread has a name all the same.
      this.give(this.options.fallback);
    }
  }

  private give(title: string): void {
    this.thread.title ??= title;
  }
}
