import type { Viewer, Watchable } from './viewers.js';

/** Characters that may wait for the reader before the turn waits for it. */
const congestedCharacters = 256 * 1024;

/** A viewer that is read by iterating. */
class FrameReader implements Viewer {
  private frames: string[] = [];
  private characters = 0;
  private hasEnded = false;
  private wake: () => void = () => {};
  private relieve: () => void = () => {};

  get congested(): boolean {
    return this.characters > congestedCharacters;
  }

  push(frame: string): void {
    this.frames.push(frame);
    this.characters += frame.length;
    this.wake();
  }

  end(): void {
    this.hasEnded = true;
    this.wake();
  }

  relief(): Promise<void> {
    if (!this.congested) return Promise.resolve();
    return new Promise((resolve) => (this.relieve = resolve));
  }

  async *read(): AsyncGenerator<string, void, undefined> {
    for (;;) {
      const frames = this.frames;
      this.frames = [];
      this.characters = 0;
      this.relieve();
      yield* frames;
      if (this.frames.length > 0) continue;
      if (this.hasEnded) return;
      await new Promise<void>((resolve) => (this.wake = resolve));
    }
  }

  /** Lets go of whoever waits for a reader that has left. */
  leave(): void {
    this.characters = 0;
    this.relieve();
  }
}

/** The frames of a stream, as they come. Stopping early is leaving. */
export async function* framesOf(stream: Watchable): AsyncGenerator<string, void, undefined> {
  const reader = new FrameReader();
  stream.attach(reader);
  try {
    yield* reader.read();
  } finally {
    reader.leave();
    stream.detach(reader);
  }
}
