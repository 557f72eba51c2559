import { DataSource } from 'typeorm';
import { AssistantServer } from '../../src/agent/assistant.server.js';
import type { Answer } from '../../src/rest/answer.js';
import type { ChatResponse } from '../../src/rest/legacy-chat.js';
import { assistantMessage } from '../../src/testing/builders.js';
import { threadIdOf, typesOf } from '../../src/testing/client/answers.js';
import { userInput } from '../../src/testing/client/chatkit-test-client.js';
import { readEvents } from '../../src/testing/client/read-events.js';
import { done } from '../../src/testing/events.js';
import { ScriptedResponder } from '../../src/testing/scripted.responder.js';
import { startApp, type TestApp } from '../support/app.js';
import { ChatKitClient } from '../support/chatkit-client.js';
import { eventually } from '../support/eventually.js';
import { RestClient } from '../support/rest-client.js';
import { Gate, restOf, shownBy, textsOf } from '../support/server-pair.js';

// Over HTTP, what `test/turns/sent-again.spec.ts` and `test/turns/busy-threads.spec.ts` check without.

const responder = new ScriptedResponder();
let server: TestApp;
let rest: RestClient;
let gate: Gate;

beforeAll(async () => {
  const variables = { TURN_ON_BUSY: 'queue', TURN_QUEUE_LENGTH: '1', TURN_QUEUE_SECONDS: '1' };
  server = await startApp({ responder, variables });
  rest = RestClient.of(server.alice);
});
afterAll(() => server.close());
beforeEach(() => {
  gate = new Gate();
  responder.calls.length = 0;
  responder.script = async function* (thread, input) {
    const text = input!.content[0]!.text;
    if (text === 'slow') await gate.passed;
    yield done(assistantMessage(thread.id, `re: ${text}`));
  };
});
afterEach(() => gate.open());

let keys = 0;
const newKey = () => `key-${++keys}`;
const withKey = (key: string) =>
  new ChatKitClient(server.url, server.alice.token, { 'idempotency-key': key });
const create = (key: string, text = 'Hello') => withKey(key).open('threads.create', userInput(text));
const post = async <Body>(path: string, body: object, headers: Record<string, string> = {}) => {
  const response = await rest.raw('POST', path, JSON.stringify(body), headers);
  return { status: response.status, headers: response.headers, body: (await response.json()) as Body };
};
const threads = async () =>
  (await server.app.get(DataSource).query<{ id: string }[]>('select id from threads')).length;

describe('the header Idempotency-Key', () => {
  it('makes two posts of a message one turn (row 19)', async () => {
    const key = newKey();
    const [one, other] = await Promise.all([create(key), create(key)]);
    expect(one.headers.get('chatkit-turn-id')).toMatch(/^trn_/);
    expect(other.headers.get('chatkit-turn-id')).toBe(one.headers.get('chatkit-turn-id'));
    const [events, again] = await Promise.all([restOf(one), restOf(other)]);
    expect(shownBy(again)).toEqual(shownBy(events));
    const late = await create(key);
    expect(late.headers.get('chatkit-turn-id')).toBe(one.headers.get('chatkit-turn-id'));
    expect(shownBy(await restOf(late))).toEqual(await server.alice.items(threadIdOf(events)));
    expect(responder.calls).toHaveLength(1);
  });

  it('refuses another message with 422, and a key that is none with 400 (X2)', async () => {
    const key = newKey();
    await restOf(await create(key));
    const changed = await withKey(key).call('threads.create', userInput('Hullo'));
    expect([changed.status, changed.body]).toMatchObject([
      422,
      { statusCode: 422, error: 'Unprocessable Entity', code: 'idempotency_mismatch' },
    ]);
    const malformed = await withKey('two words').call('threads.create', userInput('Hello'));
    expect([malformed.status, malformed.body]).toMatchObject([
      400,
      { code: 'bad_request', details: [{ path: 'Idempotency-Key' }] },
    ]);
    expect(responder.calls).toHaveLength(1);
  });

  it('makes two posts to /api/chatkit/messages one, as a body or as events (row 19)', async () => {
    const headers = { 'idempotency-key': newKey() };
    const body = { message: 'Hello' };
    const [one, other] = await Promise.all([
      post<Answer>('/api/chatkit/messages', body, headers),
      post<Answer>('/api/chatkit/messages', body, headers),
    ]);
    expect([one.status, one.body]).toMatchObject([200, { response: 're: Hello' }]);
    expect(other.body).toEqual(one.body);
    expect((await post<Answer>('/api/chatkit/messages', body, headers)).body).toEqual(one.body);
    const streamed = await rest.raw('POST', '/api/chatkit/messages', JSON.stringify(body), {
      ...headers,
      accept: 'text/event-stream',
    });
    const events = [];
    for await (const event of readEvents(streamed.body!.pipeThrough(new TextDecoderStream())))
      events.push(event);
    expect(shownBy(events)).toEqual(one.body.items);
    const changed = await post<{ code: string }>('/api/chatkit/messages', { message: 'Hullo' }, headers);
    expect([changed.status, changed.body.code]).toEqual([422, 'idempotency_mismatch']);
    expect(responder.calls).toHaveLength(1);
  });

  it('makes two posts in the background one (row 19)', async () => {
    const headers = { 'idempotency-key': newKey() };
    const send = () =>
      post<{ turn_id: string }>('/api/chatkit/messages', { message: 'slow', background: true }, headers);
    const answers = [await send(), ...(await Promise.all([send(), send()]))];
    gate.open();
    await eventually(() => expect(server.app.get(AssistantServer).runningTurns).toBe(0));
    answers.push(await send());
    for (const { status, body } of answers) expect([status, body]).toEqual([202, answers[0]!.body]);
    expect(responder.calls).toHaveLength(1);
  });

  it('makes two posts to /api/{user_id}/chat one, and leaves no empty conversation (row 19)', async () => {
    const before = await threads();
    const headers = { 'idempotency-key': newKey() };
    const chat = (message: string, more: object = {}, sent: Record<string, string> = headers) =>
      post<ChatResponse & { code: string }>('/api/alice/chat', { message, ...more }, sent);
    const [one, other] = await Promise.all([chat('Hello'), chat('Hello')]);
    expect(one.body).toMatchObject({ conversation_id: expect.any(Number), response: 're: Hello' });
    expect(other.body).toEqual(one.body);
    expect((await chat('Hello')).body).toEqual(one.body);
    const changed = await chat('Hullo');
    expect([changed.status, changed.body.code]).toEqual([422, 'idempotency_mismatch']);
    const malformed = await chat('Hello', {}, { 'idempotency-key': 'two words' });
    expect([malformed.status, malformed.body.code]).toEqual([400, 'bad_request']);
    expect(await threads()).toBe(before + 1);
    const { conversation_id } = one.body;
    const next = { 'idempotency-key': newKey() };
    const more = await Promise.all([1, 2].map(() => chat('More', { conversation_id }, next)));
    for (const { body } of more) expect(body).toMatchObject({ conversation_id, response: 're: More' });
    expect(responder.calls).toHaveLength(2);
  });
});

