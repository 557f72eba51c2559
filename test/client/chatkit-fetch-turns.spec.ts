import type { ServerResponse } from 'node:http';
import { createChatKitFetch, type ChatKitFetchOptions, type LiveEvent } from '../../client/browser/index.js';
import { barMs } from '../support/bar.js';
import { eventually } from '../support/eventually.js';
import { frame, json, lose, openStream, startStubServer, type StubServer } from '../support/stub-server.js';

// A turn that is stopped, whose connection is lost, or that was running before a reload. The server is a stand-in.

let server: StubServer;
beforeAll(async () => void (server = await startStubServer()));
afterAll(() => server.close());
beforeEach(() => server.reset());

const chatFetch = (options: ChatKitFetchOptions = {}) =>
  createChatKitFetch({ baseUrl: server.url, storage: null, ...options });

const ask = (type: string, params: object, signal?: AbortSignal) =>
  [
    `${server.url}/chatkit`,
    {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ type, params: { ...params, input: { content: [] } } }),
      signal,
    },
  ] as const;
const add = (signal?: AbortSignal) => ask('threads.add_user_message', { thread_id: 'thr_1' }, signal);
const create = (signal?: AbortSignal) => ask('threads.create', {}, signal);

const created = frame({ type: 'thread.created', thread: { id: 'thr_new' } });
const question = frame({ type: 'thread.item.done', item: { id: 'msg_1', type: 'user_message' } });
const begun = frame({ type: 'thread.item.added', item: { id: 'msg_2', type: 'assistant_message' } });
const delta = (text: string) => ({ type: 'thread.item.updated', item_id: 'msg_2', update: { delta: text } });
const answer = { type: 'thread.item.done', item: { id: 'msg_2', type: 'assistant_message' } };
const ended = { type: 'turn.ended', turn_id: 'turn_1', status: 'completed' };
const snapshot = { type: 'snapshot', turn_id: 'turn_1', position: 3, items: [] };

const cancels = () => server.asked.map(({ to }) => to).filter((to) => to.endsWith('/cancel'));
const eventsOf = (text: string) =>
  [...text.matchAll(/^data: (.*)$/gm)].map(([, data]) => JSON.parse(data!) as LiveEvent);

/** Answers messages with a stream that stays open, and gives it. */
function streaming(...frames: string[]): Promise<ServerResponse> {
  return new Promise((resolve) =>
    server.on('POST /chatkit', (response) => {
      openStream(response, 'turn_1');
      response.write(frames.join(''));
      resolve(response);
    }),
  );
}

