import { ChatKitError } from '../protocol/errors.js';
import type { StreamingResult } from '../turns/results.js';
import { eagerViewer, type Viewer } from '../turns/viewers.js';
import { refusalOf, refuse } from './answer.js';

/** A turn that goes on by itself. */
export interface BackgroundTurn {
  thread_id: string;
  turn_id: string;
  /** The item of the message that was sent. */
  item_id: string;
}

/**
 * Lets a turn begin, and stays until its message is told of: it is stored then.
 * @param result Of a context that `stopsExplicitly`: the turn goes on when its only viewer leaves.
 * @throws ChatKitError for what the stream would refuse, such as `turn_busy`. Nothing is stored then.
 */
export async function begunInBackground(result: StreamingResult): Promise<BackgroundTurn> {
  refuse(result);
  return new Promise((resolve, reject) => {
    const viewer: Viewer = eagerViewer({
      push(_frame, event) {
        if (event.type !== 'thread.item.done') return;
        const { thread_id, id } = event.item;
        resolve({ thread_id, turn_id: result.turnId ?? '', item_id: id });
        result.detach(viewer);
      },
      // The message comes first; a stream without it was refused after a wait, or is one that was broken off at once.
      end: () => reject(refusalOf(result) ?? new ChatKitError('internal')),
    });
    result.attach(viewer);
  });
}
