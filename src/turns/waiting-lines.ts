import { setTimeout as pause } from 'node:timers/promises';
import { ChatKitError } from '../protocol/errors.js';
import { nextLookMs } from './jitter.js';
import type { StreamingResult } from './results.js';
import type { TurnEngine, TurnPolicy } from './turn-engine.js';
import type { TurnParts } from './turn-parts.js';
import { WaitingTurn, type TurnToCome } from './waiting-turn.js';

/** A turn that is to begin as soon as it may. */
export interface TurnToBegin extends TurnToCome {
  /** @throws NotFoundError when the thread is not the caller's, and whatever else keeps the turn from beginning. */
  check(): Promise<unknown>;
}

/**
 * What becomes of a message while its thread is being answered (`TURN_ON_BUSY`): it is refused, waits for the answer's
 * end, or ends it. Messages of one process begin in the order in which they came; between processes whoever looks
 * first is next. A place in the line is nothing that is stored.
 */
export class WaitingLines {
  private readonly lines = new Map<string, WaitingTurn[]>();
  private isClosed = false;

  constructor(
    private readonly parts: TurnParts,
    private readonly engine: TurnEngine,
    private readonly policy: TurnPolicy,
  ) {}

  /**
   * Begins the turn, or gives the stream of one that waits.
   * @throws ChatKitError `turn_busy` when messages are refused meanwhile, or the line is full.
   */
  async begin(turn: TurnToBegin): Promise<StreamingResult> {
    if (this.policy.onBusy === 'reject') return turn.begin();
    if (this.lines.has(turn.threadId)) {
      // Whose thread it is comes first, and nobody overtakes.
      await turn.check();
      return this.join(turn);
    }
    try {
      return await turn.begin();
    } catch (error) {
      if (!isBusy(error)) throw error;
      return this.join(turn, error);
    }
  }

  /** Refuses everybody who waits. */
  close(): void {
    this.isClosed = true;
    for (const line of this.lines.values()) {
      for (const waiting of line) waiting.refuse(new ChatKitError('shutting_down'));
    }
  }

  private join(turn: TurnToBegin, busy?: unknown): WaitingTurn {
    if (this.isClosed) throw new ChatKitError('shutting_down');
    const line = this.lines.get(turn.threadId) ?? [];
    const places = line.filter(({ isWaiting }) => isWaiting).length;
    if (places >= this.policy.queueLength) throw new ChatKitError('turn_busy', undefined, { cause: busy });
    const waiting = new WaitingTurn(turn);
    const patience = setTimeout(() => waiting.refuse(new ChatKitError('turn_busy')), this.policy.queueMs);
    void waiting.decided.then(() => {
      clearTimeout(patience);
      const place = line.indexOf(waiting);
      if (place > 0) line.splice(place, 1);
    });
    line.push(waiting);
    if (line.length === 1) {
      this.lines.set(turn.threadId, line);
      void this.serve(turn.threadId, line);
    }
    return waiting;
  }

  /** Lets those in the line begin, one after another. */
  private async serve(threadId: string, line: WaitingTurn[]): Promise<void> {
    for (let next = line[0]; next; next = line[0]) {
      try {
        await this.free(next);
        while (next.isWaiting && !(await next.begin())) {
          await this.look(next);
          await this.free(next);
        }
      } catch (error) {
        next.refuse(error);
      }
      line.shift();
    }
    this.lines.delete(threadId);
  }

  /** Resolves when it is worth trying again, or not worth waiting any more. @throws NotFoundError */
  private async free(next: WaitingTurn): Promise<void> {
    const { threadId } = next;
    const { principal } = next.context;
    const { ledger } = this.parts;
    const running = this.engine.runOf(threadId);
    if (this.policy.onBusy === 'interrupt') {
      if (running) running.stop('cancelled');
      else await ledger.askToCancel(threadId, principal);
    }
    if (running) return Promise.race([running.finished, next.decided]);
    while (next.isWaiting && (await ledger.latest(threadId, principal))?.status === 'running') {
      await this.look(next);
    }
  }

  /** A pause between two looks at the storage. */
  private async look({ decided }: WaitingTurn): Promise<void> {
    const woken = new AbortController();
    const { signal } = woken;
    await Promise.race([pause(nextLookMs(), undefined, { signal }).catch(() => undefined), decided]);
    woken.abort();
  }
}

const isBusy = (error: unknown): boolean => error instanceof ChatKitError && error.code === 'turn_busy';
