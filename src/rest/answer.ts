import type { ServerResponse } from 'node:http';
import { ChatKitError } from '../protocol/errors.js';
import type { ErrorEvent, ThreadStreamEvent } from '../protocol/events.js';
import type { ThreadItem } from '../protocol/items.js';
import type { StreamingResult } from '../turns/results.js';
import { eagerViewer } from '../turns/viewers.js';
import { textOf, toToolCallRows, type ToolCallRow } from './views.js';

/** A turn as one JSON body. */
export interface Answer {
  thread_id: string;
  /** The item of the message that was sent. */
  message_id: string;
  /** Everything that the assistant said, in its order. */
  response: string;
  tool_calls: ToolCallRow[];
  /** What the turn left in the thread, the sent message first: what folding the turn's events gives. */
  items: ThreadItem[];
  /** Why the answer ended early. The message is stored, and whatever stands in `items`. */
  error?: Pick<ErrorEvent, 'code' | 'allow_retry'> & { message?: string };
}

/**
 * A turn, watched to its end. A client that leaves is a viewer who leaves: what that means, `TURN_ON_DISCONNECT` says.
 * @throws ChatKitError for what the stream would refuse, such as `turn_busy`. Nothing is stored then.
 */
export async function readAnswer(result: StreamingResult, response: ServerResponse): Promise<Answer> {
  refuse(result);
  const reader = new AnswerReader();
  const leave = () => result.detach(reader.viewer);
  response.once('close', leave);
  result.attach(reader.viewer);
  // The peer may have left before anybody listened.
  if (response.destroyed || response.closed) leave();
  await reader.ended;
  response.off('close', leave);
  // What waited for another answer's end may have waited in vain.
  refuse(result);
  return reader.answer();
}

/** @throws ChatKitError for what the stream would tell of in the place of an answer. */
export function refuse(result: StreamingResult): void {
  const refusal = refusalOf(result);
  if (refusal) throw refusal;
}

/** What the stream tells of in the place of an answer. */
export function refusalOf({ refusal }: StreamingResult): ChatKitError | undefined {
  if (!refusal || refusal instanceof ChatKitError) return refusal;
  return new ChatKitError('model_failed', undefined, { cause: refusal });
}

/** Keeps what a stream ends with; what is on its way there is not looked at. */
class AnswerReader {
  readonly viewer = eagerViewer({ push: (_frame, event) => this.take(event), end: () => this.resolve() });
  readonly ended: Promise<void>;
  private readonly items = new Map<string, ThreadItem>();
  private error?: ErrorEvent;
  private resolve!: () => void;

  constructor() {
    this.ended = new Promise((resolve) => (this.resolve = resolve));
  }

  private take(event: ThreadStreamEvent): void {
    switch (event.type) {
      case 'thread.item.done':
      case 'thread.item.replaced':
        this.items.set(event.item.id, event.item);
        return;
      case 'thread.item.removed':
        this.items.delete(event.item_id);
        return;
      case 'error':
        this.error = event;
    }
  }

  answer(): Answer {
    const items = [...this.items.values()];
    const [sent] = items;
    // The message is stored before anything is told of it; a stream without it is one that was broken off at once.
    if (!sent) throw new ChatKitError('internal');
    const said = items.filter(({ type }) => type === 'assistant_message').map((item) => textOf(item) ?? '');
    return {
      thread_id: sent.thread_id,
      message_id: sent.id,
      response: said.join('\n\n'),
      tool_calls: toToolCallRows(items),
      items,
      ...(this.error && { error: toFailure(this.error) }),
    };
  }
}

function toFailure({ code, message, allow_retry }: ErrorEvent): NonNullable<Answer['error']> {
  return { code, ...(message !== undefined && { message }), allow_retry };
}
