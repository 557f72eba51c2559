import type { ServerResponse } from 'node:http';
import {
  createChatKitFetch,
  type ChatKitFetchOptions,
  type UnsentMessage,
} from '../../client/browser/index.js';
import { eventually } from '../support/eventually.js';
import { frame, json, lose, openStream, startStubServer, type StubServer } from '../support/stub-server.js';

// What a page's requests become on their way to the server, which is a stand-in here.

let server: StubServer;
let storage: MemoryStorage;
let told: UnsentMessage[];
beforeAll(async () => void (server = await startStubServer()));
afterAll(() => server.close());
beforeEach(() => {
  server.reset();
  storage = new MemoryStorage();
  told = [];
});

class MemoryStorage {
  readonly values = new Map<string, string>();
  getItem = (key: string) => this.values.get(key) ?? null;
  setItem = (key: string, value: string) => void this.values.set(key, value);
  removeItem = (key: string) => void this.values.delete(key);
}

const chatFetch = (options: ChatKitFetchOptions = {}) =>
  createChatKitFetch({
    baseUrl: server.url,
    storage,
    onUnsent: (message) => told.push(message),
    ...options,
  });

const post = (type: string, params: object, signal?: AbortSignal) =>
  [
    `${server.url}/chatkit`,
    {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', accept: 'text/event-stream' },
      body: JSON.stringify({ type, params }),
      signal,
    },
  ] as const;
const input = (text: string) => ({
  content: [{ type: 'input_text', text }],
  quoted_text: '',
  attachments: [],
  inference_options: {},
});
const create = (text: string) => post('threads.create', { input: input(text) });
const add = (text: string, thread_id = 'thr_1') =>
  post('threads.add_user_message', { thread_id, input: input(text) });
const list = () => post('threads.list', {});

const storedMessage = frame({ type: 'thread.item.done', item: { id: 'msg_1', type: 'user_message' } });
const answered = (response: ServerResponse) => {
  openStream(response, 'turn_1');
  response.end(storedMessage);
};
const refused = (response: ServerResponse) => json(response, { message: 'No.', reason: 'expired' }, 401);
const keys = () => server.asked.map(({ headers }) => headers['idempotency-key']);

describe('the token of a page', () => {
  const acceptOnly = (token: string) =>
    server.on('POST /chatkit', (response, { headers }) =>
      headers.authorization === `Bearer ${token}` ? json(response, { data: [] }) : refused(response),
    );

  it('is asked for once by requests that come together, and renewed once after their 401s (rows 71, 174)', async () => {
    let renewals = 0;
    let answers = 0;
    acceptOnly('second');
    const chat = chatFetch({
      getToken: () => 'first',
      refreshToken: async () => {
        renewals++;
        // All have met their 401 by then, and wait.
        await eventually(() => expect(answers).toBe(3));
        return 'second';
      },
      fetch: (...request) => fetch(...request).finally(() => answers++),
    });
    const responses = await Promise.all([1, 2, 3].map(() => chat(...list())));
    expect(responses.map(({ status }) => status)).toEqual([200, 200, 200]);
    expect(renewals).toBe(1);
    expect((await chat(...list())).status).toBe(200);
    expect(server.asked).toHaveLength(7);
  });

  it('is asked for again where there is no other way to renew it', async () => {
    acceptOnly('2');
    let asked = 0;
    const chat = chatFetch({ getToken: async () => String(++asked) });
    expect((await chat(...list())).status).toBe(200);
    expect(asked).toBe(2);
  });

  it('leaves the sign-in to a person when a new one is refused too, and says so', async () => {
    const signedOut: string[] = [];
    let token = 'old';
    acceptOnly('new');
    const chat = chatFetch({ getToken: () => token, onSignedOut: (reason) => signedOut.push(reason) });
    const responses = await Promise.all([1, 2, 3].map(() => chat(...list())));
    expect(responses.map(({ status }) => status)).toEqual([401, 401, 401]);
    expect(signedOut).toEqual(['expired']);
    await chat(...list());
    expect(signedOut).toEqual(['expired', 'expired']);
    token = 'new';
    server.asked = [];
    expect((await chat(...list())).status).toBe(200);
    expect(server.asked).toHaveLength(1);
  });

  it('is missing when nobody is signed in, and then nothing is sent', async () => {
    const signedOut: string[] = [];
    const chat = chatFetch({ getToken: () => null, onSignedOut: (reason) => signedOut.push(reason) });
    const response = await chat(...list());
    expect([response.status, await response.json()]).toEqual([401, { message: 'Please sign in again.' }]);
    expect([signedOut, server.asked]).toEqual([['missing'], []]);
  });

  it('signs nobody out when it could not be asked for', async () => {
    const onSignedOut = jest.fn();
    const getToken = () => Promise.reject(new Error('The sign-in does not answer.'));
    await expect(chatFetch({ getToken, onSignedOut })(...list())).rejects.toThrow('does not answer');
    expect(onSignedOut).not.toHaveBeenCalled();
  });

  it('goes to its own server alone', async () => {
    const other = await startStubServer();
    try {
      other.on('POST /', (response) => json(response, {}));
      const chat = chatFetch({ getToken: () => 'secret' });
      await chat(`${other.url}/upload`, { method: 'POST', body: 'bytes' });
      expect(other.asked[0]).toMatchObject({ body: 'bytes', to: 'POST /upload' });
      expect(other.asked[0]!.headers.authorization).toBeUndefined();
    } finally {
      other.close();
    }
  });

  it('is not needed where cookies say who asks', async () => {
    server.on('POST /chatkit', (response) => json(response, { data: [] }));
    expect((await chatFetch()(...list())).status).toBe(200);
    expect(server.asked[0]!.headers.authorization).toBeUndefined();
  });
});