describe('a press on stop', () => {
  const stopping = (stream: Promise<ServerResponse>, ...last: string[]) =>
    server.on('POST /api/chatkit/threads/', async (response) => {
      json(response, { turn_id: 'turn_1', status: 'cancelled' });
      (await stream).end(last.join(''));
    });

  it('ends the answer on the server, and the stream with its last events', async () => {
    const stream = streaming(question, begun);
    stopping(stream, frame(answer));
    const pressed = new AbortController();
    const response = await chatFetch()(...add(pressed.signal));
    pressed.abort();
    expect(await response.text()).toBe(question + begun + frame(answer));
    expect(cancels()).toEqual(['POST /api/chatkit/threads/thr_1/cancel']);
  });

  it('finds the thread that the answer has made', async () => {
    const stream = streaming();
    stopping(stream);
    const pressed = new AbortController();
    const response = await chatFetch()(...create(pressed.signal));
    pressed.abort();
    (await stream).write(created);
    expect(await response.text()).toBe(created);
    expect(cancels()).toEqual(['POST /api/chatkit/threads/thr_new/cancel']);
  });

  it('cuts a stream that does not end within a second', async () => {
    void streaming(question);
    server.on('POST /api/chatkit/threads/', (response) => json(response, { status: 'cancelling' }));
    const pressed = new AbortController();
    const response = await chatFetch()(...add(pressed.signal));
    const pressedAt = Date.now();
    pressed.abort();
    await expect(response.text()).rejects.toMatchObject({ name: 'AbortError' });
    expect(Date.now() - pressedAt).toBeGreaterThan(900);
    expect(Date.now() - pressedAt).toBeLessThan(barMs(2_000));
  });

  it('reaches a turn that had not begun to answer yet', async () => {
    let begin!: () => void;
    const closed = new Promise<void>((resolve) =>
      server.on('POST /chatkit', (response) => {
        response.on('close', resolve);
        begin = () => {
          openStream(response, 'turn_1');
          response.write(created + question);
        };
      }),
    );
    server.on('POST /api/chatkit/threads/', (response) => json(response, { status: 'cancelled' }));
    const pressed = new AbortController();
    const sending = chatFetch()(...create(pressed.signal));
    await server.came('POST /chatkit');
    pressed.abort();
    await expect(sending).rejects.toMatchObject({ name: 'AbortError' });
    expect(cancels()).toEqual([]);
    begin();
    await closed;
    expect(cancels()).toEqual(['POST /api/chatkit/threads/thr_new/cancel']);
  });

  it('takes a message that waits for its turn out of the line, and leaves the turn before it alone', async () => {
    const stream = streaming(': keep-alive\n\n');
    const closed = stream.then((response) => new Promise((resolve) => response.on('close', resolve)));
    const pressed = new AbortController();
    const response = await chatFetch()(...add(pressed.signal));
    pressed.abort();
    await expect(response.text()).rejects.toMatchObject({ name: 'AbortError' });
    await closed;
    expect(cancels()).toEqual([]);
  });

  it('may come from the page', async () => {
    const stream = streaming(question);
    stopping(stream);
    const chat = chatFetch();
    const response = await chat(...add());
    const reader = response.body!.getReader();
    await reader.read();
    expect(await chat.stop('thr_1')).toEqual({ turnId: 'turn_1', status: 'cancelled' });
    expect((await reader.read()).done).toBe(true);
    expect(await chat.stop('thr_other')).toEqual({ turnId: 'turn_1', status: 'cancelled' });
    expect(cancels()).toEqual(['thr_1', 'thr_other'].map((id) => `POST /api/chatkit/threads/${id}/cancel`));
  });

  it('says so when the server refuses', async () => {
    server.on('POST /api/', (response) => json(response, {}, 404));
    await expect(chatFetch().stop('thr_1')).rejects.toThrow('404');
  });

  it('sends nothing when it came before the message', async () => {
    await expect(chatFetch()(...add(AbortSignal.abort()))).rejects.toMatchObject({ name: 'AbortError' });
    expect(server.asked).toEqual([]);
  });
});

describe('a page that goes away', () => {
  const page = new EventTarget();
  const added = globalThis as { addEventListener?: unknown; removeEventListener?: unknown };
  beforeAll(() => {
    added.addEventListener = page.addEventListener.bind(page);
    added.removeEventListener = page.removeEventListener.bind(page);
  });
  afterAll(() => {
    delete added.addEventListener;
    delete added.removeEventListener;
  });

  it('stops nothing', async () => {
    const stream = streaming(question);
    const closed = stream.then((response) => new Promise((resolve) => response.on('close', resolve)));
    const aborted = new AbortController();
    const chat = chatFetch();
    const response = await chat(...add(aborted.signal));
    page.dispatchEvent(new Event('pagehide'));
    aborted.abort();
    await expect(response.text()).rejects.toMatchObject({ name: 'AbortError' });
    await closed;
    expect(cancels()).toEqual([]);
    chat.dispose();
  });

  it('may come back, and stop then', async () => {
    void streaming(question);
    server.on('POST /api/chatkit/threads/', (response) => json(response, { status: 'cancelled' }));
    const pressed = new AbortController();
    await chatFetch()(...add(pressed.signal));
    page.dispatchEvent(new Event('pagehide'));
    page.dispatchEvent(new Event('pageshow'));
    pressed.abort();
    await server.came('POST /api/chatkit/threads/thr_1/cancel');
  });
});

