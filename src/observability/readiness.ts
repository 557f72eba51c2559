import { Inject, Injectable, Logger, type OnModuleDestroy } from '@nestjs/common';

/** What a check found. Everything in it is public: no addresses, names of databases, or error texts. */
export interface CheckResult {
  ok: boolean;
  [detail: string]: unknown;
}

/** One thing that the server needs before it can answer. */
export abstract class ReadinessCheck {
  abstract readonly name: string;
  /** Throwing counts as not ok. The error is logged, not shown. */
  abstract check(): Promise<CheckResult>;
}

/** Injection token of the list of {@link ReadinessCheck}s. */
export const READINESS_CHECKS = Symbol('ReadinessChecks');

/** How long a check may take, in milliseconds. */
const checkTimeoutMs = 2_000;

/** What `/readyz` answers: each check by its name, with the milliseconds it took. */
export interface ReadinessReport {
  status: 'ok' | 'unavailable' | 'draining';
  checks: Record<string, CheckResult & { ms: number }>;
}

const drainingReport: ReadinessReport = { status: 'draining', checks: {} };

/**
 * Whether the server can answer now. Runs all checks at once. A check that hangs is not started again until it
 * ends, so that probing a stuck database does not pile queries up in front of it.
 */
@Injectable()
export class Readiness implements OnModuleDestroy {
  private readonly logger = new Logger(Readiness.name);
  private readonly running = new Map<string, Promise<CheckResult>>();
  private readonly failing = new Set<string>();
  /** Answers those whose checks are still running. */
  private readonly asking = new Set<(report: ReadinessReport) => void>();
  private draining = false;

  constructor(@Inject(READINESS_CHECKS) private readonly checks: readonly ReadinessCheck[]) {}

  /** From now on the server is not ready: for the first line of whoever shuts it down. */
  drain(): void {
    this.draining = true;
    // Who asked before is told so, too, and not how it was then.
    for (const answer of this.asking) answer(drainingReport);
  }

  onModuleDestroy(): void {
    this.drain();
  }

  async report(): Promise<ReadinessReport> {
    if (this.draining) return drainingReport;
    let answer!: (report: ReadinessReport) => void;
    const drained = new Promise<ReadinessReport>((resolve) => (answer = resolve));
    this.asking.add(answer);
    try {
      return await Promise.race([drained, this.look()]);
    } finally {
      this.asking.delete(answer);
    }
  }

  private async look(): Promise<ReadinessReport> {
    const results = await Promise.all(
      this.checks.map(async (check) => [check.name, await this.run(check)] as const),
    );
    const ok = results.every(([, result]) => result.ok);
    return { status: ok ? 'ok' : 'unavailable', checks: Object.fromEntries(results) };
  }

  private async run(check: ReadinessCheck): Promise<CheckResult & { ms: number }> {
    const started = performance.now();
    const result = await this.attempt(check);
    return { ...result, ms: Math.round(performance.now() - started) };
  }

  private async attempt(check: ReadinessCheck): Promise<CheckResult> {
    try {
      const result = await within(checkTimeoutMs, this.start(check));
      if (result.ok) this.recovered(check);
      else this.failed(check);
      return result;
    } catch (error) {
      this.failed(check, error);
      return { ok: false, error: error instanceof TimeoutError ? 'timeout' : 'failed' };
    }
  }

  private start(check: ReadinessCheck): Promise<CheckResult> {
    const running = this.running.get(check.name) ?? check.check();
    this.running.set(check.name, running);
    const forget = () => this.running.delete(check.name);
    void running.then(forget, forget);
    return running;
  }

  private failed({ name }: ReadinessCheck, error?: unknown): void {
    if (!this.failing.has(name))
      this.logger.warn({ msg: 'a readiness check fails', check: name, err: error });
    this.failing.add(name);
  }

  private recovered({ name }: ReadinessCheck): void {
    if (this.failing.delete(name)) this.logger.log({ msg: 'a readiness check is well again', check: name });
  }
}

class TimeoutError extends Error {}

async function within<T>(ms: number, work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new TimeoutError(`took more than ${ms} ms`)), ms);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