describe('a message on its way', () => {
  it('promises to say stop, and has a key of its own; reading has neither', async () => {
    server.on('POST /chatkit', answered);
    const chat = chatFetch();
    await (await chat(...add('yes'))).text();
    await (await chat(...add('yes'))).text();
    await chat(...list());
    expect(server.asked.map(({ headers }) => headers['chatkit-stop'])).toEqual([
      'explicit',
      'explicit',
      undefined,
    ]);
    const [first, second, third] = keys();
    expect(first).toMatch(/^[\x21-\x7e]{22,255}$/);
    expect(second).not.toBe(first);
    expect(third).toBeUndefined();
  });

  it('is given to the page as the server sent it, wherever the packets end', async () => {
    const frames = `${storedMessage}: keep-alive\n\ndata: not json\n\ndata: {}\n\n${frame({ type: 'x', text: 'ü€😀' })}`;
    let sendRest!: () => void;
    server.on('POST /chatkit', (response) => {
      openStream(response, 'turn_1');
      const bytes = Buffer.from(frames);
      const middle = bytes.indexOf('😀') + 2;
      response.write(bytes.subarray(0, middle));
      sendRest = () => response.end(bytes.subarray(middle));
    });
    const response = await chatFetch()(...add('hello'));
    expect(response.headers.get('chatkit-turn-id')).toBe('turn_1');
    const text = response.text();
    await eventually(() => expect(storage.values.size).toBe(0));
    sendRest();
    expect(await text).toBe(frames);
  });

  it('may be a request as a whole', async () => {
    server.onEach('POST /chatkit', lose, answered);
    const response = await chatFetch()(new Request(...add('hello')));
    expect(await response.text()).toBe(storedMessage);
    expect(server.asked.map(({ body }) => body)).toEqual(Array(2).fill(add('hello')[1].body));
  });

  it('is sent again under its key when the connection could not be made', async () => {
    server.onEach('POST /chatkit', lose, answered);
    expect(await (await chatFetch()(...add('hello'))).text()).toBe(storedMessage);
    expect(server.asked.map(({ body }) => body)).toEqual(Array(2).fill(add('hello')[1].body));
    expect(new Set(keys()).size).toBe(1);
    expect(told).toEqual([]);
  });

  it('is given up after four attempts; reading is not tried again at all', async () => {
    server.on('POST /chatkit', lose);
    await expect(chatFetch()(...list())).rejects.toThrow(TypeError);
    expect(server.asked).toHaveLength(1);
    const sentAt = Date.now();
    await expect(chatFetch()(...add('hello'))).rejects.toThrow(TypeError);
    expect(server.asked).toHaveLength(5);
    // At least half of 0.5 s, 1 s and 2 s.
    expect(Date.now() - sentAt).toBeGreaterThanOrEqual(1_700);
    expect(told).toMatchObject([{ text: 'hello' }]);
  });
});

