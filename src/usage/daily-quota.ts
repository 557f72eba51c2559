import { Inject, Injectable, Logger } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { CONFIG, type Config } from '../config.js';
import { TooManyRequestsError } from '../protocol/errors.js';
import type { TurnUsage } from '../turns/context.js';
import { ownerOf } from '../turns/owner.js';
import type { Principal } from '../turns/principal.js';
import { UsageClock } from './usage-clock.js';

const dayMs = 24 * 3_600_000;
/** Days that are kept, for whoever wants to know who took what. */
const keptDays = 90;

/** A turn that was counted, on the day that it began. */
interface CountedTurn {
  owner: readonly [ownerId: string, tenantId: string];
  day: string;
}

/**
 * What a person may take on a day, which begins at 00:00 UTC. Counted in the database, for all processes together, and
 * only where a quota is set. A turn is counted when it begins, and taken back when none was begun after all; its
 * tokens are counted when it has ended, so that those of answers being written at the same time can go beyond.
 */
@Injectable()
export class DailyQuota {
  private readonly logger = new Logger('Limits');
  private readonly maxTurns: number;
  private readonly maxTokens: number;
  private purgedOn = '';

  constructor(
    @Inject(CONFIG) { usage }: Config,
    private readonly dataSource: DataSource,
    private readonly clock: UsageClock,
  ) {
    this.maxTurns = usage.dailyTurns;
    this.maxTokens = usage.dailyTokens;
  }

  /** @returns nothing where no quota is set. @throws TooManyRequestsError `quota_spent` */
  async begin(principal: Principal): Promise<CountedTurn | undefined> {
    if (this.maxTurns === 0 && this.maxTokens === 0) return undefined;
    const { ownerId, tenantId } = ownerOf(principal);
    const now = this.clock.now();
    const turn: CountedTurn = { owner: [ownerId, tenantId], day: now.toISOString().slice(0, 10) };
    this.purge(now);
    const rows = await this.dataSource.query<unknown[]>(
      `INSERT INTO daily_usage AS u (owner_id, tenant_id, day, turns) VALUES ($1, $2, $3::date, 1)
       ON CONFLICT (owner_id, tenant_id, day) DO UPDATE SET turns = u.turns + 1
       WHERE ($4::bigint = 0 OR u.turns < $4::bigint) AND ($5::bigint = 0 OR u.tokens < $5::bigint)
       RETURNING turns`,
      [...turn.owner, turn.day, this.maxTurns, this.maxTokens],
    );
    if (rows.length > 0) return turn;
    throw new TooManyRequestsError('quota_spent', { retryAfterMs: dayMs - (now.getTime() % dayMs) });
  }

  /** @param usage Absent: no turn was begun. Never rejects. */
  async end({ owner, day }: CountedTurn, usage: Readonly<TurnUsage> | undefined): Promise<void> {
    const tokens = usage ? usage.inputTokens + usage.outputTokens : 0;
    if (usage && tokens === 0) return;
    try {
      await this.dataSource.query(
        `UPDATE daily_usage SET turns = turns - $4::int, tokens = tokens + $5::bigint
         WHERE owner_id = $1 AND tenant_id = $2 AND day = $3::date`,
        [...owner, day, usage ? 0 : 1, tokens],
      );
    } catch (err) {
      this.logger.warn({ msg: 'what a turn took was not counted', principal: owner[0], tokens, err });
    }
  }

  /** Once a day and process. */
  private purge(now: Date): void {
    const today = now.toISOString().slice(0, 10);
    if (this.purgedOn === today) return;
    this.purgedOn = today;
    const before = new Date(now.getTime() - keptDays * dayMs).toISOString().slice(0, 10);
    this.dataSource
      .query(`DELETE FROM daily_usage WHERE day < $1::date`, [before])
      .catch((err: unknown) => this.logger.warn({ msg: 'could not delete old usage', err }));
  }
}
