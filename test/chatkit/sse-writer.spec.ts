import { once } from 'node:events';
import { createServer, get, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { connect, type AddressInfo } from 'node:net';
import { Heartbeat } from '../../src/chatkit/heartbeat.js';
import { SseWriter } from '../../src/chatkit/sse-writer.js';

const frame = (text: string) => `data: ${JSON.stringify(text)}\n\n`;

describe('the SSE writer', () => {
  let server: Server;
  let heartbeat: Heartbeat;
  let gone: jest.Mock;
  let opened: Promise<{ writer: SseWriter; response: ServerResponse }>;

  beforeEach(async () => {
    heartbeat = new Heartbeat(20);
    gone = jest.fn();
    opened = new Promise((resolve) => {
      server = createServer((_request, response) => {
        resolve({
          writer: new SseWriter(response, heartbeat, gone, { 'chatkit-turn-id': 'trn_1' }),
          response,
        });
      });
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
  });

  afterEach(() => {
    server.closeAllConnections();
    server.close();
  });

  const port = () => (server.address() as AddressInfo).port;

  async function open(): Promise<{ writer: SseWriter; response: ServerResponse; incoming: IncomingMessage }> {
    const request = get({ port: port(), host: '127.0.0.1' });
    const [[incoming], { writer, response }] = await Promise.all([
      once(request, 'response') as Promise<[IncomingMessage]>,
      opened,
    ]);
    incoming.setEncoding('utf8');
    return { writer, response, incoming };
  }

  async function text(incoming: IncomingMessage): Promise<string> {
    let all = '';
    for await (const chunk of incoming) all += chunk;
    return all;
  }

  it('sends headers that keep proxies from buffering, before any frame (rows 24, 89, 93)', async () => {
    const { incoming } = await open();
    expect(incoming.headers).toMatchObject({
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-cache, no-transform',
      'x-accel-buffering': 'no',
      'chatkit-turn-id': 'trn_1',
    });
  });

  it('writes the first frame at once and joins the others of the same tick', async () => {
    const { writer, response, incoming } = await open();
    const writes = jest.spyOn(response, 'write');
    for (const name of ['a', 'b', 'c', 'd']) writer.push(frame(name));
    expect(writes.mock.calls.map(([chunk]) => chunk)).toEqual([frame('a')]);
    writer.end();
    expect(await text(incoming)).toBe(['a', 'b', 'c', 'd'].map(frame).join(''));
    expect(writes).toHaveBeenCalledTimes(2);
    expect(gone).not.toHaveBeenCalled();
    expect(heartbeat.size).toBe(0);
  });

  it('says that it is alive while nothing happens (row 24)', async () => {
    const { incoming, writer } = await open();
    const [chunk] = (await once(incoming, 'data')) as [string];
    expect(chunk).toBe(': keep-alive\n\n');
    writer.end();
  });

  it('reports once when the client leaves, and takes frames no more', async () => {
    const { writer, incoming } = await open();
    writer.push(frame('a'));
    incoming.destroy();
    await new Promise<void>((resolve) => gone.mockImplementation(() => resolve()));
    writer.push(frame('b'));
    writer.end();
    expect(gone).toHaveBeenCalledTimes(1);
    expect(heartbeat.size).toBe(0);
  });

  it('does not report a client that read everything', async () => {
    const { writer, response, incoming } = await open();
    writer.push(frame('a'));
    writer.end();
    await text(incoming);
    if (!response.closed) await once(response, 'close');
    expect(gone).not.toHaveBeenCalled();
  });

  it('cuts a reader that does not read once a megabyte waits for it', async () => {
    const socket = connect(port(), '127.0.0.1');
    socket.on('error', () => undefined);
    socket.pause();
    socket.write('GET / HTTP/1.1\r\nHost: x\r\n\r\n');
    const { writer } = await opened;
    const left = new Promise<void>((resolve) => gone.mockImplementation(() => resolve()));
    const large = frame('x'.repeat(64 * 1024));
    // The kernel takes a few megabytes before Node's buffers begin to fill.
    for (let sent = 0; sent < 400 && gone.mock.calls.length === 0; sent++) {
      writer.push(large);
      await new Promise(setImmediate);
    }
    await left;
    socket.destroy();
  });

  it('sends a frame of two megabytes, and the same again, to a reader that reads', async () => {
    const { writer, incoming } = await open();
    const large = frame('x'.repeat(2 * 1024 * 1024));
    const read = text(incoming);
    for (let sent = 0; sent < 3; sent++) {
      writer.push(large);
      await writer.relief();
    }
    writer.end();
    expect((await read).length).toBe(3 * large.length);
    expect(gone).not.toHaveBeenCalled();
  });

  it('asks the producer to wait for a reader that is behind, and lets it go on when it has caught up', async () => {
    const { writer, incoming } = await open();
    incoming.pause();
    const large = frame('x'.repeat(64 * 1024));
    while (!writer.congested) {
      writer.push(large);
      await new Promise(setImmediate);
    }
    const relieved = writer.relief();
    incoming.resume();
    await relieved;
    expect(writer.congested).toBe(false);
    writer.end();
  });

  it('loses no frame to a reader that stops in mid-stream and goes on', async () => {
    const { writer, incoming } = await open();
    const filler = 'x'.repeat(16 * 1024);
    const lines = /data: "(\d+) /g;
    let stops = 0;
    const read = text(incoming);
    for (let sent = 0; sent < 1_000; sent++) {
      if (sent === 10) incoming.pause();
      writer.push(frame(`${sent} ${filler}`));
      if (writer.congested) {
        stops++;
        incoming.resume();
      }
      await writer.relief();
      if (sent % 50 === 0) await new Promise(setImmediate);
    }
    writer.end();
    const numbers = [...(await read).matchAll(lines)].map(([, number]) => Number(number));
    expect(numbers).toEqual(Array.from({ length: 1_000 }, (_, index) => index));
    expect(stops).toBeGreaterThan(0);
    expect(gone).not.toHaveBeenCalled();
  });

  it('gives a reader up that keeps the producer waiting for five seconds', async () => {
    const { writer, response, incoming } = await open();
    incoming.pause();
    const large = frame('x'.repeat(64 * 1024));
    while (!writer.congested) {
      writer.push(large);
      await new Promise(setImmediate);
    }
    jest.useFakeTimers({ doNotFake: ['nextTick', 'setImmediate', 'setInterval', 'clearInterval'] });
    try {
      const relieved = writer.relief();
      jest.advanceTimersByTime(4_999);
      expect(response.destroyed).toBe(false);
      jest.advanceTimersByTime(1);
      await relieved;
    } finally {
      jest.useRealTimers();
    }
    expect(response.destroyed).toBe(true);
    expect(gone).toHaveBeenCalledTimes(1);
  });

  describe('that has ended while its last frames still wait for the reader', () => {
    async function endUnread(): Promise<{ writer: SseWriter; response: ServerResponse; failed: jest.Mock }> {
      const { writer, response } = await open();
      const failed = jest.fn();
      response.on('error', failed);
      // As when the kernel's buffer is full: what is written is neither sent nor refused.
      Object.assign(response.socket!, { _write: () => undefined, _writev: () => undefined });
      writer.push(frame('last'));
      writer.end();
      return { writer, response, failed };
    }

    it('writes nothing after the end', async () => {
      const { writer, failed } = await endUnread();
      writer.push(frame('late'));
      await new Promise((resolve) => setTimeout(resolve, 60));
      expect(failed).not.toHaveBeenCalled();
    });

    it('gives a reader up that takes nothing', async () => {
      const { writer, response } = await endUnread();
      writer.beat(Date.now() + 31_000, 30_000);
      expect(response.destroyed).toBe(true);
      expect(heartbeat.size).toBe(0);
    });
  });
});