describe('a connection that is lost in mid-answer', () => {
  /** Loses the stream after these bytes have been read. */
  async function lost(...bytes: string[]): Promise<{ text: Promise<string> }> {
    const stream = streaming(...bytes);
    const response = await chatFetch()(...add());
    const reader = response.body!.getReader();
    let text = '';
    const first = reader.read().then(({ value }) => (text += new TextDecoder().decode(value)));
    await first;
    (await stream).socket!.resetAndDestroy();
    const rest = async (): Promise<string> => {
      const { done, value } = await reader.read();
      if (done) return text;
      text += new TextDecoder().decode(value);
      return rest();
    };
    return { text: rest() };
  }

  it('is taken up behind the last event, without a gap, a double or half a frame (rows 163, 170)', async () => {
    const events = [4, 5].map((at) => frame(delta(`${at}`), `turn_1:${at}`));
    server.onEach(
      'GET /api/chatkit/threads/thr_1/events',
      lose,
      (response) => {
        openStream(response);
        response.write(events[0]!, () => response.socket!.resetAndDestroy());
      },
      (response) => {
        openStream(response);
        response.end(`: keep-alive\n\n${events[1]}${frame(ended, 'turn_1:5')}`);
      },
    );
    const { text } = await lost(question, begun, frame(delta('3')), 'data: {"type":"thread.item.upd');
    expect(await text).toBe(question + begun + ['3', '4', '5'].map((each) => frame(delta(each))).join(''));
    const afters = server.asked.slice(1).map(({ to }) => new URL(to.slice(4), server.url).searchParams);
    expect(afters.map((each) => each.get('after'))).toEqual(['turn_1:3', 'turn_1:3', 'turn_1:4']);
  });

  it('is made up for from what is stored when the turn has ended meanwhile', async () => {
    server.on('GET /api/chatkit/threads/thr_1/events', (response) => {
      openStream(response);
      response.end(frame(ended));
    });
    const { text } = await lost(question, begun);
    server.on('POST /chatkit', (response, { body }) => {
      expect(JSON.parse(body)).toMatchObject({ type: 'items.list', params: { thread_id: 'thr_1' } });
      const stored = [
        { id: 'msg_4', type: 'widget' },
        { id: 'msg_3', type: 'workflow' },
      ];
      const before = [
        { id: 'msg_1', type: 'user_message' },
        { id: 'msg_0', type: 'assistant_message' },
      ];
      json(response, { data: [...stored, ...before], has_more: false });
    });
    expect(eventsOf(await text).slice(2)).toEqual([
      { type: 'thread.item.done', item: { id: 'msg_3', type: 'workflow' } },
      { type: 'thread.item.done', item: { id: 'msg_4', type: 'widget' } },
      { type: 'thread.item.removed', item_id: 'msg_2' },
    ]);
  });

  it('is not counted where the answer was told before: its end is awaited, and what is stored is read', async () => {
    server.onEach('POST /chatkit', lose, (response) => {
      openStream(response, 'turn_1');
      response.write(question + begun, () => response.socket!.resetAndDestroy());
    });
    server.on('GET /api/chatkit/threads/thr_1/events', (response) => {
      server.on('POST /chatkit', (read) => json(read, { data: [answer.item], has_more: false }));
      openStream(response);
      response.end(frame(snapshot, 'turn_1:9') + frame(delta('x'), 'turn_1:10') + frame(ended, 'turn_1:10'));
    });
    const response = await chatFetch()(...add());
    expect(await response.text()).toBe(question + begun + frame(answer));
    expect(server.asked.map(({ to }) => to)).toContain('GET /api/chatkit/threads/thr_1/events');
  });

  it('is an error when the server has nothing to say of the turn', async () => {
    const { text } = await lost(question);
    await expect(text).rejects.toThrow();
  });
});

