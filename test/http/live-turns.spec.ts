import { DataSource } from 'typeorm';
import { AssistantServer } from '../../src/agent/assistant.server.js';
import type { ThreadStreamEvent } from '../../src/protocol/events.js';
import { newId } from '../../src/protocol/ids.js';
import type { ThreadItem } from '../../src/protocol/items.js';
import { assistantMessage } from '../../src/testing/builders.js';
import { readEvents } from '../../src/testing/client/read-events.js';
import { userInput } from '../../src/testing/client/chatkit-test-client.js';
import { added, delta, done } from '../../src/testing/events.js';
import { ScriptedResponder, untilStopped, type Script } from '../../src/testing/scripted.responder.js';
import { ThreadStore } from '../../src/turns/thread-store.js';
import { barMs } from '../support/bar.js';
import { startApp, type TestApp } from '../support/app.js';
import { eventually } from '../support/eventually.js';
import { JoinedStream } from '../support/joined-stream.js';
import { isSnapshot, shownBy, type LiveEvent } from '../support/live-viewer.js';
import { RestClient } from '../support/rest-client.js';
import { turnCutCases } from './turn-cuts.cases.js';

const responder = new ScriptedResponder();
let server: TestApp;
let alice: RestClient;
let bob: RestClient;
beforeAll(async () => {
  server = await startApp({ responder });
  [alice, bob] = [RestClient.of(server.alice), RestClient.of(server.bob)];
});
afterAll(() => server.close());

/** A turn whose answer goes on when the test says so. */
class HeldTurn {
  threadId = '';
  turnId = '';
  /** What its own client was told so far. */
  readonly events: ThreadStreamEvent[] = [];
  itemId = '';
  signal!: AbortSignal;
  private say!: (text: string | undefined) => void;
  private said = new Promise<string | undefined>((resolve) => (this.say = resolve));
  private readonly leaving = new AbortController();
  private ended!: Promise<unknown>;

  /** Begins a turn, and reads its stream to the first words, `Half `. */
  static async begin({ isExplicit = true, threadId }: { isExplicit?: boolean; threadId?: string } = {}) {
    const held = new HeldTurn();
    responder.script = held.script;
    const body = threadId
      ? { type: 'threads.add_user_message', params: { thread_id: threadId, ...userInput('Hi') } }
      : { type: 'threads.create', params: userInput('Hi') };
    const response = await server.alice.post(JSON.stringify(body), {
      headers: isExplicit ? { 'chatkit-stop': 'explicit' } : {},
      signal: held.leaving.signal,
    });
    held.turnId = response.headers.get('chatkit-turn-id')!;
    const events = readEvents(response.body!.pipeThrough(new TextDecoderStream()));
    await new Promise<void>((resolve, reject) => {
      held.ended = (async () => {
        for await (const event of events) {
          held.events.push(event);
          if (event.type === 'thread.item.done') held.threadId ||= event.item.thread_id;
          if (event.type === 'thread.item.updated') resolve();
        }
      })().catch(reject);
    });
    return held;
  }

  /** More of the answer; nothing ends it. */
  goOn(text?: string): void {
    const { say } = this;
    this.said = new Promise((resolve) => (this.say = resolve));
    say(text);
  }

  /** Resolves when the turn's own stream has ended. */
  async finished(): Promise<void> {
    await this.ended;
  }

  async leave(): Promise<void> {
    this.leaving.abort();
    await this.ended.catch(() => undefined);
  }

  private readonly script: Script = async function* (
    this: HeldTurn,
    ...[thread, _input, context]: Parameters<Script>
  ) {
    this.signal = context.signal;
    const item = assistantMessage(thread.id);
    this.itemId = item.id;
    let whole = '';
    yield added(item);
    for (let text: string | undefined = 'Half '; text !== undefined; text = await this.said) {
      whole += text;
      yield delta(item.id, text);
    }
    yield done({ ...item, content: assistantMessage(thread.id, whole).content });
  }.bind(this);
}

const join = (threadId: string, options?: Parameters<typeof JoinedStream.open>[2]) =>
  JoinedStream.open(alice, threadId, options);
