import { setTimeout as sleep } from 'node:timers/promises';
import { endedFrame, type TurnEnd, type TurnPosition } from '../protocol/live-events.js';
import type { Principal } from './principal.js';
import { followStored } from './stored-turn-follower.js';
import type { StoredTurn } from './turn-ledger.js';
import type { TurnParts } from './turn-parts.js';
import type { TurnRun } from './turn-run.js';
import type { FrameSink } from './viewers.js';

/** A stream of frames that joins a turn. Nothing is shown before a viewer is attached; there is one viewer. */
export interface JoinedTurn {
  /** Absent when the thread never had a turn. */
  readonly turnId?: string;
  attach(viewer: FrameSink): void;
  /** The viewer is gone. The turn goes on. */
  detach(viewer: FrameSink): void;
}

/** What came of telling a turn to stop. */
export interface CancelledTurn {
  /** `null` when none was running. */
  turnId: string | null;
  /** `cancelling`: it was told, and has not ended yet. The other ends: it came to one of its own before it heard. */
  status: TurnEnd | 'cancelling' | 'idle';
}

/** How long the end of a turn is waited for that was told to stop, in milliseconds. */
const endWithinMs = 1_000;
/** Pause between two looks whether a turn of another process has ended. */
const lookEveryMs = 50;

/** Running turns for those who did not begin them: joining one, and stopping one, whatever process runs it. */
export class LiveTurns {
  /** Ends each of the streams that follow a turn of another process. */
  private readonly followers = new Set<() => void>();

  /** @param find The turn of an id, when it runs in this process. */
  constructor(
    private readonly parts: TurnParts,
    private readonly find: (turnId: string) => TurnRun | undefined,
  ) {}

  /**
   * Joins the thread's running turn, or tells how the last one ended.
   * @param after The last event that is known already. Of another turn, it says nothing.
   * @throws NotFoundError when the thread is not the principal's.
   */
  async join(threadId: string, after: TurnPosition | undefined, principal: Principal): Promise<JoinedTurn> {
    const turn = await this.parts.ledger.latest(threadId, principal);
    let leave: (() => void) | undefined;
    return {
      turnId: turn?.turnId,
      attach: (sink) => (leave = this.show(turn, { threadId, after, principal, sink })),
      detach: () => leave?.(),
    };
  }

  /** The turn that runs in the thread, if one does. @throws NotFoundError */
  async running(threadId: string, principal: Principal): Promise<string | undefined> {
    const turn = await this.parts.ledger.latest(threadId, principal);
    return turn?.status === 'running' ? turn.turnId : undefined;
  }

  /**
   * Stops the thread's running turn as its person does, and waits a second for its end.
   * @throws NotFoundError when the thread is not the principal's.
   */
  async cancel(threadId: string, principal: Principal): Promise<CancelledTurn> {
    const turnId = await this.parts.ledger.askToCancel(threadId, principal);
    if (turnId === undefined) return { turnId: null, status: 'idle' };
    const until = Date.now() + endWithinMs;
    for (;;) {
      const run = this.find(turnId);
      if (run) {
        run.stop('cancelled');
        await Promise.race([run.finished, sleep(Math.max(0, until - Date.now()), undefined, { ref: false })]);
      }
      const turn = await this.parts.ledger.latest(threadId, principal);
      // Another has begun since, so this one has ended.
      if (turn?.turnId !== turnId) return { turnId, status: 'cancelled' };
      if (turn.status !== 'running') return { turnId, status: turn.status };
      if (Date.now() >= until) return { turnId, status: 'cancelling' };
      await sleep(lookEveryMs);
    }
  }

  /** Begins to show this process' turns to others. */
  async open(): Promise<void> {
    await this.parts.relay?.open((turnId, sink, after) => this.find(turnId)?.join(sink, after));
  }

  /** Ends the streams of those who follow turns of other processes: this one will show them nothing more. */
  async close(): Promise<void> {
    for (const stop of this.followers) stop();
    await this.parts.relay?.close();
  }

  private show(
    turn: StoredTurn | undefined,
    { after, ...viewer }: { threadId: string; after?: TurnPosition; principal: Principal; sink: FrameSink },
  ): () => void {
    const { sink } = viewer;
    const nothing = () => {};
    const position = after?.turnId === turn?.turnId ? after?.position : undefined;
    const run = turn && this.find(turn.turnId);
    if (run) return run.join(sink, position);
    if (turn?.status === 'running') return this.follow(turn.turnId, position, viewer);
    sink.push(turn ? endedFrame(turn.turnId, turn.status) : endedFrame(null, null));
    sink.end();
    return nothing;
  }

  /**
   * Shows a turn of another process: as it is told, and where nobody tells it, as it is stored.
   * @returns what to call when the viewer leaves.
   */
  follow(
    turnId: string,
    after: number | undefined,
    viewer: { threadId: string; principal: Principal; sink: FrameSink },
  ): () => void {
    const { ledger, log, relay } = this.parts;
    const sink: FrameSink = {
      push: (frame) => viewer.sink.push(frame),
      end: () => {
        this.followers.delete(stop);
        viewer.sink.end();
      },
    };
    const join = (id: string, joining: FrameSink) => this.find(id)?.join(joining);
    const lookInStorage = () => followStored({ ...viewer, sink, ledger, log, turnId, join });
    let leave = () => {};
    const stop = () => {
      leave();
      sink.end();
    };
    this.followers.add(stop);
    if (relay) leave = relay.follow({ turnId, after, sink, lost: () => (leave = lookInStorage()) });
    else leave = lookInStorage();
    return () => {
      this.followers.delete(stop);
      leave();
    };
  }
}
