import type { RunStreamEvent } from '@openai/agents';
import type { ThreadStreamEvent } from '../../protocol/events.js';
import type { EventQueue } from './event-queue.js';
import { nothing, type Mapped } from './mapped.js';

/** What a run is merged with. */
export interface MergeOptions {
  queue: EventQueue;
  /** Called for each event of the run, when nothing waits in the queue. */
  map: (event: RunStreamEvent) => Mapped;
  signal: AbortSignal;
}

type Arrival =
  | { kind: 'event'; event: RunStreamEvent }
  | { kind: 'mapped'; apply: () => readonly ThreadStreamEvent[] }
  | { kind: 'failure'; error: unknown }
  | { kind: 'end' };

/**
 * The events of a run and of its tools, in one stream.
 *
 * What tools queued goes first, so that a workflow is never ended before it was shown. The run's next event is
 * asked for when the last one has been read. Ends with the run and an empty queue, or on abort; whoever stops
 * reading stops the run.
 *
 * Not a generator: each one that an event passes through makes three promises more.
 */
export class MergedRun {
  private readonly events: AsyncIterator<RunStreamEvent>;
  private readonly stopReading: () => void;
  private arrival?: Arrival;
  /** The run's next event has been asked for, or the last one is still being mapped. */
  private isAwaited = false;
  private hasRunEnded = false;
  private isDone = false;
  private isWaiting = false;
  private wake: () => void = () => {};

  constructor(
    run: AsyncIterable<RunStreamEvent>,
    private readonly options: MergeOptions,
  ) {
    this.events = run[Symbol.asyncIterator]();
    this.stopReading = options.queue.read(this.changed);
    options.signal.addEventListener('abort', this.changed);
  }

  get hasEnded(): boolean {
    return this.isDone;
  }

  /** Whether everything there was has been taken and dealt with, and the reader waits for more. */
  get isCaughtUp(): boolean {
    return this.isWaiting;
  }

  /**
   * What there is to show by now. Nothing at all means that there is nothing yet, or no more.
   * @throws what the run throws, after what was queued before.
   */
  take(): readonly ThreadStreamEvent[] {
    while (!this.options.signal.aborted) {
      const queued = this.options.queue.take();
      if (queued.length) return queued;
      const { arrival } = this;
      if (!arrival) {
        this.pull();
        return nothing;
      }
      this.arrival = undefined;
      const events = this.apply(arrival);
      if (this.isDone || events.length) return events;
    }
    this.isDone = true;
    return nothing;
  }

  /** Resolves when there may be more to take. To be asked for when there was nothing, at once. */
  change(): Promise<void> {
    this.isWaiting = true;
    return new Promise((resolve) => (this.wake = resolve));
  }

  /** To be called at the end, however it came about. */
  close(): void {
    this.stopReading();
    this.options.signal.removeEventListener('abort', this.changed);
    // What a run that was left behind still has to say is nobody's business any more.
    if (!this.hasRunEnded) void this.events.return?.().catch(() => undefined);
  }

  private apply(arrival: Arrival): readonly ThreadStreamEvent[] {
    if (arrival.kind === 'end' || arrival.kind === 'failure') {
      this.hasRunEnded = true;
      this.isDone = true;
      if (arrival.kind === 'failure') throw arrival.error;
      return nothing;
    }
    const mapped = arrival.kind === 'event' ? this.options.map(arrival.event) : arrival.apply();
    this.isAwaited = mapped instanceof Promise;
    if (!(mapped instanceof Promise)) return mapped;
    mapped.then((apply) => this.arrive({ kind: 'mapped', apply }), this.fail);
    return nothing;
  }

  private pull(): void {
    if (this.isAwaited) return;
    this.isAwaited = true;
    void this.events
      .next()
      .then(
        ({ done, value }) => this.arrive(done ? { kind: 'end' } : { kind: 'event', event: value }),
        this.fail,
      );
  }

  private arrive(arrival: Arrival): void {
    this.arrival = arrival;
    this.changed();
  }

  private readonly fail = (error: unknown): void => this.arrive({ kind: 'failure', error });

  private readonly changed = (): void => {
    this.isWaiting = false;
    this.wake();
  };
}
