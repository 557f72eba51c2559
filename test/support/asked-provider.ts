import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Answer } from './scripted-provider.js';

type Json = Record<string, unknown>;

/** A request for an answer, as it came. */
export interface Asked extends Json {
  instructions?: string;
  input: { role?: string; content?: unknown; type?: string; output?: unknown }[];
  text?: { format?: { type: string } };
}

export interface AskedProvider {
  baseURL: string;
  requests: Asked[];
  /** Requests whose client has gone before the answer's end. */
  left: Asked[];
  close(): void;
}

/**
 * A model's endpoint that answers to what it is asked, over real HTTP and to many at once.
 * @param answer The answer; a number is a status without one. A promise holds it back.
 * @param pause What an answer waits for in its middle.
 */
export async function startAskedProvider(
  answer: (asked: Asked) => Answer | number | Promise<Answer | number>,
  pause: () => Promise<void> = async () => {},
): Promise<AskedProvider> {
  const requests: Asked[] = [];
  const left: Asked[] = [];
  const server = createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request) body += String(chunk);
    const asked = JSON.parse(body) as Asked;
    requests.push(asked);
    response.on('close', () => {
      if (!response.writableEnded) left.push(asked);
    });
    await write(response, await answer(asked), pause);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    baseURL: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`,
    requests,
    left,
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}

async function write(
  response: ServerResponse,
  answer: Answer | number,
  pause: () => Promise<void>,
): Promise<void> {
  if (typeof answer === 'number') {
    response.writeHead(answer, { 'content-type': 'application/json' });
    response.end(
      '{"error":{"message":"The key sk-planted-secret is wrong.","type":"invalid_request_error"}}',
    );
    return;
  }
  response.writeHead(200, { 'content-type': 'text/event-stream' });
  for (const [index, event] of answer.entries()) {
    if (index === Math.floor(answer.length / 2)) await pause();
    if (event.type) response.write(`event: ${event.type as string}\n`);
    response.write(`data: ${JSON.stringify(event)}\n\n`);
  }
  response.end('data: [DONE]\n\n');
}
