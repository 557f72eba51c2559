import type { RunStreamEvent } from '@openai/agents';
import type { ThreadStreamEvent } from '../../protocol/events.js';
import type { EventQueue } from './event-queue.js';
import type { Mapped } from './mapped.js';

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
 * @throws what the run throws, after what was queued before.
 */
export async function* mergeRun(
  run: AsyncIterable<RunStreamEvent>,
  { queue, map, signal }: MergeOptions,
): AsyncGenerator<readonly ThreadStreamEvent[], void, undefined> {
  const events = run[Symbol.asyncIterator]();
  let wake = () => {};
  let arrival: Arrival | undefined;
  let isAwaited = false;
  const onChange = () => wake();
  const arrive = (next: Arrival) => {
    arrival = next;
    wake();
  };
  const fail = (error: unknown) => arrive({ kind: 'failure', error });
  const pull = () =>
    void events
      .next()
      .then(({ done, value }) => arrive(done ? { kind: 'end' } : { kind: 'event', event: value }), fail);

  const stopReading = queue.read(onChange);
  signal.addEventListener('abort', onChange);
  let hasEnded = false;
  try {
    while (!signal.aborted) {
      const queued = queue.take();
      if (queued.length) {
        yield queued;
      } else if (!arrival) {
        if (!isAwaited) pull();
        isAwaited = true;
        await new Promise<void>((resolve) => (wake = resolve));
      } else {
        const current: Arrival = arrival;
        arrival = undefined;
        hasEnded = current.kind === 'end' || current.kind === 'failure';
        if (current.kind === 'failure') throw current.error;
        if (current.kind === 'end') return;
        const mapped = current.kind === 'event' ? map(current.event) : current.apply();
        isAwaited = mapped instanceof Promise;
        if (mapped instanceof Promise) mapped.then((apply) => arrive({ kind: 'mapped', apply }), fail);
        else if (mapped.length) yield mapped;
      }
    }
  } finally {
    stopReading();
    signal.removeEventListener('abort', onChange);
    // What a run that was left behind still has to say is nobody's business any more.
    if (!hasEnded) void events.return?.().catch(() => undefined);
  }
}