describe('a turn that was running before a reload', () => {
  const streams = (...all: string[][]) =>
    server.onEach(
      'GET /api/chatkit/threads/thr_1/events',
      ...all.map((frames) => (response: ServerResponse) => {
        openStream(response);
        response.end(frames.join(''));
      }),
    );

  it('is waited for over lost connections, and then read (row 16)', async () => {
    streams(
      [frame(snapshot, 'turn_1:3'), frame(delta('4'), 'turn_1:4')],
      [frame(answer, 'turn_1:5'), frame(ended, 'turn_1:5')],
    );
    const fetchUpdates = jest.fn();
    const said: LiveEvent[] = [];
    const end = await chatFetch().resume({
      threadId: 'thr_1',
      fetchUpdates,
      onEvent: (event) => said.push(event),
    });
    expect(end).toEqual({ turnId: 'turn_1', status: 'completed' });
    expect(said).toEqual([snapshot, delta('4'), answer, ended]);
    expect(fetchUpdates).toHaveBeenCalledTimes(1);
    expect(server.asked.map(({ to }) => to)).toEqual([
      'GET /api/chatkit/threads/thr_1/events',
      'GET /api/chatkit/threads/thr_1/events?after=turn_1%3A4',
    ]);
  });

  it('is read while it runs, when something of it is finished', async () => {
    let end!: () => void;
    server.on('GET /api/', (response) => {
      openStream(response);
      response.write(frame(snapshot, 'turn_1:3') + frame(answer, 'turn_1:4') + frame(answer, 'turn_1:5'));
      end = () => response.end(frame(ended, 'turn_1:5'));
    });
    const fetchUpdates = jest.fn().mockImplementationOnce(() => end());
    await chatFetch().resume({ threadId: 'thr_1', fetchUpdates });
    expect(fetchUpdates).toHaveBeenCalledTimes(2);
  });

  it('that ended before anybody came is read once, however often the thread is opened', async () => {
    streams([frame(ended)]);
    const chat = chatFetch();
    // The widget tells of a thread that is loaded, and loads it for every reading.
    const fetchUpdates = jest.fn(() => void chat.resume({ threadId: 'thr_1', fetchUpdates }));
    expect(await chat.resume({ threadId: 'thr_1', fetchUpdates })).toMatchObject({ turnId: 'turn_1' });
    expect(await chat.resume({ threadId: 'thr_1', fetchUpdates })).toMatchObject({ turnId: 'turn_1' });
    expect(fetchUpdates).toHaveBeenCalledTimes(1);
  });

  it('is nothing to read in a thread without turns', async () => {
    streams([frame({ type: 'turn.ended', turn_id: null, status: null })]);
    const fetchUpdates = jest.fn();
    const end = await chatFetch().resume({ threadId: 'thr_1', fetchUpdates });
    expect(end).toEqual({ turnId: null, status: null });
    expect(fetchUpdates).not.toHaveBeenCalled();
  });

  it('is read again when the widget was not ready for it', async () => {
    streams([frame(ended)]);
    const fetchUpdates = jest.fn().mockRejectedValueOnce(new Error('Not ready.'));
    await chatFetch().resume({ threadId: 'thr_1', fetchUpdates });
    expect(fetchUpdates).toHaveBeenCalledTimes(2);
  });

  it('is not joined where this page has its stream already', async () => {
    const stream = streaming(question);
    const chat = chatFetch();
    const response = await chat(...add());
    expect(await chat.resume({ threadId: 'thr_1' })).toBeNull();
    (await stream).end();
    await response.text();
    expect(server.asked).toHaveLength(1);
  });

  it('is joined once, however often that is asked', async () => {
    streams([frame(snapshot, 'turn_1:3'), frame(ended, 'turn_1:3')]);
    const chat = chatFetch();
    const ends = await Promise.all([1, 2].map(() => chat.resume({ threadId: 'thr_1' })));
    expect(ends).toEqual(Array(2).fill({ turnId: 'turn_1', status: 'completed' }));
    expect(server.asked).toHaveLength(1);
  });

  it('is not read again when its stream came to its end in this page', async () => {
    streams([frame(ended)]);
    const stream = streaming(question);
    const chat = chatFetch();
    const response = await chat(...add());
    (await stream).end();
    await response.text();
    const fetchUpdates = jest.fn();
    expect(await chat.resume({ threadId: 'thr_1', fetchUpdates })).toMatchObject({ turnId: 'turn_1' });
    expect(fetchUpdates).not.toHaveBeenCalled();
  });

  it('is nobody else’s', async () => {
    server.on('GET /api/', (response) => json(response, {}, 404));
    expect(await chatFetch().resume({ threadId: 'thr_1' })).toBeNull();
  });

  it('is left when the page shows something else, and can be joined again', async () => {
    server.onEach(
      'GET /api/',
      (response) => openStream(response),
      (response) => {
        openStream(response);
        response.end(frame(ended));
      },
    );
    const chat = chatFetch();
    const shown = new AbortController();
    const left = chat.resume({ threadId: 'thr_1', signal: shown.signal });
    await server.came('GET /api/');
    shown.abort();
    const again = chat.resume({ threadId: 'thr_1' });
    expect([await left, await again]).toEqual([null, { turnId: 'turn_1', status: 'completed' }]);
  });

  it('is left when the helper is done with', async () => {
    server.on('GET /api/', (response) => openStream(response));
    const chat = chatFetch();
    const resumed = chat.resume({ threadId: 'thr_1' });
    await server.came('GET /api/');
    chat.dispose();
    expect(await resumed).toBeNull();
    await eventually(() => expect(server.asked).toHaveLength(1));
  });
});
