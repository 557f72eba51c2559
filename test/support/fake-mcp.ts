import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { toNodeHandler } from '@modelcontextprotocol/node';
import {
  createMcpHandler,
  McpServer,
  WebStandardStreamableHTTPServerTransport,
} from '@modelcontextprotocol/server';

type Json = Record<string, unknown>;

/** A request as the server got it. */
export interface Received {
  verb: string;
  /** The JSON-RPC method, where there is a body. */
  method?: string;
  headers: IncomingHttpHeaders;
  body: Json;
  /** Resolves when the exchange is over, with whether it was cut before its end. */
  over: Promise<{ cutOff: boolean }>;
}

/** Answers in the server's place; returns whether it did. */
export type Behaviour = (request: Received, response: ServerResponse) => boolean | Promise<boolean>;

export interface FakeMcp {
  /** Its endpoint. */
  url: string;
  requests: Received[];
  /** The requests of one method, in order. */
  of(method: string): Received[];
  /** Resolves with the next request of a method. */
  next(method: string): Promise<Received>;
  /** From now on; undefined for a server that behaves. */
  behave(behaviour: Behaviour | undefined): void;
  close(): Promise<void>;
}

interface FakeMcpOptions {
  /** What it speaks. Default: the protocol since 2026-07-28. */
  era?: 'legacy' | 'modern';
  /** Puts the tools on a server that answers one request, for whoever the headers name. */
  register: (server: McpServer, headers: IncomingHttpHeaders) => void;
  /** Default: a free one. */
  port?: number;
}

/** An outside MCP server over real HTTP, that can be told to misbehave. */
export async function startFakeMcp({ era = 'modern', register, port = 0 }: FakeMcpOptions): Promise<FakeMcp> {
  const requests: Received[] = [];
  const waiting: { method: string; resolve: (request: Received) => void }[] = [];
  let behaviour: Behaviour | undefined;
  const server = createServer((request, response) => {
    void handle(request, response).catch(() => response.destroy());
  });

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const bytes = await buffer(request);
    const body = (bytes.length ? JSON.parse(bytes.toString()) : {}) as Json;
    const received: Received = {
      verb: request.method!,
      method: body.method as string | undefined,
      headers: request.headers,
      body,
      over: new Promise((resolve) =>
        response.once('close', () => resolve({ cutOff: !response.writableFinished })),
      ),
    };
    requests.push(received);
    for (const waiter of waiting.filter(({ method }) => method === received.method)) {
      waiting.splice(waiting.indexOf(waiter), 1);
      waiter.resolve(received);
    }
    if (await behaviour?.(received, response)) return;
    const build = () => {
      const mcp = new McpServer({ name: 'fake', version: '1' });
      register(mcp, request.headers);
      return mcp;
    };
    await (era === 'modern' ? answerModern : answerLegacy)(build, { request, response, body });
  }

  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/mcp`,
    requests,
    of: (method) => requests.filter((request) => request.method === method),
    next: (method) => new Promise((resolve) => waiting.push({ method, resolve })),
    behave: (next) => (behaviour = next),
    close: () => {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}

interface Exchange {
  request: IncomingMessage;
  response: ServerResponse;
  body: Json;
}

async function answerModern(build: () => McpServer, { request, response, body }: Exchange): Promise<void> {
  const handler = createMcpHandler(build, { legacy: 'reject', onerror: () => undefined });
  await toNodeHandler(handler)(request, response, body);
}

/** As servers of the era up to 2025-11-25 answer: they do not know how to be discovered, and stream. */
async function answerLegacy(build: () => McpServer, { request, response, body }: Exchange): Promise<void> {
  if (body.method === 'server/discover') {
    const error = { code: -32_601, message: 'Method not found' };
    return json(response, { jsonrpc: '2.0', id: body.id, error }, 400);
  }
  const fetch = async (webRequest: Request) => {
    const transport = new WebStandardStreamableHTTPServerTransport({ sessionIdGenerator: undefined });
    await build().connect(transport);
    return transport.handleRequest(webRequest, { parsedBody: body });
  };
  await toNodeHandler({ fetch })(request, response, body);
}

/** Answers with one JSON body. */
export function json(response: ServerResponse, body: unknown, status = 200): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}

/** The answer to a request, as a server of its era writes it. */
export function resultOf({ body }: Received, result: Json): Json {
  return { jsonrpc: '2.0', id: body.id, result: { resultType: 'complete', ...result } };
}
