/** An open stream that wants to be told the time. */
interface Beating {
  beat(now: number, stallLimitMs: number): void;
}

/** Milliseconds between heartbeat comments. Proxies commonly cut a connection that is silent for 30 s or 60 s. */
const heartbeatMs = 15_000;
/** A connection whose peer takes nothing for this long is given up. */
const stallLimitMs = 30_000;

/** One timer for all open streams, running only while there are any. */
export class Heartbeat {
  private readonly streams = new Set<Beating>();
  private timer?: NodeJS.Timeout;

  constructor(private readonly everyMs: number = heartbeatMs) {}

  get size(): number {
    return this.streams.size;
  }

  add(stream: Beating): void {
    this.streams.add(stream);
    this.timer ??= setInterval(() => this.beat(), this.everyMs).unref();
  }

  delete(stream: Beating): void {
    this.streams.delete(stream);
    if (this.streams.size > 0) return;
    clearInterval(this.timer);
    this.timer = undefined;
  }

  private beat(): void {
    const now = Date.now();
    for (const stream of this.streams) stream.beat(now, stallLimitMs);
  }
}
