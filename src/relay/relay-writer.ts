import type { FrameSink } from '../turns/viewers.js';

/** Characters that may wait for the store; who cannot be written to for so long is given up. */
const maxWaiting = 1024 * 1024;

/** Writes one entry: its place, from 1 on, the text of some frames, and whether it is the last. */
export type WriteEntry = (place: number, text: string, isLast: boolean) => Promise<unknown>;

/**
 * Writes the frames of a turn as entries of a list: those that come while an entry is being written are the next one.
 */
export class RelayWriter implements FrameSink {
  private text = '';
  private place = 0;
  private isWriting = false;
  private hasEnded = false;
  private isGivenUp = false;

  /** @param onEnd Called once, when the last entry is written or one could not be. */
  constructor(
    private readonly write: WriteEntry,
    private readonly onEnd: () => void,
  ) {}

  push(frame: string): void {
    // What waits is looked at, not what comes: one snapshot may be larger than the bound.
    if (this.text.length > maxWaiting) return this.giveUp();
    this.text += frame;
    void this.flush();
  }

  end(): void {
    this.hasEnded = true;
    void this.flush();
  }

  /** Says that the turn goes on, when nothing else is said. */
  beat(): void {
    if (!this.isWriting && !this.hasEnded) void this.flush(true);
  }

  /** Writes nothing any more. */
  drop(): void {
    this.isGivenUp = true;
    this.text = '';
  }

  private async flush(isBeat = false): Promise<void> {
    if (this.isWriting || this.isGivenUp) return;
    this.isWriting = true;
    try {
      for (let isDue = isBeat; isDue || this.text !== '' || this.hasEnded; isDue = false) {
        const { text, hasEnded } = this;
        this.text = '';
        await this.write(++this.place, text, hasEnded);
        if (hasEnded) return this.giveUp();
      }
    } catch {
      // Who listens hears nothing more, and looks elsewhere.
      this.giveUp();
    } finally {
      this.isWriting = false;
    }
  }

  private giveUp(): void {
    if (this.isGivenUp) return;
    this.drop();
    this.onEnd();
  }
}
