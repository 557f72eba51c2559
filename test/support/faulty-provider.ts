import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Api } from './agent-server.js';
import { chunkOf, responsesAnswer, messageOf, writers } from './scripted-provider.js';

type Json = Record<string, unknown>;

/** What a provider does with one request. `seen` resolves when the person has read the text so far. */
export type Reply = (response: ServerResponse, seen: Promise<void>) => unknown;

export interface FaultyProvider {
  /** For OPENAI_BASE_URL. */
  baseUrl: string;
  /** When each request came, in milliseconds, and what it brought. */
  requests: { at: number; body: Json }[];
  /** Does what it says with each request, until told otherwise. */
  reply: Reply;
  /** To be called when the person has read the text so far. */
  read(): void;
  /** Sockets that are open. */
  connections(): Promise<number>;
  close(): void;
}

/** A provider that does whatever goes wrong with providers: over real HTTP, down to its sockets. */
export async function startFaultyProvider(): Promise<FaultyProvider> {
  let seen: () => void = () => {};
  const server = createServer((request, response) => void answer(request, response));
  const provider: FaultyProvider = {
    baseUrl: '',
    requests: [],
    reply: (response) => response.end(),
    read: () => seen(),
    connections: () =>
      new Promise((resolve, reject) =>
        server.getConnections((error, count) => (error ? reject(error) : resolve(count))),
      ),
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
  async function answer(request: IncomingMessage, response: ServerResponse) {
    let body = '';
    for await (const chunk of request) body += String(chunk);
    provider.requests.push({ at: performance.now(), body: JSON.parse(body) as Json });
    const whenSeen = new Promise<void>((resolve) => (seen = resolve));
    // Whoever asked may have gone by then.
    await Promise.resolve(provider.reply(response, whenSeen)).catch(() => undefined);
  }
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  provider.baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`;
  return provider;
}

/** The lines of a stream for events of either API. */
export const sse = (...events: Json[]): string =>
  events
    .map(
      (event) => `${event.type ? `event: ${event.type as string}\n` : ''}data: ${JSON.stringify(event)}\n\n`,
    )
    .join('');

/** Begins a stream. */
export const begin = (response: ServerResponse, text = ''): void => {
  response.writeHead(200, { 'content-type': 'text/event-stream' });
  response.flushHeaders();
  if (text) response.write(text);
};

/** The events of an answer: its beginning with a text, and all of it. */
export const answers: Record<
  Api,
  { opening: string; partial(text: string): string; whole(text: string): string }
> = {
  responses: {
    opening: sse(...responsesAnswer([]).slice(0, 1)),
    partial: (text) => sse(...responsesAnswer([messageOf(text)]).slice(0, 3 + [...text].length)),
    whole: (text) => sse(...writers.responses({ text })),
  },
  chat_completions: {
    opening: sse(chunkOf({ role: 'assistant', content: '' })),
    partial: (text) => sse(...[...text].map((content) => chunkOf({ content }))),
    whole: (text) => sse(...writers.chat_completions({ text })),
  },
};

/** An answer without a fault. */
export const healthy =
  (api: Api, text = 'All is well.'): Reply =>
  (response) => {
    begin(response, answers[api].whole(text));
    response.end('data: [DONE]\n\n');
  };

/** Says the text, waits until the person has read it, and goes on with the fault. */
export const after =
  (api: Api, text: string, fault: (response: ServerResponse) => unknown): Reply =>
  async (response, seen) => {
    begin(response, answers[api].partial(text));
    await seen;
    await fault(response);
  };

/** Answers with a status, and a body as it is. */
export const status =
  (code: number, body: string, headers: Record<string, string> = {}): Reply =>
  (response) => {
    response.writeHead(code, { 'content-type': 'application/json', 'retry-after-ms': '1', ...headers });
    response.end(body);
  };

/** Closes the connection as a crash does. */
export const reset = (response: ServerResponse): unknown => response.socket?.resetAndDestroy();

/** Does one thing after another, and the last one for ever. */
export const inTurn =
  (...replies: Reply[]): Reply =>
  (response, seen) =>
    (replies.length > 1 ? replies.shift()! : replies[0]!)(response, seen);

/** Asks for tools, with arguments as they are written. */
export const calling =
  (api: Api, ...calls: { name: string; args: string }[]): Reply =>
  (response) => {
    begin(response, callsOf[api](calls));
    response.end('data: [DONE]\n\n');
  };

const callsOf: Record<Api, (calls: { name: string; args: string }[]) => string> = {
  responses: (calls) =>
    sse(
      ...responsesAnswer(
        calls.map(({ name, args }, index) => ({
          type: 'function_call',
          id: `fc_${index}`,
          call_id: `call_${index}`,
          name,
          arguments: args,
          status: 'completed',
        })),
      ),
    ),
  chat_completions: (calls) =>
    sse(
      ...calls.map(({ name, args }, index) =>
        chunkOf({
          tool_calls: [{ index, id: `call_${index}`, type: 'function', function: { name, arguments: args } }],
        }),
      ),
      chunkOf({}, 'tool_calls'),
    ),
};