describe('a message that the server does not have', () => {
  const locked = (response: ServerResponse) => {
    openStream(response);
    response.end(frame({ type: 'error', code: 'custom', message: 'Locked.' }));
  };

  it('is kept over a reload, and offered again (row 170)', async () => {
    server.on('POST /chatkit', refused);
    await chatFetch()(...add('remember me'));
    const message = { threadId: 'thr_1', text: 'remember me', input: input('remember me') };
    expect(told).toEqual([{ ...message, id: expect.any(String), at: expect.stringMatching(/Z$/) }]);
    expect(chatFetch().unsent()).toEqual(told);
  });

  it('is also one that was on its way when the page was left', async () => {
    let answer!: ServerResponse;
    server.on('POST /chatkit', (response) => void (answer = response));
    const chat = chatFetch();
    const sending = chat(...create('hello'));
    await server.came('POST /chatkit');
    expect(chat.unsent()).toEqual([]);
    expect(chatFetch().unsent()).toMatchObject([{ threadId: null, text: 'hello' }]);
    refused(answer);
    await sending;
  });

  it('goes out under the same key when it is sent again, also after a reload', async () => {
    server.onEach('POST /chatkit', refused, locked, answered);
    await chatFetch()(...add('hello'));
    await (await chatFetch()(...add('hello'))).text();
    await (await chatFetch()(...add('hello'))).text();
    expect(new Set(keys()).size).toBe(1);
    expect(chatFetch().unsent()).toEqual([]);
  });

  it('is told of when the stream ends without it', async () => {
    server.on('POST /chatkit', locked);
    await (await chatFetch()(...add('hello'))).text();
    await eventually(() => expect(told).toMatchObject([{ text: 'hello' }]));
  });

  it('is forgotten as soon as the server says that it is stored', async () => {
    let answer!: ServerResponse;
    server.on('POST /chatkit', (response) => {
      openStream((answer = response), 'turn_1');
      response.write(storedMessage);
    });
    const response = await chatFetch()(...add('hello'));
    await eventually(() => expect(storage.values.size).toBe(0));
    answer.end();
    await response.text();
    expect(told).toEqual([]);
  });

  it('is forgotten when its person goes on in the same thread, and not for another thread', async () => {
    server.onEach('POST /chatkit', refused, refused, answered);
    await chatFetch()(...add('one', 'thr_1'));
    await chatFetch()(...add('two', 'thr_2'));
    await (await chatFetch()(...add('three', 'thr_1'))).text();
    expect(chatFetch().unsent()).toMatchObject([{ text: 'two' }]);
  });

  it('can be forgotten by the page', async () => {
    server.on('POST /chatkit', refused);
    const chat = chatFetch();
    await chat(...add('hello'));
    chat.discard(told[0]!.id);
    expect([chat.unsent(), storage.values.size]).toEqual([[], 0]);
  });

  it('is not told of while the widget will send it again by itself', async () => {
    server.onEach('POST /chatkit', (response) => json(response, {}, 503), answered);
    const chat = chatFetch();
    expect((await chat(...add('hello'))).status).toBe(503);
    expect([told, chat.unsent().length]).toEqual([[], 1]);
    await (await chat(...add('hello'))).text();
    expect(new Set(keys()).size).toBe(1);
    expect([told, chat.unsent()]).toEqual([[], []]);
  });

  it('is kept in the page when the storage refuses it', async () => {
    server.on('POST /chatkit', refused);
    const setItem = () => {
      throw new Error('QuotaExceededError');
    };
    const chat = chatFetch({ storage: { ...storage, setItem } });
    await chat(...add('hello'));
    expect(chat.unsent()).toMatchObject([{ text: 'hello' }]);
  });
});
