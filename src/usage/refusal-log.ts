import type { Logger } from '@nestjs/common';
import type { Subject } from './subject.js';
import type { UsageClock } from './usage-clock.js';

/** Between two lines about the same subject and limit. */
const everyMs = 60_000;
const maxRemembered = 1_000;
/** Lines of all subjects together in that time: an attack has many addresses. */
const maxLines = 100;

/** One line for the first refusal, and then one a minute: what floods the server must not flood its log. */
export class RefusalLog {
  private readonly said = new Map<string, { at: number; since: number }>();
  private lines = { begun: -Infinity, count: 0 };

  constructor(
    private readonly logger: Pick<Logger, 'warn'>,
    private readonly clock: UsageClock,
  ) {}

  note(limit: string, { key, logged }: Subject, retryAfterSeconds: number): void {
    const now = this.clock.elapsedMs();
    const name = `${limit} ${key}`;
    const known = this.said.get(name);
    if (known && now - known.at < everyMs) return void known.since++;
    if (!this.mayWrite(now)) return;
    this.said.delete(name);
    this.said.set(name, { at: now, since: 0 });
    for (const oldest of this.said.size > maxRemembered ? this.said.keys() : []) {
      this.said.delete(oldest);
      break;
    }
    const unsaid = known?.since ?? 0;
    this.logger.warn({
      msg: 'refused by a limit',
      limit,
      ...logged,
      retryAfterSeconds,
      ...(unsaid > 0 && { refusedSince: unsaid }),
    });
  }

  private mayWrite(now: number): boolean {
    if (now - this.lines.begun >= everyMs) this.lines = { begun: now, count: 0 };
    return ++this.lines.count <= maxLines;
  }
}
