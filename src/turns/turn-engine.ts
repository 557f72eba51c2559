import { ChatKitError } from '../protocol/errors.js';
import { newId } from '../protocol/ids.js';
import type { RequestContext } from './context.js';
import { isOutage } from './outage.js';
import type { Principal } from './principal.js';
import { TurnBeginnings } from './turn-beginnings.js';
import type { StopReason } from './turn-ending.js';
import type { NewTurn, SweepOptions, TurnChanges, TurnLease } from './turn-ledger.js';
import type { TurnParts } from './turn-parts.js';
import type { TurnPlan } from './turn-plan.js';
import { TurnRun } from './turn-run.js';

/** What the operator decides about turns. */
export interface TurnPolicy {
  /** What a closed connection means, unless the client promised to say when a person stops. */
  onDisconnect: 'cancel' | 'finish';
  /** What a message does while its thread is being answered: is refused, waits for the end, or stops the answer. */
  onBusy: 'reject' | 'queue' | 'interrupt';
  /** Messages of one thread that may wait in this process. */
  queueLength: number;
  /** Milliseconds that a message waits at the most. */
  queueMs: number;
  /** Milliseconds after which a running turn is ended. */
  deadlineMs: number;
  /** Milliseconds that running turns may go on when the process is told to stop. */
  shutdownGraceMs: number;
}

export const defaultTurnPolicy: Readonly<TurnPolicy> = {
  onDisconnect: 'cancel',
  onBusy: 'reject',
  queueLength: 5,
  queueMs: 60_000,
  deadlineMs: 600_000,
  shutdownGraceMs: 5_000,
};

/** What running turns took of the model is stored so often, where no other write brings it along. */
const saveUsageEveryMs = 2_000;
const renewEveryMs = 10_000;
/** Leases that were renewed longer ago are renewed before anybody's are looked at. */
const leasesAreOldAfterMs = 1.5 * renewEveryMs;
/** Cheap, as it is: one look at an index of the turns that run. */
const sweepEveryMs = 5_000;
/** How long turns that were told to stop are waited for. */
const stopWithinMs = 3_000;
/** How long those are waited for that were told to wait for the storage no longer. */
const giveUpWithinMs = 500;
/**
 * After an outage of the storage, nobody's turn is taken over for so long: its process may be about to go on with it,
 * and has the text that no checkpoint has. More than its pauses between two attempts.
 */
const holdBackMs = 10_000;

/** Starts turns, keeps their leases alive, and ends them: at their deadline, on shutdown, when their lease is lost. */
export class TurnEngine {
  private readonly running = new Map<string, TurnRun>();
  private readonly timers: NodeJS.Timeout[] = [];
  private draining = false;
  /** Aborted when no write may wait for the storage any longer. */
  private readonly patience = new AbortController();
  private readonly beginnings: TurnBeginnings;
  /** When the leases were renewed last, and until when no turn is taken over. */
  private renewedAt = Date.now();
  private heldBackUntil = 0;
  private stopHearing?: () => Promise<void>;

  constructor(
    private readonly parts: TurnParts,
    private readonly policy: TurnPolicy,
  ) {
    this.beginnings = new TurnBeginnings(parts, this.patience.signal);
  }

  /** Turns that run in this process. */
  get size(): number {
    return this.running.size;
  }

  /** Closes what an earlier process left open, and begins to look after running turns. */
  async open(): Promise<void> {
    await this.sweep({ all: this.parts.ledger.isAlone });
    this.every(saveUsageEveryMs, () => this.running.forEach((run) => run.saveUsage()));
    this.every(renewEveryMs, () => void this.renew());
    this.every(sweepEveryMs, () => void this.beginnings.closeDoubtful().then(() => this.sweep()));
    this.stopHearing = this.parts.ledger.hearCancels((turnId) => this.running.get(turnId)?.stop('cancelled'));
  }

  /** The turn of that id, when it runs in this process. */
  find(turnId: string): TurnRun | undefined {
    return this.running.get(turnId);
  }