const cancel = (threadId: string, by = alice) =>
  by.send<{ turn_id: string | null; status: string; message?: string }>(
    'POST',
    `/api/chatkit/threads/${threadId}/cancel`,
  );
const storedItems = async (threadId: string) =>
  (
    await server.app
      .get(ThreadStore)
      .loadThreadItems(threadId, { limit: 100, order: 'asc' }, { userId: 'alice' })
  ).data;
const turnRow = async (turnId: string) => {
  const [row] = await server.app
    .get(DataSource)
    .query<{ status: string; cancel_requested_at: Date | null }[]>(
      'select status, cancel_requested_at from turns where id = $1',
      [turnId],
    );
  return row!;
};
const textsOf = (items: readonly ThreadItem[]) =>
  items.flatMap((item) => (item.type === 'assistant_message' ? item.content.map(({ text }) => text) : []));
const endedAs = (turn_id: string | null, status: string | null): LiveEvent =>
  ({ type: 'turn.ended', turn_id, status }) as LiveEvent;

describe('GET /api/chatkit/threads/{id}/events (row 92)', () => {
  it('shows what is being written, then every event, then the end; folded it is what is stored', async () => {
    const turn = await HeldTurn.begin();
    await turn.leave();
    const stream = await join(turn.threadId);
    expect(stream.response.headers.get('content-type')).toBe('text/event-stream; charset=utf-8');
    expect(stream.response.headers.get('chatkit-turn-id')).toBe(turn.turnId);
    const first = await stream.next();
    expect(first).toEqual({
      id: `${turn.turnId}:5`,
      event: {
        type: 'snapshot',
        turn_id: turn.turnId,
        position: 5,
        items: [
          expect.objectContaining({ id: turn.itemId, content: [expect.objectContaining({ text: 'Half ' })] }),
        ],
      },
    });
    const loaded = await server.alice.items(turn.threadId);
    turn.goOn('and half');
    await stream.until(({ type }) => type === 'thread.item.updated');
    turn.goOn();
    const events = await stream.rest();
    expect(stream.frames.map(({ id }) => id)).toEqual([5, 6, 7, 7].map((place) => `${turn.turnId}:${place}`));
    expect(events.at(-1)).toEqual(endedAs(turn.turnId, 'completed'));
    const items = await server.alice.items(turn.threadId);
    expect(shownBy(events, loaded)).toEqual(items);
    expect(textsOf(items)).toEqual(['Half and half']);
  });

  it('leaves the turn’s own stream as the widget knows it', async () => {
    const turn = await HeldTurn.begin();
    const stream = await join(turn.threadId);
    turn.goOn();
    await stream.rest();
    await turn.finished();
    responder.script = async function* () {};
    const response = await server.alice.post(
      JSON.stringify({ type: 'threads.create', params: userInput('Hi') }),
    );
    expect(await response.text()).toMatch(/^(data: \{.*\}\n\n)+$/);
  });

  it('goes on behind the event that a client names, in the query or as browsers do', async () => {
    const turn = await HeldTurn.begin();
    for (const word of ['a ', 'b ', 'c ']) {
      turn.goOn(word);
      await eventually(() => expect(JSON.stringify(turn.events.at(-1))).toContain(word));
    }
    const [byQuery, byHeader, unknown] = await Promise.all([
      join(turn.threadId, { query: `?after=${turn.turnId}:6` }),
      // A browser repeats the query that it began with.
      join(turn.threadId, {
        query: `?after=${turn.turnId}:1`,
        headers: { 'last-event-id': `${turn.turnId}:6` },
      }),
      join(turn.threadId, { query: `?after=${newId('turn')}:6` }),
    ]);
    turn.goOn();
    await turn.finished();
    for (const stream of [byQuery, byHeader]) {
      await stream.rest();
      expect(stream.frames.map(({ id }) => id)).toEqual(
        [7, 8, 9, 9].map((place) => `${turn.turnId}:${place}`),
      );
      expect(stream.events.slice(0, -1)).toEqual(turn.events.slice(6));
    }
    // What is named of another turn is no place in this one.
    expect((await unknown.rest()).filter(isSnapshot)).toEqual([unknown.events[0]]);
  });

  it('tells of the last turn’s end where none runs, and of none where there never was one', async () => {
    const turn = await HeldTurn.begin();
    turn.goOn();
    await turn.finished();
    await eventually(() => expect(server.app.get(AssistantServer).runningTurns).toBe(0));
    expect(await (await join(turn.threadId)).rest()).toEqual([endedAs(turn.turnId, 'completed')]);
    const late = await join(turn.threadId, { query: `?after=${turn.turnId}:2` });
    expect(await late.rest()).toEqual([endedAs(turn.turnId, 'completed')]);
    const { body } = await alice.send<{ id: string }>('POST', '/api/chatkit/threads', {});
    expect(await (await join(body.id)).rest()).toEqual([endedAs(null, null)]);
  });

  it.each([
    ['?after=12', {}, 'after'],
    ['?after=trn_1:-1', {}, 'after'],
    ['?after=trn_1:1&after=trn_1:2', {}, 'after'],
    ['?from=1', {}, 'from'],
    ['', { 'last-event-id': 'nonsense' }, 'Last-Event-ID'],
  ])('refuses %s %j, and names what is wrong', async (query, headers, path) => {
    const { body } = await alice.send<{ id: string }>('POST', '/api/chatkit/threads', {});
    const response = await alice.raw(
      'GET',
      `/api/chatkit/threads/${body.id}/events${query}`,
      undefined,
      headers,
    );
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ code: 'bad_request', details: [{ path }] });
  });

  it('ends when the thread is deleted', async () => {
    const turn = await HeldTurn.begin();
    const stream = await join(turn.threadId);
    await stream.next();
    await server.alice.call('threads.delete', { thread_id: turn.threadId });
    expect((await stream.rest()).at(-1)).toEqual(endedAs(turn.turnId, 'interrupted'));
    await turn.finished();
  });

  it('neither stops a turn by leaving it, nor keeps one that its person left', async () => {
    const turn = await HeldTurn.begin({ isExplicit: false });
    const [leaving, staying] = [await join(turn.threadId), await join(turn.threadId)];
    await Promise.all([leaving.next(), staying.next()]);
    await leaving.leave();
    turn.goOn('more');
    await staying.until(({ type }) => type === 'thread.item.updated');
    expect(turn.signal.aborted).toBe(false);
    await turn.leave();
    expect((await staying.rest()).at(-1)).toEqual(endedAs(turn.turnId, 'cancelled'));
    expect(textsOf(await server.alice.items(turn.threadId))).toEqual(['Half more']);
  });
});

