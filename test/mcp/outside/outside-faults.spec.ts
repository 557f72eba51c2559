import type { ServerResponse } from 'node:http';
import { z } from 'zod';
import { AnswerGate } from '../../../src/mcp/outside/answer-gate.js';
import { barMs } from '../../support/bar.js';
import { json, resultOf, startFakeMcp, type Behaviour, type FakeMcp } from '../../support/fake-mcp.js';
import { OutsideWorld, serverOf, textOf } from './opened-tools.js';

const secret = 'planted-SECRET-of-a-server';
const onCalls =
  (behaviour: Behaviour): Behaviour =>
  (request, response) =>
    request.method === 'tools/call' && behaviour(request, response);
const withStatus =
  (status: number, headers: Record<string, string> = {}): Behaviour =>
  (_, response) => {
    response.writeHead(status, { 'content-type': 'text/html', ...headers }).end(`<h1>${secret}</h1>`);
    return true;
  };

describe.each(['legacy', 'modern'] as const)('an outside server of the %s era that fails', (era) => {
  let fake: FakeMcp;
  const worlds: OutsideWorld[] = [];

  beforeEach(async () => {
    fake = await startFakeMcp({
      era,
      register: (server) => {
        server.registerTool('ping', { inputSchema: z.object({}) }, () => ({
          content: [{ type: 'text', text: 'pong' }],
        }));
      },
    });
  });
  afterEach(async () => {
    await Promise.all(worlds.splice(0).map((world) => world.close()));
    await fake.close();
  });
  const worldWith = (settings: object = {}) => {
    const world = new OutsideWorld([{ name: 'fake', url: fake.url, ...settings }]);
    worlds.push(world);
    return world;
  };
  /** Whatever is logged names the server and never quotes it. */
  const warnings = (world: OutsideWorld) => {
    expect(JSON.stringify(world.logged)).not.toContain('SECRET');
    return world.logged
      .filter(({ level }) => level === 'warn')
      .map(({ reason, status }) => ({ reason, status }));
  };

  it('costs its tools, is told of once, and comes back when it can (T1)', async () => {
    const { port } = new URL(fake.url);
    await fake.close();
    const world = worldWith();

    const opened = await world.open();
    expect(opened.servers.map(({ name }) => name)).toEqual(['nestjs-chatkit']);
    for (const person of ['alice', 'bob', 'carol']) expect(await world.connect(person)).toBeUndefined();
    expect(warnings(world)).toEqual([{ reason: 'unreachable', status: undefined }]);

    fake = await startFakeMcp({
      era,
      port: Number(port),
      register: (server) => void server.registerTool('ping', {}, () => ({ content: [] })),
    });
    const asked = fake.requests.length;
    expect(await world.connect()).toBeUndefined();
    // It is left alone for a while, however many ask.
    expect(fake.requests).toHaveLength(asked);
    jest.spyOn(Date, 'now').mockReturnValue(Date.now() + 60_000);
    expect(await world.connect()).toBeDefined();
    expect(world.logged.at(-1)).toMatchObject({ msg: expect.stringContaining('well again') });
  });

  it.each([
    [401, {}, { reason: 'refused', status: 401 }],
    [403, {}, { reason: 'refused', status: 403 }],
    [200, {}, { reason: 'not MCP' }],
    [502, {}, { reason: 'unavailable', status: 502 }],
    [302, { location: 'http://169.254.169.254/latest/meta-data' }, { reason: 'redirect', status: 302 }],
    [307, { location: '/mcp' }, { reason: 'redirect', status: 307 }],
  ])('answers %i with HTML: the chat goes on without it (T1)', async (status, headers, failure) => {
    fake.behave(withStatus(status, headers));
    const world = worldWith();

    expect((await world.open()).servers).toHaveLength(1);
    expect(warnings(world)).toEqual([{ status: undefined, ...failure }]);
    // A redirect, too, is followed to nowhere.
    expect(fake.requests.length).toBeLessThan(4);
  });

  it.each<[string, Behaviour, RegExp]>([
    ['dies in the middle', (_, response) => Boolean(response.destroy()), /reached|broke off/],
    [
      'breaks off its stream',
      (_, response) => {
        response.writeHead(200, { 'content-type': 'text/event-stream' }).write(': hello\n\n');
        return Boolean(setTimeout(() => response.destroy(), 20));
      },
      /broke off/,
    ],
    [
      'ends its stream without an answer',
      (_, response) => Boolean(response.writeHead(200, { 'content-type': 'text/event-stream' }).end()),
      /broke off/,
    ],
    ['refuses', withStatus(401), /refuses this person/],
    ['sends HTML', withStatus(200), /cannot be read/],
    ['is broken', withStatus(500), /not available/],
    [
      'has an error of the protocol',
      (request, response) => {
        const error = { code: -32_602, message: 'ping: \u001b[1mno\u0000 such argument' };
        json(response, { jsonrpc: '2.0', id: request.body.id, error });
        return true;
      },
      /reports an error\. ping: no\uFFFD such argument$/,
    ],
    [
      'sends what is no result',
      (request, response) => Boolean(json(response, resultOf(request, { content: 'x' })) ?? true),
      /cannot be read/,
    ],
  ])('%s: the model is told, and nothing else breaks (T1)', async (_, behaviour, told) => {
    const world = worldWith();
    const server = (await world.connect())!;
    fake.behave(onCalls(behaviour));

    const result = await server.callTool('fake_ping', {});

    expect(result.isError).toBe(true);
    expect(textOf(result)).toMatch(told);
    expect(textOf(result)).not.toContain('SECRET');
    fake.behave(undefined);
    expect(textOf(await server.callTool('fake_ping', {}))).toBe('pong');
    expect(warnings(world).length).toBeLessThan(2);
  });

  it('has forgotten the connection: the call is made again over a new one', async () => {
    const server = (await worldWith().connect())!;
    let calls = 0;
    fake.behave(onCalls((_, response) => calls++ === 0 && withStatus(404)(_, response)));

    expect(textOf(await server.callTool('fake_ping', {}))).toBe('pong');
    expect(calls).toBe(2);
  });

  it('hangs while it is opened: a run waits 3 seconds at the most (T2)', async () => {
    fake.behave(() => true);
    const world = worldWith();
    const started = performance.now();

    expect((await world.open()).servers).toHaveLength(1);

    expect(performance.now() - started).toBeLessThan(barMs(4_000));
    expect(warnings(world)).toEqual([{ reason: 'timeout', status: undefined }]);
    // Whoever comes next does not wait that long again.
    const startedAgain = performance.now();
    expect((await world.open('bob')).servers).toHaveLength(1);
    expect(performance.now() - startedAgain).toBeLessThan(barMs(1_000));
  });

  it.each<[string, (response: ServerResponse, token: unknown) => void]>([
    ['hangs', () => undefined],
    [
      'drips a byte at a time',
      (response) => {
        response.writeHead(200, { 'content-type': 'application/json' });
        const drip = setInterval(() => response.write(' '), 50);
        response.once('close', () => clearInterval(drip));
      },
    ],
    [
      'reports progress for ever',
      (response, progressToken) => {
        response.writeHead(200, { 'content-type': 'text/event-stream' });
        let progress = 0;
        const report = setInterval(() => {
          const params = { progressToken, progress: ++progress };
          const message = { jsonrpc: '2.0', method: 'notifications/progress', params };
          response.write(`data: ${JSON.stringify(message)}\n\n`);
        }, 50);
        response.once('close', () => clearInterval(report));
      },
    ],
  ])('%s: the call ends in time, and so does the exchange under it (T2)', async (_, misbehave) => {
    const world = worldWith({ timeoutSeconds: 0.5, totalSeconds: 1 });
    const server = (await world.connect())!;
    fake.behave(
      onCalls((request, response) => {
        const { _meta } = request.body.params as { _meta?: { progressToken?: unknown } };
        misbehave(response, _meta?.progressToken);
        return true;
      }),
    );
    const started = performance.now();

    const result = await server.callTool('fake_ping', {});

    expect(textOf(result)).toMatch(/did not answer in time/);
    expect(await fake.of('tools/call')[0]!.over).toEqual({ cutOff: true });
    expect(performance.now() - started).toBeLessThan(barMs(2_000));
    fake.behave(undefined);
    expect(textOf(await server.callTool('fake_ping', {}))).toBe('pong');
  });

  it('sends far too much: it is not read to its end (F10, T3)', async () => {
    const server = (await worldWith().connect())!;
    let sent = 0;
    fake.behave(
      onCalls((_, response) => {
        const chunk = Buffer.alloc(1024 * 1024, 'x');
        response.writeHead(200, { 'content-type': 'application/json' }).write('{"result":"');
        const send = () => {
          while (sent < 64 && !response.destroyed) {
            sent++;
            if (!response.write(chunk)) return void response.once('drain', send);
          }
        };
        send();
        return true;
      }),
    );

    expect(textOf(await server.callTool('fake_ping', {}))).toMatch(/too large/);
    expect(sent).toBeLessThan(20);
  });

  it('nests its answer too deep: it is not read (T3)', async () => {
    const server = (await worldWith().connect())!;
    fake.behave(
      onCalls((request, response) => {
        const deep = `${'['.repeat(100_000)}${']'.repeat(100_000)}`;
        const body = `{"jsonrpc":"2.0","id":${JSON.stringify(request.body.id)},"result":{"content":[],"structuredContent":{"a":${deep}}}}`;
        if (era === 'modern') response.writeHead(200, { 'content-type': 'application/json' }).end(body);
        else response.writeHead(200, { 'content-type': 'text/event-stream' }).end(`data: ${body}\n\n`);
        return true;
      }),
    );

    expect(textOf(await server.callTool('fake_ping', {}))).toMatch(/too large|broke off/);
  });

  it('is slow for one run while another has its answer', async () => {
    const world = worldWith();
    const [one, other] = [await world.open('alice'), await world.open('alice')];
    fake.behave(
      onCalls(
        (request) => (request.body.params as { arguments: { slow?: boolean } }).arguments.slow ?? false,
      ),
    );
    const stop = new AbortController();
    const arrives = fake.next('tools/call');
    const slow = serverOf(one)!.callTool('fake_ping', { slow: true }, null, { signal: stop.signal });
    slow.catch(() => undefined);
    await arrives;

    expect(textOf(await serverOf(other)!.callTool('fake_ping', {}))).toBe('pong');

    stop.abort(new Error('enough'));
    await expect(slow).rejects.toThrow('enough');
  });
});

