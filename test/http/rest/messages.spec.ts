import type { ThreadStreamEvent } from '../../../src/protocol/events.js';
import { foldItems } from '../../../src/protocol/fold.js';
import type { ThreadItem } from '../../../src/protocol/items.js';
import { newId } from '../../../src/protocol/ids.js';
import { assistantMessage } from '../../../src/testing/builders.js';
import { readEvents } from '../../../src/testing/client/read-events.js';
import { added, delta, done } from '../../../src/testing/events.js';
import { ScriptedResponder, untilStopped } from '../../../src/testing/scripted.responder.js';
import { startApp, type TestApp } from '../../support/app.js';
import { eventually } from '../../support/eventually.js';
import { RestClient } from '../../support/rest-client.js';

interface Answer {
  thread_id: string;
  message_id: string;
  response: string;
  items: ThreadItem[];
  error?: { code: string; message?: string; allow_retry: boolean };
}
interface Saved {
  status: string;
  message_id: string;
  conversation_id: string | number;
}
interface Refusal {
  message: string;
  code: string;
}

let server: TestApp;
let alice: RestClient;
let bob: RestClient;
const responder = new ScriptedResponder();
const messages = '/api/chatkit/messages';

const speak: ScriptedResponder['script'] = async function* (thread) {
  const item = assistantMessage(thread.id);
  yield added(item);
  for (const word of ['One ', 'two ', 'three']) yield delta(item.id, word);
  yield done({ ...item, content: assistantMessage(thread.id, 'One two three').content });
};

beforeAll(async () => {
  server = await startApp({ responder });
  [alice, bob] = [RestClient.of(server.alice), RestClient.of(server.bob)];
});
beforeEach(() => void (responder.script = speak));
afterAll(() => server.close());

const send = <Body = Answer>(body: object, by = alice) => by.send<Body>('POST', messages, body);

async function stream(body: object): Promise<ThreadStreamEvent[]> {
  const headers = { accept: 'text/event-stream' };
  const response = await alice.raw('POST', messages, JSON.stringify(body), headers);
  expect(response.headers.get('content-type')).toContain('text/event-stream');
  const events: ThreadStreamEvent[] = [];
  for await (const event of readEvents(response.body!.pipeThrough(new TextDecoderStream()))) {
    events.push(event);
  }
  return events;
}

describe('POST /api/chatkit/messages without a role (rows 69, 80, 177)', () => {
  it('answers with the turn as one body, and goes on in the thread', async () => {
    const first = await send({ message: 'Count' });
    expect([first.status, first.body.response]).toEqual([200, 'One two three']);
    expect(first.headers.get('chatkit-turn-id')).toMatch(/^trn_/);
    const { thread_id } = first.body;
    const second = await send({ thread_id, message: 'Again' });
    const items = await server.alice.items(thread_id);
    expect([...first.body.items, ...second.body.items]).toEqual(items);
    expect(items.map(({ type }) => type)).toEqual([
      'user_message',
      'assistant_message',
      'user_message',
      'assistant_message',
    ]);
    expect(second.body.message_id).toBe(items[2]!.id);
  });

  it('streams the same: folded, the events are the items of the body', async () => {
    const events = await stream({ message: 'Count' });
    expect(events[0]!.type).toBe('thread.created');
    const folded = events.reduce<ThreadItem[]>(foldItems, []);
    const { body } = await send({ message: 'Count' });
    const said = (items: ThreadItem[]) =>
      items.map((item) => [item.type, 'content' in item ? item.content : undefined]);
    expect(said(body.items)).toEqual(said(folded));
    expect(await server.alice.items(folded[0]!.thread_id)).toEqual(folded);
  });

  it('stores the message before the model fails, and says so with 200 (row 33)', async () => {
    responder.script = async function* (thread) {
      const item = assistantMessage(thread.id);
      yield added(item);
      yield delta(item.id, 'Half');
      throw new Error('secret of the provider');
    };
    const { status, body } = await send({ message: 'Count' });
    expect(status).toBe(200);
    expect(body).toMatchObject({ response: 'Half', error: { code: 'stream.error', allow_retry: true } });
    expect(JSON.stringify(body)).not.toContain('secret of the provider');
    expect(await server.alice.items(body.thread_id)).toEqual(body.items);
  });

  it('answers 409 while an answer is being written, and stops it when its reader leaves', async () => {
    responder.script = async function* (thread, _input, context) {
      const item = assistantMessage(thread.id);
      yield added(item);
      yield delta(item.id, 'Half');
      await untilStopped(context);
    };
    const { body: thread } = await alice.send<{ id: string }>('POST', '/api/chatkit/threads', {});
    const leaving = new AbortController();
    const open = alice
      .raw('POST', messages, JSON.stringify({ thread_id: thread.id, message: 'Wait' }), {}, leaving.signal)
      .catch(() => undefined);
    await eventually(async () => expect(await server.alice.items(thread.id)).toHaveLength(1));
    const busy = await send<Refusal>({ thread_id: thread.id, message: 'And?' });
    expect([busy.status, busy.body.code]).toEqual([409, 'turn_busy']);
    const saved = await send<Refusal>({ thread_id: thread.id, role: 'user', content: 'And?' });
    expect([saved.status, saved.body.code]).toEqual([409, 'turn_busy']);
    leaving.abort();
    await open;
    await eventually(async () => expect(await server.alice.items(thread.id)).toHaveLength(2));
    responder.script = speak;
    await eventually(async () =>
      expect((await send({ thread_id: thread.id, message: 'Go' })).status).toBe(200),
    );
  });

  it('knows nobody else’s thread', async () => {
    const { body } = await send({ message: 'Count' });
    for (const more of [{ message: 'x' }, { role: 'user', content: 'x' }]) {
      const foreign = await send<Refusal>({ thread_id: body.thread_id, ...more }, bob);
      const unknown = await send<Refusal>({ thread_id: newId('thread'), ...more }, bob);
      expect([foreign.status, unknown.status]).toEqual([404, 404]);
      expect(foreign.body.message).toBe(unknown.body.message);
    }
    expect(await server.alice.items(body.thread_id)).toHaveLength(2);
  });
});

