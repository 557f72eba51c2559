import type { RelayedTurn } from '../turns/turn-relay.js';

/** How long the turn's process may take to answer, and how long it may say nothing then, in milliseconds. */
export const answerWithinMs = 1_000;
export const silentForMs = 15_000;

/** The entries that somebody here reads of a turn. */
export class FollowedStream {
  /** Of the last entry that was read. */
  place = 0;
  private heardAt = Date.now();

  /** @param onEnd Called once, when nothing more is to be read. */
  constructor(
    readonly key: string,
    readonly turn: RelayedTurn,
    private readonly onEnd: () => void,
  ) {}

  take(place: number, text: string, isLast: boolean): void {
    // One is missing: it was dropped before it was read.
    if (place !== this.place + 1) return this.lose();
    this.place = place;
    this.heardAt = Date.now();
    if (text !== '') this.turn.sink.push(text);
    if (!isLast) return;
    this.onEnd();
    this.turn.sink.end();
  }

  /** Gives the turn up when nothing was heard of it for too long. */
  check(now: number): void {
    const patienceMs = this.place === 0 ? answerWithinMs : silentForMs;
    if (now - this.heardAt > patienceMs) this.lose();
  }

  lose(): void {
    this.onEnd();
    this.turn.lost();
  }
}
