import { Injectable, Logger, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { AttachmentBytes, type KeptBytes } from './attachment-bytes.js';
import { AttachmentClock } from './attachment-clock.js';
import { AttachmentRows } from './attachment-rows.js';

const everyMs = 10 * 60_000;
/** For how long an attachment waits for its bytes, and for a message that names it. */
export const keptUnusedMs = 24 * 3_600_000;
/** Far longer than an upload can take. */
const keptUnfinishedMs = 3_600_000;
const placesAtOnce = 500;

/**
 * Deletes what nobody will ask for: attachments that never came or were never sent along, those of deleted
 * conversations, and files that are in no row. At the start and every ten minutes, in any number of processes.
 */
@Injectable()
export class AttachmentSweep implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly logger = new Logger('Attachments');
  private timer?: NodeJS.Timeout;
  private sweeping: Promise<void> = Promise.resolve();

  constructor(
    private readonly rows: AttachmentRows,
    private readonly bytes: AttachmentBytes,
    private readonly clock: AttachmentClock,
  ) {}

  onApplicationBootstrap(): void {
    this.sweeping = this.begin();
    this.timer = setInterval(() => void (this.sweeping = this.sweepAndTell()), everyMs).unref();
  }

  async onApplicationShutdown(): Promise<void> {
    clearInterval(this.timer);
    // The database is closed next.
    await this.sweeping;
  }

  /** Sweeps once. @throws what the database or the storage does. */
  async sweep(): Promise<void> {
    const now = this.clock.now().getTime();
    const unusedSince = new Date(now - keptUnusedMs);
    for (let isDone = false; !isDone;) {
      const step = await this.rows.forget(unusedSince);
      for (const place of step.places) await this.bytes.delete(place);
      ({ isDone } = step);
    }
    await this.bytes.removeUnfinished(new Date(now - keptUnfinishedMs));
    await this.deleteStrays(unusedSince);
  }

  /** What a crash between a file and its row has left. New ones may be about to get theirs. */
  private async deleteStrays(before: Date): Promise<void> {
    let found: KeptBytes[] = [];
    const deleteFound = async () => {
      const known = await this.rows.known(found.map(({ place }) => place));
      for (const { place } of found) if (!known.has(place)) await this.bytes.delete(place);
      found = [];
    };
    for await (const kept of this.bytes.list()) {
      if (kept.keptSince < before && found.push(kept) === placesAtOnce) await deleteFound();
    }
    if (found.length > 0) await deleteFound();
  }

  private async begin(): Promise<void> {
    try {
      await this.bytes.check();
    } catch (err) {
      this.logger.warn({
        msg: 'attachments cannot be kept; set ATTACHMENTS_DIR to a directory to write to',
        err,
      });
    }
    await this.sweepAndTell();
  }

  private async sweepAndTell(): Promise<void> {
    try {
      await this.sweep();
    } catch (err) {
      this.logger.warn({ msg: 'could not sweep attachments', err });
    }
  }
}
