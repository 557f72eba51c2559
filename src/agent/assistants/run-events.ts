import type { RunStreamEvent } from '@openai/agents';

/** Events that may wait to be read before whoever tells them is asked to pause. */
const highWater = 64;

/**
 * The events of a run that is told from several places, for one reader.
 *
 * Nothing is kept for a reader who has left, and nobody waits for one.
 */
export class RunEvents {
  private waiting: RunStreamEvent[] = [];
  private hasEnded = false;
  private onChange = () => {};
  private resume: (() => void)[] = [];

  /** @returns a promise when there is no room for more; it resolves when there is. */
  push(event: RunStreamEvent): void | Promise<void> {
    if (this.hasEnded) return;
    this.waiting.push(event);
    this.onChange();
    if (this.waiting.length >= highWater) return new Promise((resolve) => this.resume.push(resolve));
  }

  /** No more events come. Those that wait can still be read. */
  end(): void {
    this.hasEnded = true;
    this.onChange();
    this.goOn();
  }

  /** The events as they come, to the end. */
  async *read(): AsyncGenerator<RunStreamEvent, void, undefined> {
    try {
      for (;;) {
        const taken = this.waiting;
        this.waiting = [];
        this.goOn();
        yield* taken;
        if (this.waiting.length) continue;
        if (this.hasEnded) return;
        await new Promise<void>((resolve) => (this.onChange = resolve));
      }
    } finally {
      this.waiting = [];
      this.end();
    }
  }

  private goOn(): void {
    for (const resolve of this.resume.splice(0)) resolve();
  }
}
