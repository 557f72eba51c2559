import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { writers, type Answer } from './scripted-provider.js';

type Api = keyof typeof writers;

/** A request to the model that waits for what the test has it say. */
export class ModelCall {
  /** Resolves when its connection is closed. */
  readonly closed: Promise<unknown>;
  private rest: Answer = [];

  constructor(
    readonly body: Record<string, unknown>,
    private readonly response: ServerResponse,
    private readonly api: Api,
  ) {
    this.closed = once(response, 'close');
  }

  /** Whether it is for an answer, and not for a title. */
  get isAnswer(): boolean {
    return !JSON.stringify(this.body).includes('<message>');
  }

  get isOpen(): boolean {
    return !this.response.closed;
  }

  /** Begins an answer: all of it but for its last character and its end. */
  begin(text: string): void {
    const events = writers[this.api]({ text });
    const last = events.findLastIndex((event) => JSON.stringify(event).match(/"(delta|content)":"[^"]"/));
    this.rest = events.slice(last);
    this.response.writeHead(200, { 'content-type': 'text/event-stream' });
    this.write(events.slice(0, last));
  }

  /** One more character of what was begun: its last one, once more. */
  grow(): void {
    this.write(this.rest.slice(0, 1));
  }

  /** Ends what was begun. */
  end(): void {
    this.write(this.rest);
    this.response.end('data: [DONE]\n\n');
  }

  /** A whole answer, or a title. */
  say(text: string): void {
    this.rest = writers[this.api]({ text });
    this.response.writeHead(200, { 'content-type': 'text/event-stream' });
    this.end();
  }

  fail(status: number, message: string): void {
    this.response.writeHead(status, { 'content-type': 'application/json' });
    this.response.end(JSON.stringify({ error: { message } }));
  }

  private write(events: Answer): void {
    for (const event of events) {
      if (event.type) this.response.write(`event: ${event.type as string}\n`);
      this.response.write(`data: ${JSON.stringify(event)}\n\n`);
    }
  }
}

export interface NamingProvider {
  baseUrl: string;
  /** All calls so far. */
  calls: ModelCall[];
  /** The next call for an answer, or for a title, that was not taken yet. */
  next(kind: 'answer' | 'title'): Promise<ModelCall>;
  stop(): void;
}

/** A model's endpoint, over real HTTP, at which several calls can be in flight, each for the test to answer. */
export async function startNamingProvider(api: Api): Promise<NamingProvider> {
  const calls: ModelCall[] = [];
  const waiting = new Set<ModelCall>();
  let arrived = () => {};
  const server = createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request) body += String(chunk);
    const call = new ModelCall(JSON.parse(body) as Record<string, unknown>, response, api);
    calls.push(call);
    waiting.add(call);
    arrived();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    baseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`,
    calls,
    async next(kind) {
      for (;;) {
        const call = [...waiting].find(({ isAnswer }) => isAnswer === (kind === 'answer'));
        if (call) {
          waiting.delete(call);
          return call;
        }
        await new Promise<void>((resolve) => (arrived = resolve));
      }
    },
    stop: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}
