import { isEnd, readFrame, type LiveEvent } from './live-viewer.js';
import type { RestClient } from './rest-client.js';

type Frame = ReturnType<typeof readFrame>;

/** An open stream of `GET /api/chatkit/threads/{id}/events`. */
export class JoinedStream {
  /** Everything that was read. */
  readonly frames: Frame[] = [];
  private text = '';

  private constructor(
    readonly response: Response,
    private readonly reader: ReadableStreamDefaultReader<string>,
    private readonly leaving: AbortController,
  ) {}

  /** @param query What follows the path, such as `?after=trn_1:5`. */
  static async open(
    client: RestClient,
    threadId: string,
    { query = '', headers = {} }: { query?: string; headers?: Record<string, string> } = {},
  ): Promise<JoinedStream> {
    const leaving = new AbortController();
    const path = `/api/chatkit/threads/${threadId}/events${query}`;
    const response = await client.raw('GET', path, undefined, headers, leaving.signal);
    if (response.status !== 200) throw new Error(`${response.status}: ${await response.text()}`);
    return new JoinedStream(
      response,
      response.body!.pipeThrough(new TextDecoderStream()).getReader(),
      leaving,
    );
  }

  get events(): LiveEvent[] {
    return this.frames.map(({ event }) => event);
  }

  /** The next frame; undefined when the stream has ended. */
  async next(): Promise<Frame | undefined> {
    for (;;) {
      const at = this.text.indexOf('\n\n');
      if (at !== -1) {
        const frame = this.text.slice(0, at + 2);
        this.text = this.text.slice(at + 2);
        // A comment keeps the connection alive.
        if (frame.startsWith(':')) continue;
        this.frames.push(readFrame(frame));
        return this.frames.at(-1);
      }
      const { value, done } = await this.reader.read();
      if (done) return undefined;
      this.text += value;
    }
  }

  async until(reached: (event: LiveEvent) => boolean): Promise<Frame> {
    for (;;) {
      const frame = await this.next();
      if (!frame) throw new Error('The stream ended early.');
      if (reached(frame.event)) return frame;
    }
  }

  /** Reads to the end, which must be a clean one. */
  async rest(): Promise<LiveEvent[]> {
    while (await this.next());
    if (!isEnd(this.events.at(-1)!)) throw new Error('The stream ended without telling of the turn’s end.');
    return this.events;
  }

  async leave(): Promise<void> {
    this.leaving.abort();
    await this.reader.cancel().catch(() => undefined);
  }
}
