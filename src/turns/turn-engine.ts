import { ChatKitError } from '../protocol/errors.js';
import { newId } from '../protocol/ids.js';
import type { RequestContext } from './context.js';
import type { TurnParts } from './turn-parts.js';
import type { TurnPlan } from './turn-plan.js';
import { TurnRun, type StopReason } from './turn-run.js';

/** What the operator decides about turns. */
export interface TurnPolicy {
  /** What a closed connection means, unless the client promised to say when a person stops. */
  onDisconnect: 'cancel' | 'finish';
  /** Milliseconds after which a running turn is ended. */
  deadlineMs: number;
  /** Milliseconds that running turns may go on when the process is told to stop. */
  shutdownGraceMs: number;
}

export const defaultTurnPolicy: Readonly<TurnPolicy> = {
  onDisconnect: 'cancel',
  deadlineMs: 600_000,
  shutdownGraceMs: 5_000,
};

/** Unfinished text is stored at least this often while it grows. */
const checkpointEveryMs = 2_000;
const renewEveryMs = 10_000;
const sweepEveryMs = 30_000;
/** How long turns that were told to stop are waited for. */
const stopWithinMs = 3_000;

/** Starts turns, keeps their leases alive, and ends them: at their deadline, on shutdown, when their lease is lost. */
export class TurnEngine {
  private readonly running = new Map<string, TurnRun>();
  private readonly timers: NodeJS.Timeout[] = [];
  private draining = false;

  constructor(
    private readonly parts: TurnParts,
    private readonly policy: TurnPolicy,
  ) {}

  /** Turns that run in this process. */
  get size(): number {
    return this.running.size;
  }

  /** Closes what an earlier process left open, and begins to look after running turns. */
  async open(): Promise<void> {
    await this.sweep(this.parts.ledger.isAlone);
    this.every(checkpointEveryMs, () => this.running.forEach((run) => run.checkpoint()));
    this.every(renewEveryMs, () => void this.renew());
    this.every(sweepEveryMs, () => void this.sweep(false));
  }

  /**
   * Starts a turn: its row and first changes are stored when this resolves, its first event comes when a viewer
   * attaches.
   * @throws ChatKitError `turn_busy`, `not_pending`, `shutting_down`. @throws NotFoundError
   */
  async start(plan: TurnPlan, context: RequestContext): Promise<TurnRun> {
    if (this.draining) throw new ChatKitError('shutting_down');
    const turn = { id: newId('turn'), threadId: plan.thread.id, kind: plan.kind };
    const lease = await this.parts.ledger.begin(turn, plan.changes, context.principal);
    const run = new TurnRun(this.parts, {
      lease,
      plan,
      context,
      onDisconnect: context.stopsExplicitly ? 'finish' : this.policy.onDisconnect,
    });
    this.register(run);
    // The server may have been told to stop while the row was written.
    if (this.draining) run.stop('shutting_down');
    return run;
  }

  /**
   * Writes what a plan brings and lets nobody answer: a turn that ends with its beginning.
   * @throws what {@link start} does.
   */
  async write(
    { kind, thread, changes }: Omit<TurnPlan, 'answer'>,
    { principal }: RequestContext,
  ): Promise<void> {
    if (this.draining) throw new ChatKitError('shutting_down');
    const turn = { id: newId('turn'), threadId: thread.id, kind };
    await this.parts.ledger.begin(turn, { ...changes, end: { status: 'completed' } }, principal);
  }

  /** Stops the thread's turn, if it runs in this process. */
  stopThread(threadId: string, reason: StopReason): void {
    for (const run of this.running.values()) {
      if (run.lease.threadId === threadId) run.stop(reason);
    }
  }

  /** Refuses new turns from now on, gives running ones `graceMs` to end, then stops them. */
  async drain(graceMs: number): Promise<void> {
    this.draining = true;
    await this.settled(graceMs);
    for (const run of this.running.values()) run.stop('shutting_down');
    await this.settled(stopWithinMs);
    this.timers.splice(0).forEach(clearInterval);
  }

  private register(run: TurnRun): void {
    this.running.set(run.turnId, run);
    const deadline = setTimeout(() => run.stop('turn_too_long'), this.policy.deadlineMs);
    void run.finished.then(() => {
      clearTimeout(deadline);
      this.running.delete(run.turnId);
    });
  }

  private async renew(): Promise<void> {
    const runs = [...this.running.values()];
    if (runs.length === 0) return;
    try {
      const lost = await this.parts.ledger.renew(runs.map(({ lease }) => lease));
      for (const { turnId } of lost) this.running.get(turnId)?.stop('lease_lost');
    } catch (error) {
      this.parts.log.warn('leases not renewed', { turns: runs.length, error });
    }
  }

  private async sweep(all: boolean): Promise<void> {
    try {
      for (const { turnId, threadId } of await this.parts.ledger.sweep({ all })) {
        this.parts.log.warn('turn was interrupted by an earlier end of its process', { turnId, threadId });
      }
    } catch (error) {
      this.parts.log.error('interrupted turns not closed', { error });
    }
  }

  /** Resolves when no turn runs any more, or when the time is up. */
  private async settled(withinMs: number): Promise<void> {
    let timer: NodeJS.Timeout | undefined;
    const timeUp = new Promise<void>((resolve) => (timer = setTimeout(resolve, withinMs)));
    await Promise.race([Promise.all([...this.running.values()].map(({ finished }) => finished)), timeUp]);
    clearTimeout(timer);
  }

  private every(ms: number, work: () => void): void {
    this.timers.push(setInterval(work, ms).unref());
  }
}
