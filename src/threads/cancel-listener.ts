import type { EventEmitter } from 'node:events';
import type { DataSource, QueryRunner } from 'typeorm';
import { cancelChannel } from './stored-turns.js';

/** Pause before a lost connection is made again, in milliseconds; it grows from the first to the second. */
const [firstPauseMs, longestPauseMs] = [1_000, 30_000];

type Connection = EventEmitter & {
  off(event: string, listener: (...heard: never[]) => void): unknown;
};

/**
 * Hears on a connection of its own which turns are to be stopped, for as long as there is a connection: what is said
 * meanwhile is missed, and stands on the turn's row. A pooler that lends connections by transaction cannot be listened
 * through; then nothing is heard.
 */
export class CancelListener {
  /** While there is one. */
  private held?: { runner: QueryRunner; connection: Connection };
  private retry?: NodeJS.Timeout;
  private pauseMs = firstPauseMs;
  private isClosed = false;
  private opening: Promise<void>;

  /** @param heard Called with each turn's id. Must not throw. */
  constructor(
    private readonly dataSource: DataSource,
    private readonly heard: (turnId: string) => void,
  ) {
    this.opening = this.open();
  }

  async close(): Promise<void> {
    this.isClosed = true;
    clearTimeout(this.retry);
    await this.opening;
    await this.leave();
  }

  private async open(): Promise<void> {
    const runner = this.dataSource.createQueryRunner();
    try {
      const connection = (await runner.connect()) as Connection;
      this.held = { runner, connection };
      connection.on('notification', this.take);
      connection.on('end', this.lost);
      await runner.query(`LISTEN ${cancelChannel}`);
      this.pauseMs = firstPauseMs;
    } catch {
      // The pool says why there is no connection; what is asked stands on the rows.
      this.lost();
    }
  }

  private readonly take = ({ channel, payload }: { channel: string; payload?: string }): void => {
    if (channel === cancelChannel && payload) this.heard(payload);
  };

  private readonly lost = (): void => {
    if (this.isClosed || this.retry) return;
    void this.leave();
    this.retry = setTimeout(() => {
      this.retry = undefined;
      // Whoever closed the data source wants no connection any more.
      if (!this.isClosed && this.dataSource.isInitialized) this.opening = this.open();
    }, this.pauseMs).unref();
    this.pauseMs = Math.min(this.pauseMs * 2, longestPauseMs);
  };

  /** Gives the connection back to the pool as it was. */
  private async leave(): Promise<void> {
    if (!this.held) return;
    const { runner, connection } = this.held;
    this.held = undefined;
    connection.off('notification', this.take);
    connection.off('end', this.lost);
    if (runner.isReleased) return;
    // It may be gone, and with it what it listened to.
    await runner.query(`UNLISTEN ${cancelChannel}`).catch(() => undefined);
    await runner.release().catch(() => undefined);
  }
}

/** Whether a data source has a connection for a {@link CancelListener} beside one for everybody else. */
export function canSpareConnection({ driver }: DataSource): boolean {
  const { master } = driver as { master?: { options?: { max?: number } } };
  return master?.options?.max !== 1;
}
