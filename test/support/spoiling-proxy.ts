import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

export interface Answer {
  status: number;
  headers: Record<string, string>;
  body: string;
}

export interface Asked {
  type: string;
  params: Record<string, unknown>;
  headers: Record<string, string>;
}

export interface Spoiling {
  /** Changes what is asked before the server hears of it. An answer is given in the server's place. */
  ask?: (asked: Asked) => Answer | void;
  /** Changes what the server answered, in place. */
  answer?: (answer: Answer, asked: Asked) => void;
  /** Streams of this operation end without their end. */
  cuts?: string;
  /** Streams of this operation never end. */
  keepsOpen?: string;
}

/** Stands before a server, and makes one thing wrong. */
export async function startSpoiling(target: string, { ask, answer: spoil, cuts, keepsOpen }: Spoiling) {
  const server = createServer((request, response) => {
    void (async () => {
      const headers = request.headers as Record<string, string>;
      const body = await text(request);
      const parsed = readJson(body);
      const asked: Asked = { type: '', params: {}, ...parsed, headers };
      const given = ask?.(asked);
      const { headers: sent, ...operation } = asked;
      const answer =
        given ?? (await forward(target, request.method!, parsed ? JSON.stringify(operation) : body, sent));
      spoil?.(answer, asked);
      response.writeHead(answer.status, answer.headers);
      if (asked.type !== cuts && asked.type !== keepsOpen) return response.end(answer.body);
      response.write(answer.body);
      if (asked.type === cuts) setImmediate(() => response.destroy());
    })();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

async function forward(
  url: string,
  method: string,
  body: string,
  headers: Record<string, string>,
): Promise<Answer> {
  const { host: _host, 'content-length': _length, connection: _connection, ...kept } = headers;
  const response = await fetch(url, { method, headers: kept, ...(method === 'POST' && { body }) });
  const {
    'content-length': _,
    'transfer-encoding': __,
    connection: ___,
    ...answered
  } = Object.fromEntries(response.headers);
  return { status: response.status, headers: answered, body: await response.text() };
}

/** The body as the operation that it asks for; nothing when it asks for none, which is forwarded as it is. */
function readJson(body: string): Pick<Asked, 'type' | 'params'> | undefined {
  try {
    const { type, params } = JSON.parse(body) as Partial<Asked>;
    return type && params ? (JSON.parse(body) as Asked) : undefined;
  } catch {
    return undefined;
  }
}
