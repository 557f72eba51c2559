import { toFrame, type ThreadStreamEvent } from '../protocol/events.js';
import { isHidden, toItemView, type ThreadItem } from '../protocol/items.js';
import { endedFrame, numbered, snapshotFrame, type TurnEnd } from '../protocol/live-events.js';
import { toThreadView, type ThreadMetadata } from '../protocol/thread.js';
import { ShownSoFar } from './shown-so-far.js';
import { TurnLog } from './turn-log.js';
import { eagerViewer, Viewers, type FrameSink, type Viewer } from './viewers.js';

/** What is told of a turn, as clients may see it, and everybody who is told. */
export class Broadcast {
  private readonly viewers = new Viewers();
  private readonly log = new TurnLog();
  private readonly shownSoFar = new ShownSoFar();
  private endedAs?: TurnEnd;

  /** @param shown The unfinished items as clients show them after the last event. */
  constructor(
    private readonly turnId: string,
    private readonly shown: () => readonly ThreadItem[],
  ) {}

  /** Events so far. */
  get events(): number {
    return this.log.position;
  }

  /** Shows the turn to a viewer from its beginning: what was told already, each item as it is by now, and all that follows. */
  watch(viewer: Viewer): void {
    const hasEnded = this.endedAs !== undefined;
    // Before it is shown anything: it may leave while it is.
    if (!hasEnded) this.viewers.add(viewer);
    for (const event of this.shownSoFar.events(this.shown())) viewer.push(toFrame(event), event);
    if (hasEnded) viewer.end();
  }

  private add(viewer: Viewer): void {
    if (this.endedAs === undefined) this.viewers.add(viewer);
    else viewer.end();
  }

  remove(viewer: Viewer): void {
    this.viewers.remove(viewer);
  }

  /**
   * Lets somebody join: from behind the event at `after` on when that is still known, otherwise from a snapshot on.
   * Nobody waits for them: one who cannot keep up is given up by the connection, and may come back to where they were.
   * @returns what to call when they leave.
   */
  join(sink: FrameSink, after?: number): () => void {
    const { turnId, log } = this;
    const missed = after === undefined ? undefined : log.since(after);
    let position = missed ? log.position - missed.length : log.position;
    const push = (frame: string) => sink.push(numbered({ turnId, position: ++position }, frame));
    if (missed) missed.forEach(push);
    else sink.push(snapshotFrame(turnId, position, this.shown().map(toItemView)));
    const onlooker = eagerViewer({
      push,
      end: () => {
        sink.push(endedFrame(turnId, this.endedAs ?? null, position));
        sink.end();
      },
    });
    this.add(onlooker);
    return () => this.remove(onlooker);
  }

  /** Tells of an event, unless it tells of something hidden. */
  publish(event: ThreadStreamEvent): void {
    if ('thread' in event) {
      return this.show({ ...event, thread: toThreadView(event.thread, event.thread.items) });
    }
    if (!('item' in event)) return this.show(event);
    if (isHidden(event.item)) return;
    this.show({ ...event, item: toItemView(event.item) });
  }

  /** Tells what the thread is like by now. */
  publishThread(thread: ThreadMetadata): void {
    this.show({ type: 'thread.updated', thread: toThreadView(thread) });
  }

  /** A promise to wait for before more is published, when a viewer is behind. */
  relief(): Promise<unknown> | undefined {
    return this.viewers.relief();
  }

  end(status: TurnEnd): void {
    this.endedAs = status;
    this.viewers.end();
  }

  private show(event: ThreadStreamEvent): void {
    const frame = toFrame(event);
    this.log.push(event, frame);
    this.shownSoFar.note(event);
    this.viewers.publish(frame, event);
  }
}
