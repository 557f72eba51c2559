import type { ThreadStreamEvent } from '../../src/protocol/events.js';
import type { OperationType } from '../../src/protocol/requests.js';
import type { ChatKitClient } from '../support/chatkit-client.js';
import { secret } from './secret.js';

/** An answer, with its stream when it has one. */
export interface Sent {
  status: number;
  body: Record<string, unknown>;
  stream?: EventStream;
}

/** Sends one request. Whatever it is: no answer is a 5xx, and none tells what is hidden. */
export async function send(
  client: ChatKitClient,
  type: OperationType,
  params: object,
  metadata: object | null,
): Promise<Sent> {
  const leaving = new AbortController();
  const response = await client.post(JSON.stringify({ type, params, metadata, unknown_member: true }), {
    signal: leaving.signal,
  });
  if (response.status >= 500) throw new Error(`${type} was answered by ${response.status}.`);
  if (response.headers.get('content-type')?.startsWith('text/event-stream')) {
    return { status: response.status, body: {}, stream: new EventStream(response, leaving) };
  }
  const text = await response.text();
  expectNothingHidden(text);
  return { status: response.status, body: JSON.parse(text) as Record<string, unknown> };
}

/** The events of an answer, one at a time. */
export class EventStream {
  private readonly frames: AsyncGenerator<string>;

  constructor(
    response: Response,
    private readonly leaving: AbortController,
  ) {
    this.frames = framesOf(response);
  }

  /** Undefined at the end. */
  async next(): Promise<ThreadStreamEvent | undefined> {
    const { value, done } = await this.frames.next();
    if (done) return undefined;
    expectNothingHidden(value);
    if (!/^data: [^\n]+$/.test(value)) throw new Error(`This is no frame: ${value}`);
    return JSON.parse(value.slice('data: '.length)) as ThreadStreamEvent;
  }

  /** At most so many events; fewer when the stream ends before. */
  async take(count: number): Promise<ThreadStreamEvent[]> {
    const events: ThreadStreamEvent[] = [];
    while (events.length < count) {
      const event = await this.next();
      if (!event) break;
      events.push(event);
    }
    return events;
  }

  leave(): void {
    this.leaving.abort();
  }
}

/** Frames without their blank line. Comments keep the connection alive, and say nothing. */
async function* framesOf(response: Response): AsyncGenerator<string> {
  let rest = '';
  for await (const text of response.body!.pipeThrough(new TextDecoderStream())) {
    const frames = (rest + text).split('\n\n');
    rest = frames.pop()!;
    yield* frames.filter((frame) => !frame.startsWith(':'));
  }
  expect(rest).toBe('');
}

const hiddenType = /"type":"(hidden_context_item|sdk_hidden_context)"/;

function expectNothingHidden(text: string): void {
  if (text.includes(secret) || hiddenType.test(text)) throw new Error(`Something hidden was told: ${text}`);
}
