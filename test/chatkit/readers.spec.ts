import { ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fetchEventSource } from '@microsoft/fetch-event-source';
import type { INestApplication } from '@nestjs/common';
import { Test } from '@nestjs/testing';
import { createParser } from 'eventsource-parser';
import { ChatKitModule } from '../../src/chatkit/chatkit.module.js';
import { Heartbeat } from '../../src/chatkit/heartbeat.js';
import type { ThreadStreamEvent } from '../../src/protocol/events.js';
import type { ThreadMetadata } from '../../src/protocol/thread.js';
import { ChatKitServer } from '../../src/turns/chatkit-server.js';
import { MemoryThreadStore } from '../../src/turns/memory-thread.store.js';
import { typesOf } from '../../src/testing/client/answers.js';
import { userInput } from '../../src/testing/client/chatkit-test-client.js';
import { eventually } from '../support/eventually.js';
import { added, delta, done } from '../../src/testing/events.js';
import { assistantMessage } from '../../src/testing/builders.js';

const comment = ': keep-alive\n\n';
const text = 'line\nbreak — “quotes” 🐝 \u2028 data: x';
/** Everything that was written to a response, in order. */
const written: string[] = [];

/** Says half of its answer, and the rest when three heartbeats have gone out in between. */
class PausingServer extends ChatKitServer {
  override async *respond(thread: ThreadMetadata): AsyncIterable<ThreadStreamEvent> {
    const item = assistantMessage(thread.id);
    yield added(item);
    const before = written.length;
    await eventually(async () =>
      expect(written.slice(before).filter((chunk) => chunk === comment).length).toBeGreaterThanOrEqual(3),
    );
    yield delta(item.id, text);
    yield done({ ...item, content: [{ type: 'output_text', text, annotations: [] }] });
  }
}

describe('a stream with heartbeats in it (row 110)', () => {
  let app: INestApplication;
  let request: { url: string; method: 'POST'; body: string };

  beforeAll(async () => {
    const write = ServerResponse.prototype.write;
    jest.spyOn(ServerResponse.prototype, 'write').mockImplementation(function (
      this: ServerResponse,
      chunk: unknown,
    ) {
      written.push(String(chunk));
      return write.call(this, chunk, 'utf8');
    });
    const server = new PausingServer({ store: new MemoryThreadStore() });
    const building = Test.createTestingModule({
      imports: [ChatKitModule.forRoot({ server, principal: () => ({ userId: 'alice' }) })],
    });
    building.overrideProvider(Heartbeat).useValue(new Heartbeat(5));
    app = (await building.compile()).createNestApplication({ logger: false });
    await app.listen(0, '127.0.0.1');
    const { port } = app.getHttpServer().address() as AddressInfo;
    const body = JSON.stringify({ type: 'threads.create', params: userInput('Hello') });
    request = { url: `http://127.0.0.1:${port}/chatkit`, method: 'POST', body };
  });
  afterAll(async () => {
    await app.close();
    jest.restoreAllMocks();
  });

  const expected = [
    'thread.created',
    'thread.item.done',
    'stream_options',
    'thread.item.added',
    'thread.item.updated',
    'thread.item.done',
  ];

  it('is read whole by eventsource-parser', async () => {
    const events: ThreadStreamEvent[] = [];
    const comments: string[] = [];
    const parser = createParser({
      onEvent: ({ data, event, id }) => {
        expect([event, id]).toEqual([undefined, undefined]);
        events.push(JSON.parse(data) as ThreadStreamEvent);
      },
      onComment: (line) => comments.push(line),
      onError: (error) => {
        throw error;
      },
    });
    const headers = { 'content-type': 'application/json' };
    const response = await fetch(request.url, { ...request, headers });
    for await (const chunk of response.body!.pipeThrough(new TextDecoderStream())) parser.feed(chunk);
    expect(typesOf(events)).toEqual(expected);
    expect(events.at(-1)).toMatchObject({ item: { content: [{ text }] } });
    expect(comments.length).toBeGreaterThanOrEqual(3);
  });

  it('is read whole by fetch-event-source, once', async () => {
    // The library is made for browsers: it wants a window for its timers, and a document that may be hidden.
    const browser = { window: globalThis, document: new EventTarget() };
    Object.assign(globalThis, browser);
    const events: ThreadStreamEvent[] = [];
    let opened = 0;
    await fetchEventSource(request.url, {
      ...request,
      fetch,
      openWhenHidden: true,
      headers: { 'content-type': 'application/json' },
      onopen: async (response) => {
        opened++;
        expect(response.headers.get('content-type')).toMatch(/^text\/event-stream/);
      },
      // A comment is an event without data to it.
      onmessage: ({ data }) => {
        if (data) events.push(JSON.parse(data) as ThreadStreamEvent);
      },
      onerror: (error) => {
        throw error;
      },
    }).finally(() => {
      for (const name of Object.keys(browser)) Reflect.deleteProperty(globalThis, name);
    });
    expect(typesOf(events)).toEqual(expected);
    expect(events.at(-1)).toMatchObject({ item: { content: [{ text }] } });
    expect(opened).toBe(1);
  });
});