  /**
   * Starts a turn: its row and first changes are stored when this resolves, its first event comes when a viewer
   * attaches.
   * @param turnId Where it was told before what the turn will be called.
   * @throws ChatKitError `turn_busy`, `not_pending`, `shutting_down`. @throws NotFoundError
   */
  async start(plan: TurnPlan, context: RequestContext, turnId = newId('turn')): Promise<TurnRun> {
    if (this.draining) throw new ChatKitError('shutting_down');
    const turn = { id: turnId, threadId: plan.thread.id, kind: plan.kind, key: plan.key };
    const lease = await this.begin(turn, plan.changes, context.principal);
    const run = new TurnRun(this.parts, {
      lease,
      plan,
      context,
      onDisconnect: context.stopsExplicitly ? 'finish' : this.policy.onDisconnect,
      giveUp: this.patience.signal,
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
    await this.begin(turn, { ...changes, end: { status: 'completed' } }, principal);
  }

  /** The thread's turn, if it runs in this process. */
  runOf(threadId: string): TurnRun | undefined {
    return [...this.running.values()].find((run) => run.threadId === threadId);
  }

  /** Stops the thread's turn, if it runs in this process. */
  stopThread(threadId: string, reason: StopReason): void {
    for (const run of this.running.values()) {
      if (run.lease.threadId === threadId) run.stop(reason);
    }
  }

  /** Refuses new turns from now on. */
  close(): void {
    this.draining = true;
  }

  /** Refuses new turns from now on, gives running ones `graceMs` to end, then stops them. */
  async drain(graceMs: number): Promise<void> {
    this.close();
    await this.settled(graceMs);
    for (const run of this.running.values()) run.stop('shutting_down');
    await this.settled(stopWithinMs);
    // What waits for the storage until now is the sweeper's.
    this.patience.abort();
    await this.settled(giveUpWithinMs);
    this.timers.splice(0).forEach(clearInterval);
    await this.stopHearing?.();
  }

  /** A turn that nobody runs any more is in nobody's way: what its process left open is closed first. */
  private async begin(turn: NewTurn, changes: TurnChanges, principal: Principal): Promise<TurnLease> {
    const begin = () => this.beginnings.begin(turn, changes, principal);
    try {
      return await begin();
    } catch (error) {
      if (!(error instanceof ChatKitError && error.code === 'turn_busy')) throw error;
      // Whether it is this sweep that closes it, or another's that came first, does not matter.
      await this.beginnings.closeDoubtful(turn.threadId);
      await this.sweep({ threadId: turn.threadId });
      return begin();
    }
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
      const { lost, toCancel } = await this.parts.ledger.renew(runs.map(({ lease }) => lease));
      this.renewedAt = Date.now();
      for (const { turnId } of lost) this.running.get(turnId)?.stop('lease_lost');
      for (const { turnId } of toCancel) this.running.get(turnId)?.stop('cancelled');
    } catch (error) {
      this.noteOutage(error);
      this.parts.log.warn('leases not renewed', { turns: runs.length, error });
    }
  }

  private async sweep(options: SweepOptions = {}): Promise<void> {
    // A process that slept, or could not reach the storage, must not take its own turns for somebody's who has gone.
    if (Date.now() - this.renewedAt > leasesAreOldAfterMs) await this.renew();
    if (Date.now() < this.heldBackUntil && !options.all) return this.probe();
    try {
      for (const { turnId, threadId } of await this.parts.ledger.sweep(options)) {
        this.parts.log.warn('turn was interrupted by an earlier end of its process', { turnId, threadId });
      }
    } catch (error) {
      this.noteOutage(error);
      this.parts.log.error('interrupted turns not closed', { error });
    }
  }

  /** Notes whether the storage is still away. */
  private async probe(): Promise<void> {
    // A thread that nobody has: one look at an index.
    await this.parts.ledger.sweep({ threadId: '' }).catch((error: unknown) => this.noteOutage(error));
  }

  private noteOutage(error: unknown): void {
    if (isOutage(error)) this.heldBackUntil = Date.now() + holdBackMs;
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