describe('POST /api/chatkit/threads/{id}/cancel (row 92)', () => {
  it('stops the turn within a second, keeps what was written, and ends every stream of it', async () => {
    const turn = await HeldTurn.begin();
    const streams = [
      await join(turn.threadId),
      await join(turn.threadId, { query: `?after=${turn.turnId}:1` }),
    ];
    await Promise.all(streams.map((stream) => stream.next()));
    const asked = Date.now();
    const { status, body } = await cancel(turn.threadId);
    expect([status, body]).toEqual([200, { turn_id: turn.turnId, status: 'cancelled' }]);
    for (const stream of streams) {
      expect((await stream.rest()).at(-1)).toEqual(endedAs(turn.turnId, 'cancelled'));
    }
    await turn.finished();
    expect(Date.now() - asked).toBeLessThan(barMs(1_000));
    expect(turn.signal.aborted).toBe(true);
    expect(turn.events.at(-1)).toMatchObject({ type: 'thread.item.done', item: { id: turn.itemId } });
    expect((await storedItems(turn.threadId)).map(({ type }) => type)).toEqual([
      'user_message',
      'assistant_message',
      'sdk_hidden_context',
    ]);
    expect(await turnRow(turn.turnId)).toEqual({
      status: 'cancelled',
      cancel_requested_at: expect.any(Date),
    });
    expect((await cancel(turn.threadId)).body).toEqual({ turn_id: null, status: 'idle' });
  });

  it('says that a turn is still ending when that takes longer', async () => {
    const turn = await HeldTurn.begin();
    let letGo!: () => void;
    const held = new Promise<void>((resolve) => (letGo = resolve));
    const keep = jest.spyOn(responder, 'handleStreamCancelled').mockImplementation(async () => {
      await held;
      return [];
    });
    expect((await cancel(turn.threadId)).body).toEqual({ turn_id: turn.turnId, status: 'cancelling' });
    letGo();
    await turn.finished();
    keep.mockRestore();
    await eventually(async () => expect((await turnRow(turn.turnId)).status).toBe('cancelled'));
  });

  it('is for the thread’s own person (rows 14, 77)', async () => {
    const turn = await HeldTurn.begin();
    const [foreign, unknown] = [await cancel(turn.threadId, bob), await cancel(newId('thread'), bob)];
    expect([foreign.status, unknown.status]).toEqual([404, 404]);
    expect(foreign.body.message).toBe(unknown.body.message);
    await expect(JoinedStream.open(bob, turn.threadId)).rejects.toThrow(/^Error: 404|^404/);
    expect(turn.signal.aborted).toBe(false);
    await cancel(turn.threadId);
    await turn.finished();
  });

  it('is noticed on the row by the process that runs the turn', async () => {
    const turn = await HeldTurn.begin();
    await server.app
      .get(DataSource)
      .query('update turns set cancel_requested_at = now() where id = $1', [turn.turnId]);
    const { engine } = server.app.get<unknown, { engine: { renew(): Promise<void> } }>(AssistantServer);
    await engine.renew();
    await turn.finished();
    await eventually(async () => expect((await turnRow(turn.turnId)).status).toBe('cancelled'));
  });
});

