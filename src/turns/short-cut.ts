import type { ThreadStreamEvent } from '../protocol/events.js';

/**
 * Takes an event at once, where nothing has to be written for it.
 * @returns `false` when it must come by the ordinary way; a promise when nothing more is to be told before it settles.
 */
export type TakeAtOnce = (event: ThreadStreamEvent) => false | undefined | Promise<void>;

const shortCut = Symbol('shortCut');

/**
 * A way from where text arises to the turn that shows it, past the generators between. An answer passes through several
 * of those, and each makes three promises of every event, which together take a fifth of what a delta costs.
 *
 * Events take it only while the turn waits for the answer's next one, so that their order stays. It belongs to the
 * iterable that {@link withShortCut} gives: a responder that looks at events on their way, and yields them from a
 * generator of its own, goes on seeing all of them.
 */
export class ShortCut {
  private take?: TakeAtOnce;

  /** Whoever reads the answer takes events at once from here on. */
  open(take: TakeAtOnce): void {
    this.take = take;
  }

  /** Only to be called while the reader waits. Returns what {@link TakeAtOnce} does. */
  tell(event: ThreadStreamEvent): ReturnType<TakeAtOnce> {
    return this.take ? this.take(event) : false;
  }
}

/** An answer whose deltas may take a short cut to its reader. */
export function withShortCut<T extends AsyncIterable<ThreadStreamEvent>>(
  answer: (shortCut: ShortCut) => T,
): T {
  const way = new ShortCut();
  return Object.assign(answer(way), { [shortCut]: way });
}

/** The short cut of an answer that has one, and that nobody has wrapped since. */
export const shortCutOf = (
  answer: AsyncIterable<ThreadStreamEvent> & { [shortCut]?: ShortCut },
): ShortCut | undefined => answer[shortCut];
