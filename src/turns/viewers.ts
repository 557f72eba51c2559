import type { ThreadStreamEvent } from '../protocol/events.js';

/** Where frames go. */
export interface FrameSink {
  /** Takes one frame. Must not block, and must not throw. */
  push(frame: string): void;
  /** Nothing comes after this. */
  end(): void;
}

/** Somebody who watches a stream: an open connection, mostly. */
export interface Viewer {
  /** Takes one event, as its frame. Must not block, and must not throw. */
  push(frame: string, event: ThreadStreamEvent): void;
  /** Nothing comes after this. */
  end(): void;
  /** True while the viewer cannot keep up. */
  readonly congested: boolean;
  /** Resolves when the viewer can take more, or is gone. Bounded by the viewer itself. */
  relief(): Promise<void>;
}

/** A viewer that takes everything at once: nothing ever waits for it. What it is not given does nothing. */
export function eagerViewer({
  push = () => {},
  end = () => {},
}: Partial<Pick<Viewer, 'push' | 'end'>> = {}): Viewer {
  return { push, end, congested: false, relief: () => Promise.resolve() };
}

/** What viewers can look at. */
export interface Watchable {
  attach(viewer: Viewer): void;
  /** The viewer is gone. */
  detach(viewer: Viewer): void;
}

/** The viewers of one stream. An event is written out once, however many there are. */
export class Viewers {
  private readonly viewers = new Set<Viewer>();

  add(viewer: Viewer): void {
    this.viewers.add(viewer);
  }

  remove(viewer: Viewer): void {
    this.viewers.delete(viewer);
  }

  publish(frame: string, event: ThreadStreamEvent): void {
    for (const viewer of this.viewers) viewer.push(frame, event);
  }

  end(): void {
    for (const viewer of this.viewers) viewer.end();
    this.viewers.clear();
  }

  /** A promise to wait for before more is published, when a viewer is behind. */
  relief(): Promise<unknown> | undefined {
    for (const viewer of this.viewers) {
      if (viewer.congested) return Promise.all([...this.viewers].map((each) => each.relief()));
    }
    return undefined;
  }
}