describe('POST /api/chatkit/messages with background (row 92)', () => {
  const send = (body: object) => alice.send<Record<string, unknown>>('POST', '/api/chatkit/messages', body);
  const endless: Script = async function* (thread, _input, context) {
    yield added(assistantMessage(thread.id, 'Busy'));
    await untilStopped(context);
  };

  it('answers at once, with a turn that can be polled, joined and stopped', async () => {
    responder.script = endless;
    const { status, headers, body } = await send({ message: 'Take your time', background: true });
    const [stored] = await server.alice.items(body.thread_id as string);
    expect([status, body]).toEqual([
      202,
      {
        thread_id: expect.stringMatching(/^thr_/),
        turn_id: expect.stringMatching(/^trn_/),
        item_id: stored!.id,
      },
    ]);
    expect(headers.get('chatkit-turn-id')).toBe(body.turn_id);
    const thread = () =>
      alice.get<{ running_turn_id?: string }>(`/api/chatkit/threads/${body.thread_id as string}`);
    expect((await thread()).body).toMatchObject({
      running_turn_id: body.turn_id,
      status: { type: 'active' },
    });
    const stream = await join(body.thread_id as string);
    const busy = await send({ message: 'And?', thread_id: body.thread_id, background: true });
    expect([busy.status, busy.body.code]).toEqual([409, 'turn_busy']);
    await cancel(body.thread_id as string);
    expect((await stream.rest()).at(-1)).toEqual(endedAs(body.turn_id as string, 'cancelled'));
    expect((await thread()).body).not.toHaveProperty('running_turn_id');
  });

  it('finishes with nobody there', async () => {
    responder.script = async function* (thread) {
      yield done(assistantMessage(thread.id, 'Done'));
    };
    const { body } = await send({ message: 'Hi', background: true });
    await eventually(async () => expect((await turnRow(body.turn_id as string)).status).toBe('completed'));
    expect(textsOf(await server.alice.items(body.thread_id as string))).toEqual(['Done']);
  });

  it('is true or false, and for a message that is answered', async () => {
    for (const more of [
      { message: 'Hi', background: 'yes' },
      { role: 'user', content: 'Hi', background: true },
    ]) {
      const { status, body } = await send(more);
      expect([status, body]).toEqual([
        400,
        expect.objectContaining({ details: [expect.objectContaining({ path: 'background' })] }),
      ]);
    }
  });
});

turnCutCases(() => server, responder);
