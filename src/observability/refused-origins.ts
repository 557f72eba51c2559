/** What the log says of an origin whose pages may not call. */
export interface RefusedOrigin {
  origin: string;
  /** Its requests that were refused since the start, or since it was last forgotten. */
  refused: number;
  /** Those of all origins since the start. */
  refusedInAll: number;
}

interface Count {
  refused: number;
  /** When it was last put into the log. */
  saidAt: number;
}

/** Origins that are counted one by one. Of more, the one that was refused least recently is forgotten. */
const maxOrigins = 200;
/** No name of a host is longer. */
const maxCharacters = 280;
/** An origin is named again at its first refusal after this time. */
const quietMs = 10 * 60_000;
/** However many origins somebody makes up, the log stays readable. */
const maxLinesPerMinute = 10;

/**
 * Counts the requests of pages that may not call, by their origins, and says which of them are worth a line in the
 * log: the first of an origin, and one every ten minutes while it goes on.
 */
export class RefusedOrigins {
  private readonly counts = new Map<string, Count>();
  private refusedInAll = 0;
  private minute = 0;
  private lines = 0;

  /** @param now Milliseconds. */
  constructor(private readonly now: () => number = Date.now) {}

  /** @returns what to log, or nothing when enough was said. */
  add(sent: string): RefusedOrigin | undefined {
    const origin = sent.slice(0, maxCharacters);
    const count = this.counts.get(origin) ?? { refused: 0, saidAt: -Infinity };
    count.refused += 1;
    this.refusedInAll += 1;
    this.keep(origin, count);
    const now = this.now();
    if (now - count.saidAt < quietMs || !this.hasRoom(now)) return undefined;
    count.saidAt = now;
    return { origin, refused: count.refused, refusedInAll: this.refusedInAll };
  }

  /** How many origins are counted one by one just now. */
  get size(): number {
    return this.counts.size;
  }

  private keep(origin: string, count: Count): void {
    // A map keeps the order in which its keys came: the first is the one that was refused least recently.
    this.counts.delete(origin);
    this.counts.set(origin, count);
    if (this.counts.size <= maxOrigins) return;
    for (const [oldest] of this.counts) return void this.counts.delete(oldest);
  }

  private hasRoom(now: number): boolean {
    const minute = Math.floor(now / 60_000);
    if (minute !== this.minute) this.lines = 0;
    this.minute = minute;
    this.lines += 1;
    return this.lines <= maxLinesPerMinute;
  }
}