describe('POST /api/chatkit/messages with a role (rows 147, 161)', () => {
  it('saves under the conversation’s own id, once for each message id, and asks no model', async () => {
    const calls = responder.calls.length;
    const body = { conversation_id: 5, role: 'USER', content: 'Hi', message_id: 'm1' };
    const [first, again] = [await send<Saved>(body), await send<Saved>(body)];
    expect([first.status, again.status]).toEqual([201, 200]);
    expect(first.body).toEqual({
      status: 'saved',
      message_id: expect.stringMatching(/^msg_/),
      conversation_id: 5,
    });
    expect(again.body).toEqual(first.body);
    await send({ conversation_id: '5', role: 'assistant', content: 'Hello', client_id: 'm2' });
    const { body: read } = await alice.get<{ messages: object[] }>(
      '/api/chatkit/alice/conversations/5/messages',
    );
    expect(read.messages).toMatchObject([
      { id: first.body.message_id, role: 'user', content: 'Hi' },
      { role: 'assistant', content: 'Hello' },
    ]);
    expect(responder.calls).toHaveLength(calls);
    const other = await send<Refusal>({ ...body, content: 'Other' });
    expect([other.status, other.body.message]).toEqual([400, expect.stringMatching(/^message_id: /)]);
    expect((await send<Saved>(body, bob)).body.message_id).not.toBe(first.body.message_id);
  });

  it.each([
    [{ role: 'user', message: 'x' }, 'message'],
    [{ role: 'user' }, 'content'],
    [{ role: 'system', content: 'x' }, 'role'],
    [{ content: 'x' }, 'content'],
    [{ message: 'x', message_id: 'm' }, 'message_id'],
    [{ message: 'x', conversation_id: 5 }, 'conversation_id'],
    [{ role: 'user', content: 'x', thread_id: 'thr_1', conversation_id: 5 }, 'conversation_id'],
    [{ role: 'user', content: 'x', created_at: 'today' }, 'created_at'],
    [{ message: ' ' }, 'message'],
    [{ message: ['x'] }, 'message'],
    [{}, 'message'],
    [{ message: 'x', user_id: 'bob' }, 'user_id'],
  ])('refuses %j and names the field, before anything is stored', async (body, path) => {
    const count = async () =>
      (await alice.get<{ data: object[] }>('/api/chatkit/threads?limit=100')).body.data.length;
    const before = await count();
    const { status, body: refusal } = await send<Refusal & { details: { path: string }[] }>(body);
    expect([status, refusal.code, refusal.details[0]!.path]).toEqual([400, 'bad_request', path]);
    expect(await count()).toBe(before);
  });
});