describe('a message that waits for an answer', () => {
  const answered = async () => {
    const { threadId } = await server.alice.createThread('Hello');
    const params = { thread_id: threadId, ...userInput('slow') };
    return { threadId, slow: await server.alice.open('threads.add_user_message', params) };
  };

  it('has a stream at once, and in it the turn that its header names', async () => {
    const { threadId, slow } = await answered();
    const params = { thread_id: threadId, ...userInput('next') };
    const next = await server.alice.open('threads.add_user_message', params);
    expect([next.status, next.headers.get('content-type')]).toEqual([
      200,
      'text/event-stream; charset=utf-8',
    ]);
    const turnId = next.headers.get('chatkit-turn-id');
    gate.open();
    await restOf(slow);
    expect(textsOf(shownBy(await restOf(next)))).toEqual(['next', 're: next']);
    expect(responder.calls.at(-1)!.context.turnId).toBe(turnId);
  });

  it('is refused with 409 where the answer is one body, when the line is full and when time is up', async () => {
    const { threadId, slow } = await answered();
    const send = (more: object = {}) =>
      post<{ code: string }>('/api/chatkit/messages', { thread_id: threadId, message: 'next', ...more });
    const answers = [
      ...(await Promise.all([send(), send()])),
      ...(await Promise.all([send({ background: true }), send({ background: true })])),
    ];
    for (const { status, body, headers } of answers) {
      expect([status, body.code, headers.get('retry-after')]).toEqual([409, 'turn_busy', '5']);
    }
    gate.open();
    await restOf(slow);
    expect(textsOf(await server.alice.items(threadId))).toEqual(['Hello', 're: Hello', 'slow', 're: slow']);
  });

  it('leaves the line when its connection closes', async () => {
    const { threadId, slow } = await answered();
    const params = { thread_id: threadId, ...userInput('gone') };
    (await server.alice.open('threads.add_user_message', params)).leave();
    const next = await eventually(async () => {
      const stream = await server.alice.open('threads.add_user_message', {
        thread_id: threadId,
        ...userInput('next'),
      });
      gate.open();
      const events = await restOf(stream);
      expect(typesOf(events)).not.toContain('error');
      return events;
    });
    await restOf(slow);
    expect(textsOf(shownBy(next))).toEqual(['next', 're: next']);
    expect(textsOf(await server.alice.items(threadId))).toEqual([
      'Hello',
      're: Hello',
      'slow',
      're: slow',
      'next',
      're: next',
    ]);
  });
});
