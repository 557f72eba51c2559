import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A request as the stand-in was given it. */
export interface Asked {
  /** Method and path with its query, such as `POST /chatkit`. */
  to: string;
  headers: IncomingHttpHeaders;
  body: string;
}

export type Handler = (response: ServerResponse, asked: Asked) => unknown;

/** A server over real HTTP that says what a test tells it to. */
export interface StubServer {
  url: string;
  /** Everything that was asked, in order. */
  asked: Asked[];
  /** Answers requests whose `to` begins with the given words; the handler that was given last is asked first. */
  on(to: string, handler: Handler): void;
  /** Answers the next requests, one handler for each, and the last one for all that follow. */
  onEach(to: string, ...handlers: Handler[]): void;
  /** Resolves when that many requests have come. */
  came(to: string, count?: number): Promise<Asked[]>;
  /** Forgets what was asked, and how it is answered. */
  reset(): void;
  close(): void;
}

export async function startStubServer(): Promise<StubServer> {
  const handlers: { to: string; handler: Handler }[] = [];
  const watchers = new Set<() => void>();
  const stub: StubServer = {
    url: '',
    asked: [],
    on: (to, handler) => void handlers.unshift({ to, handler }),
    onEach: (to, ...each) =>
      stub.on(to, (response, asked) => (each.length > 1 ? each.shift()! : each[0]!)(response, asked)),
    came: (to, count = 1) =>
      new Promise((resolve) => {
        const look = () => {
          const seen = stub.asked.filter((asked) => asked.to.startsWith(to));
          if (seen.length < count) return;
          watchers.delete(look);
          resolve(seen);
        };
        watchers.add(look);
        look();
      }),
    reset: () => {
      handlers.length = 0;
      stub.asked = [];
      watchers.clear();
    },
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
  const server = createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request) body += String(chunk);
    const asked: Asked = { to: `${request.method} ${request.url}`, headers: request.headers, body };
    stub.asked.push(asked);
    watchers.forEach((look) => look());
    const found = handlers.find(({ to }) => asked.to.startsWith(to));
    if (found) await found.handler(response, asked);
    else json(response, { message: `Nothing answers ${asked.to}.` }, 404);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  stub.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return stub;
}

export function json(response: ServerResponse, body: unknown, status = 200): void {
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(JSON.stringify(body));
}

/** Begins a stream of events, with the id of its turn. */
export function openStream(response: ServerResponse, turnId?: string): void {
  response.writeHead(200, {
    'content-type': 'text/event-stream; charset=utf-8',
    ...(turnId && { 'chatkit-turn-id': turnId }),
  });
  response.flushHeaders();
}

export const frame = (event: object, id?: string): string =>
  `${id === undefined ? '' : `id: ${id}\n`}data: ${JSON.stringify(event)}\n\n`;

/** Closes the connection as a lost one is closed. */
export const lose: Handler = (response) => response.socket?.resetAndDestroy();
