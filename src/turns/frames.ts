import type { Viewer, Watchable } from './viewers.js';

/** Characters that may wait for the reader before the turn waits for it. */
const congestedCharacters = 256 * 1024;

type Result = IteratorResult<string, undefined>;
const done: Result = { done: true, value: undefined };

/**
 * A viewer that is read by iterating. Not a generator: one that waits for a frame cannot be left before that frame
 * has come, and a person who goes while the model thinks must be gone at once.
 */
class FrameReader implements Viewer, AsyncIterableIterator<string, undefined, undefined> {
  private readonly frames: string[] = [];
  private readonly waiting: ((result: Result) => void)[] = [];
  private characters = 0;
  private isAttached = false;
  private hasEnded = false;
  private relieve: () => void = () => {};

  constructor(private readonly stream: Watchable) {}

  get congested(): boolean {
    return this.characters > congestedCharacters;
  }

  push(frame: string): void {
    const reader = this.waiting.shift();
    if (reader) return reader({ done: false, value: frame });
    this.frames.push(frame);
    this.characters += frame.length;
  }

  end(): void {
    this.hasEnded = true;
    this.waiting.splice(0).forEach((reader) => reader(done));
  }

  relief(): Promise<void> {
    if (!this.congested) return Promise.resolve();
    return new Promise((resolve) => (this.relieve = resolve));
  }

  async next(): Promise<Result> {
    this.attach();
    const frame = this.frames.shift();
    if (frame === undefined) {
      return this.hasEnded ? done : new Promise((resolve) => this.waiting.push(resolve));
    }
    this.characters -= frame.length;
    if (!this.congested) this.relieve();
    return { done: false, value: frame };
  }

  /** Leaves. What is left before it was ever read must end all the same. */
  async return(): Promise<Result> {
    this.attach();
    this.frames.length = 0;
    this.characters = 0;
    this.relieve();
    this.end();
    this.stream.detach(this);
    return done;
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  private attach(): void {
    if (this.isAttached) return;
    this.isAttached = true;
    this.stream.attach(this);
  }
}

/** The frames of a stream, as they come. Stopping early is leaving. */
export const framesOf = (stream: Watchable): AsyncIterableIterator<string, undefined, undefined> =>
  new FrameReader(stream);
