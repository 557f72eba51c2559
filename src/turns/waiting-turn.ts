import { ChatKitError, StreamError, toErrorEvent } from '../protocol/errors.js';
import { toFrame } from '../protocol/events.js';
import { languageFor, type RequestContext } from './context.js';
import { framesOf } from './frames.js';
import { isOutage } from './outage.js';
import type { StreamingResult } from './results.js';
import { eagerViewer, type Viewer } from './viewers.js';

/** A turn that is to begin when the thread's other turn has ended. */
export interface TurnToCome {
  turnId: string;
  threadId: string;
  context: RequestContext;
  /** Begins it. @throws ChatKitError `turn_busy` when it is too early. */
  begin(): Promise<StreamingResult>;
}

/**
 * The stream of a turn that waits for its place. Nothing of it is stored before it begins: whoever leaves, or waits
 * too long, has sent nothing. The connection's heartbeat keeps it open meanwhile.
 */
export class WaitingTurn implements StreamingResult {
  readonly streaming = true;
  /** Settles when it has begun, or will not begin any more. */
  readonly decided: Promise<void>;
  private readonly viewers = new Set<Viewer>();
  private decide!: () => void;
  private isDecided = false;
  private turn?: StreamingResult;
  private failure?: ChatKitError | StreamError;
  private isBeginning = false;
  /** Why it is not to wait on, said while it was about to begin. */
  private late?: { error: unknown };

  constructor(private readonly toCome: TurnToCome) {
    this.decided = new Promise((resolve) => (this.decide = resolve));
  }

  /** Of the turn that it will be. A message that another process answered meanwhile is another turn there. */
  get turnId(): string {
    return this.turn?.turnId ?? this.toCome.turnId;
  }

  get threadId(): string {
    return this.toCome.threadId;
  }

  get context(): RequestContext {
    return this.toCome.context;
  }

  get refusal(): ChatKitError | StreamError | undefined {
    return this.failure ?? this.turn?.refusal;
  }

  /** Whether there is anything left to wait for. */
  get isWaiting(): boolean {
    return !this.isDecided;
  }

  [Symbol.asyncIterator](): AsyncIterator<string> {
    return framesOf(this);
  }

  attach(viewer: Viewer): void {
    if (this.turn) return this.turn.attach(viewer);
    if (this.failure) return this.tell(viewer, this.failure);
    this.viewers.add(viewer);
  }

  /** The last one to leave gives the place up. */
  detach(viewer: Viewer): void {
    if (this.turn) return this.turn.detach(viewer);
    this.viewers.delete(viewer);
    if (this.viewers.size > 0) return;
    // For whoever comes to it when it is over.
    this.failure = new ChatKitError('turn_busy');
    this.settle();
  }

  /**
   * Tries to begin.
   * @returns false when the thread is still busy.
   */
  async begin(): Promise<boolean> {
    this.isBeginning = true;
    try {
      this.show(await this.toCome.begin());
      return true;
    } catch (error) {
      this.isBeginning = false;
      const isBusy = error instanceof ChatKitError && error.code === 'turn_busy';
      if (isBusy && !this.late) return false;
      this.refuse(this.late ? this.late.error : error);
      return true;
    }
  }

  /**
   * Ends the waiting without a turn, and says why. While it is about to begin that is not known yet: it must not be
   * told that nothing was sent when the next moment it is.
   */
  refuse(error: unknown): void {
    if (!this.isWaiting) return;
    if (this.isBeginning) {
      this.late = { error };
      return;
    }
    this.failure = isKnown(error) ? error : toFailure(error);
    for (const viewer of this.viewers) this.tell(viewer, this.failure);
    this.settle();
  }

  private show(turn: StreamingResult): void {
    this.turn = turn;
    const viewers = [...this.viewers];
    // Whoever left while it began is taken for one who leaves now.
    if (!this.isWaiting) viewers.push(nobody);
    for (const viewer of viewers) turn.attach(viewer);
    if (!this.isWaiting) turn.detach(nobody);
    this.settle();
  }

  private tell(viewer: Viewer, error: ChatKitError | StreamError): void {
    const event = toErrorEvent(error, languageFor(this.toCome.context));
    viewer.push(toFrame(event), event);
    viewer.end();
  }

  private settle(): void {
    this.isDecided = true;
    this.viewers.clear();
    this.decide();
  }
}

const isKnown = (error: unknown): error is ChatKitError | StreamError =>
  error instanceof ChatKitError || error instanceof StreamError;

const toFailure = (cause: unknown): ChatKitError =>
  new ChatKitError(isOutage(cause) ? 'storage_unavailable' : 'internal', undefined, { cause });

const nobody = eagerViewer();
