import { joinTurn } from './join-turn.js';
import type { LiveEvent, ResumeOptions, TurnEnd, TurnStatus } from './options.js';
import type { Server } from './server.js';
import { wait } from './wait.js';

/** The thread is read at most this often while items are finished. */
const readEveryMs = 2_000;
/** Times that the last reading is tried; a widget refuses while it is still starting. */
const lastAttempts = 3;
const retryReadMs = 1_000;

/** An item that is stored now, and was not before; or some that were missed. */
const progress = new Set([
  'thread.item.done',
  'thread.item.replaced',
  'thread.item.removed',
  'thread.updated',
  'snapshot',
]);

/**
 * Waits for the end of a thread's running turn.
 * @param isKnown Says of an ended turn that the thread was read since.
 */
export async function resumeTurn(
  server: Server,
  { threadId, fetchUpdates, onEvent }: ResumeOptions,
  { signal, isKnown }: { signal: AbortSignal; isKnown: (turnId: string | null) => boolean },
): Promise<TurnEnd | null> {
  const reader = new ThreadReader(fetchUpdates);
  let isFirst = true;
  for await (const { event } of joinTurn((after, end) => server.events(threadId, after, end), signal)) {
    onEvent?.(event);
    if (event.type === 'turn.ended') {
      const end = endOf(event);
      // It was over before anybody came: unless that is known, it may have ended while the thread was being read.
      if (!isFirst || !isKnown(end.turnId)) await reader.last(signal);
      return end;
    }
    if (!isFirst && progress.has(event.type)) reader.soon();
    isFirst = false;
  }
  reader.cancel();
  return null;
}

const endOf = ({ turn_id, status }: LiveEvent): TurnEnd => ({
  turnId: turn_id as string | null,
  status: status as TurnStatus | null,
});

/** Calls the page's `fetchUpdates`, one call at a time. */
class ThreadReader {
  #timer?: ReturnType<typeof setTimeout>;
  #reading: Promise<unknown> = Promise.resolve();

  constructor(private readonly read: ResumeOptions['fetchUpdates']) {}

  soon(): void {
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      void this.#next();
    }, readEveryMs);
  }

  async last(signal: AbortSignal): Promise<void> {
    this.cancel();
    for (let left = lastAttempts; left-- && !(await this.#next());) await wait(retryReadMs, signal);
  }

  cancel(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  /** Gives `false` when the reading failed. */
  #next(): Promise<boolean> {
    const next = this.#reading
      .then(() => this.read?.())
      .then(
        () => true,
        () => false,
      );
    this.#reading = next;
    return next;
  }
}
