import type { ServerResponse } from 'node:http';
import type { Viewer } from '../turns/viewers.js';
import { Heartbeat } from './heartbeat.js';

/** Characters that may wait for one connection; with more, the next frame is one too many, and it is given up. */
const maxBufferedCharacters = 1024 * 1024;
/** Characters from which on the producer is asked to wait. */
const congestedCharacters = 256 * 1024;
/** How long the producer waits for a reader that does not read, before the reader is given up. */
const patienceMs = 5_000;

const streamHeaders = {
  'content-type': 'text/event-stream; charset=utf-8',
  // `no-transform` keeps compressing middleware and proxies from collecting frames.
  'cache-control': 'no-cache, no-transform',
  'x-accel-buffering': 'no',
};

/**
 * Writes frames to one HTTP response. A frame goes out at once when nothing went out in this tick; the others of
 * the tick are joined and follow in one write. A reader that does not read is waited for, up to a bound, and
 * then cut: memory stays bounded, and what the reader missed is stored.
 *
 * One write costs about 5 us in the kernel, whatever its size: joining is what makes a stream cheap.
 */
export class SseWriter implements Viewer {
  private buffer = '';
  private scheduled = false;
  private ending = false;
  private closed = false;
  private stalledSince?: number;
  private waiting: (() => void)[] = [];

  /** @param onGone Called once when the connection closes before the stream has ended. */
  constructor(
    private readonly response: ServerResponse,
    private readonly heartbeat: Heartbeat,
    private readonly onGone: (viewer: SseWriter) => void,
    headers: Record<string, string> = {},
  ) {
    response.writeHead(200, { ...streamHeaders, ...headers });
    response.flushHeaders();
    response.on('drain', this.drained);
    response.on('close', this.gone);
    heartbeat.add(this);
    // The peer may have left while the request was being handled; no event tells of that any more.
    if (response.destroyed || response.closed) setImmediate(this.gone);
  }

  get congested(): boolean {
    return this.buffer.length > congestedCharacters;
  }

  push(frame: string): void {
    if (this.closed || this.ending) return;
    // What waits is looked at, not what comes: one frame may be larger than the bound, and its reader quick.
    if (this.buffer.length > maxBufferedCharacters) return this.cut();
    this.buffer += frame;
    if (!this.scheduled) {
      this.flush();
      this.scheduled = true;
      setImmediate(this.tick);
    }
  }

  end(): void {
    if (this.closed || this.ending) return;
    this.ending = true;
    this.flush();
  }

  relief(): Promise<void> {
    if (this.closed || !this.congested) return Promise.resolve();
    return new Promise((resolve) => {
      const patience = setTimeout(() => this.cut(), patienceMs);
      this.waiting.push(() => {
        clearTimeout(patience);
        resolve();
      });
    });
  }

  /** Says that the connection is alive, when nothing else was said lately; cuts it when nobody takes anything. */
  beat(now: number, stallLimitMs: number): void {
    if (this.stalledSince !== undefined && now - this.stalledSince > stallLimitMs) return this.cut();
    if (this.buffer === '' && !this.ending && this.stalledSince === undefined) this.write(': keep-alive\n\n');
  }

  private readonly tick = (): void => {
    this.scheduled = false;
    this.flush();
  };

  private readonly drained = (): void => {
    this.stalledSince = undefined;
    this.flush();
    if (!this.congested) this.release();
  };

  private readonly gone = (): void => {
    if (this.closed) return;
    const early = !this.response.writableFinished;
    this.closed = true;
    this.buffer = '';
    this.heartbeat.delete(this);
    this.release();
    if (early) this.onGone(this);
  };

  private flush(): void {
    if (this.closed || this.stalledSince !== undefined) return;
    if (this.buffer !== '') {
      const frames = this.buffer;
      this.buffer = '';
      this.write(frames);
    }
    if (!this.ending || this.response.writableEnded) return;
    this.response.end();
    // No `drain` tells when the last frames have left: a reader that does not take them counts as stalled from here.
    this.stalledSince = Date.now();
  }

  private write(text: string): void {
    if (!this.response.write(text)) this.stalledSince = Date.now();
  }

  private cut(): void {
    this.response.destroy();
    this.gone();
  }

  private release(): void {
    this.waiting.splice(0).forEach((resolve) => resolve());
  }
}
