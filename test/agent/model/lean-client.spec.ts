import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';
import { APIConnectionError, APIError, APIUserAbortError } from 'openai';
import { LeanClient } from '../../../src/agent/model/lean-client.js';
import { ModelOutputTooLargeError } from '../../../src/agent/model/model-output-too-large.error.js';

type Json = Record<string, unknown>;

const created = { type: 'response.created', response: { id: 'resp_1' } };
const delta = (text: string) => ({ type: 'response.output_text.delta', item_id: 'msg_1', delta: text });
const completed = { type: 'response.completed', response: { id: 'resp_1', status: 'completed', output: [] } };
const frame = (event: Json, end = '\n') =>
  `event: ${event.type as string}${end}data: ${JSON.stringify(event)}${end}${end}`;
const answer = (text: string, end?: string) =>
  [created, delta(text), completed].map((event) => frame(event, end)).join('');

describe('a model’s endpoint', () => {
  let server: Server;
  let respond: (request: IncomingMessage, response: ServerResponse) => void;
  let client: LeanClient;

  beforeEach(async () => {
    server = createServer((request, response) => {
      request.resume().on('end', () => respond(request, response));
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    client = new LeanClient({ apiKey: 'key', baseURL: `http://127.0.0.1:${port}/v1`, maxRetries: 0 });
  });
  afterEach(() => {
    server.closeAllConnections();
    server.close();
  });

  const streams = (response: ServerResponse) =>
    response.writeHead(200, { 'content-type': 'text/event-stream' });
  const ask = (signal?: AbortSignal) =>
    client.responses.create({ model: 'm', input: 'Hi', stream: true }, { signal });

  /** Everything that came, and how it ended. */
  async function read(): Promise<{ events: Json[]; error?: unknown }> {
    const events: Json[] = [];
    try {
      for await (const event of await ask()) events.push(event as unknown as Json);
    } catch (error) {
      return { events, error };
    }
    return { events };
  }
  const textOf = (events: Json[]) =>
    events.map(({ delta }) => (typeof delta === 'string' ? delta : '')).join('');

  it.each<[string, (response: ServerResponse) => void]>([
    ['as OpenAI does', (response) => response.end(answer('Grüße 👋'))],
    ['with carriage returns and line feeds', (response) => response.end(answer('Grüße 👋', '\r\n'))],
    ['with carriage returns alone', (response) => response.end(answer('Grüße 👋', '\r'))],
    ['after a byte order mark', (response) => response.end(`\uFEFF${answer('Grüße 👋')}`)],
    ['between comments', (response) => response.end(`: ping\n\n${answer('Grüße 👋')}: ping\n\n`)],
    ['with a last word of its own', (response) => response.end(`${answer('Grüße 👋')}data: [DONE]\n\n`)],
    [
      'and stays on the line afterwards',
      (response) => response.write(`${answer('Grüße 👋')}data: [DONE]\n\n`),
    ],
    ['without the last empty line', (response) => response.end(answer('Grüße 👋').trimEnd())],
    ['in packets of one byte', (response) => void writeSlowly(response, Buffer.from(answer('Grüße 👋')))],
  ])('that streams %s is understood [A6]', async (_name, write) => {
    respond = (_request, response) => write(streams(response));
    const { events, error } = await read();
    expect(error).toBeUndefined();
    expect(events).toEqual([created, delta('Grüße 👋'), completed]);
  });

  async function writeSlowly(response: ServerResponse, bytes: Buffer) {
    for (const byte of bytes) {
      response.write(Buffer.of(byte));
      await new Promise((resolve) => setImmediate(resolve));
    }
    response.end();
  }

  it.each<[string, Record<string, string>, string | Buffer]>([
    ['as plain text', { 'content-type': 'text/plain' }, answer('Hi')],
    [
      'compressed, although it was asked not to',
      { 'content-type': 'text/event-stream', 'content-encoding': 'gzip' },
      gzipSync(answer('Hi')),
    ],
  ])('that sends its stream %s is understood', async (_name, headers, body) => {
    respond = (_request, response) => response.writeHead(200, headers).end(body);
    expect((await read()).events).toEqual([created, delta('Hi'), completed]);
  });

  it.each<[string, string, new (...args: never[]) => Error]>([
    ['tells of an error', frame({ type: 'error', code: 'server_error', message: 'no' }), APIError],
    ['puts an error beside the rest', 'data: {"error":{"message":"no"}}\n\n', APIError],
    ['breaks off its JSON', 'data: {"type":"respon\n\n', SyntaxError],
  ])('that %s in mid-stream fails after what came before', async (_name, fault, kind) => {
    respond = (_request, response) => streams(response).end(frame(created) + frame(delta('Hi')) + fault);
    const { events, error } = await read();
    expect(textOf(events)).toBe('Hi');
    expect(error).toBeInstanceOf(kind);
  });

  it('that hangs up in mid-stream fails after what came before', async () => {
    respond = (_request, response) =>
      streams(response).write(frame(delta('Hi')), () => setImmediate(() => response.destroy()));
    const { events, error } = await read();
    expect(textOf(events)).toBe('Hi');
    expect(error).toBeInstanceOf(APIConnectionError);
  });

  it.each([401, 404, 429, 500])('that answers with %d says so before the stream', async (status) => {
    respond = (_request, response) =>
      response
        .writeHead(status, { 'content-type': 'application/json', 'x-request-id': 'req_9' })
        .end('{"error":{"message":"no","code":"why"}}');
    expect((await read()).error).toMatchObject({ status, code: 'why', requestID: 'req_9' });
  });

  it('that sends the request elsewhere is not followed: the key is for its own host', async () => {
    let others = 0;
    const other = createServer((_request, response) => response.end(String(++others))).listen(0, '127.0.0.1');
    await once(other, 'listening');
    const location = `http://127.0.0.1:${(other.address() as AddressInfo).port}/`;
    respond = (_request, response) => response.writeHead(307, { location }).end();
    expect((await read()).error).toMatchObject({ status: 307 });
    expect(others).toBe(0);
    other.close();
  });

  it('that is not there is a connection that failed', async () => {
    server.close();
    server.closeAllConnections();
    expect((await read()).error).toBeInstanceOf(APIConnectionError);
  });

  it('answers without a stream, too', async () => {
    const whole = { id: 'resp_1', object: 'response', output: [] };
    respond = (request, response) => {
      expect(request.headers).toMatchObject({ authorization: 'Bearer key', 'accept-encoding': 'identity' });
      response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(whole));
    };
    expect(await client.responses.create({ model: 'm', input: 'Hi' })).toMatchObject(whole);
  });

  it('loses its request when the caller aborts, before and after the first byte', async () => {
    const closed: Promise<unknown>[] = [];
    const stop = [new AbortController(), new AbortController()] as const;
    respond = (_request, response) => {
      closed.push(once(response, 'close'));
      if (closed.length === 1) return stop[0].abort();
      streams(response).write(frame(delta('Hi')));
    };
    await expect(ask(stop[0].signal)).rejects.toBeInstanceOf(APIUserAbortError);
    const seen: unknown[] = [];
    for await (const event of await ask(stop[1].signal)) {
      seen.push(event);
      stop[1].abort();
    }
    expect(seen).toHaveLength(1);
    await Promise.all(closed);
    expect(closed).toHaveLength(2);
  });

  it('loses its request when the reader leaves', async () => {
    const left = new Promise<void>((resolve) => {
      respond = (_request, response) => {
        response.on('close', resolve);
        streams(response).write(frame(delta('Hi')));
      };
    });
    for await (const _ of await ask()) break;
    await left;
  });

  it('is asked to wait by a reader that does not read', async () => {
    let written = 0;
    let isHeld!: () => void;
    const held = new Promise<void>((resolve) => (isHeld = resolve));
    respond = (_request, response) => {
      const one = frame(delta('x'.repeat(10_000)));
      streams(response);
      while (response.write(one)) written++;
      // The kernel's buffers, too, are full when nothing is taken for a while.
      const more = setInterval(() => {
        if (response.writableNeedDrain) return (clearInterval(more), isHeld());
        response.write(one);
        written++;
      }, 1);
      response.on('close', () => clearInterval(more));
    };
    const stream = (await ask())[Symbol.asyncIterator]();
    await stream.next();
    await held;
    expect(written).toBeLessThan(3_000);
    await stream.return?.();
  });

  it('that sends a line of 200 MB is left after 1 MB of it, and memory does not grow with it [A7]', async () => {
    const before = process.memoryUsage().rss;
    let written = 0;
    const closed = new Promise<void>((resolve) => {
      respond = (_request, response) => {
        const packet = Buffer.alloc(64 * 1024, 'x');
        streams(response).write('data: ');
        const write = () => {
          while (written < 200 * 1024 * 1024 && !response.destroyed) {
            written += packet.length;
            if (!response.write(packet)) return void response.once('drain', write);
          }
        };
        response.on('close', resolve);
        write();
      };
    });
    const { error } = await read();
    await closed;
    expect(error).toEqual(new ModelOutputTooLargeError('event', 1024 * 1024));
    expect(written).toBeLessThan(32 * 1024 * 1024);
    expect(process.memoryUsage().rss - before).toBeLessThan(64 * 1024 * 1024);
  });

  it('that refuses with 200 MB of words is left after 16 MB [A7]', async () => {
    respond = (_request, response) => {
      const packet = Buffer.alloc(64 * 1024, 'x');
      response.writeHead(400, { 'content-type': 'text/plain' });
      const write = () => {
        while (!response.destroyed) if (!response.write(packet)) return void response.once('drain', write);
      };
      write();
    };
    expect((await read()).error).toMatchObject({ status: 400 });
  });
});