describe('the gate that answers pass', () => {
  const pass = (isStream: boolean, text: string) => {
    const gate = new AnswerGate(isStream);
    // In pieces of every size: a chunk may end anywhere.
    for (let at = 0, size = 1; at < text.length; at += size, size = (size % 7) + 1) {
      gate.check(Buffer.from(text.slice(at, at + size)));
    }
    return gate;
  };
  const brackets = '['.repeat(200);

  it('counts brackets where they nest, and nowhere else', () => {
    expect(() => pass(false, brackets)).toThrow('too deep');
    expect(() => pass(true, `data: ${brackets}`)).toThrow('too deep');
    expect(() => pass(true, `event: message\r\nid: 1\r\ndata:${brackets}\r\n`)).toThrow('too deep');
    pass(false, `{"a":"\\"${brackets}","b":[${'[],'.repeat(500)}1]}`);
    pass(true, `id: ${brackets}\n: ${brackets}\n\ndata: {"a":"${brackets}"}\n\n`);
    pass(true, `data: ${'['.repeat(60)}\n\n`.repeat(50));
  });

  it('notices an id, by which a stream can be asked for again', () => {
    expect(pass(true, 'data: {"id":1}\n\n').isResumable).toBe(false);
    expect(pass(true, 'id: 7\ndata: {}\n\n').isResumable).toBe(true);
  });
});
