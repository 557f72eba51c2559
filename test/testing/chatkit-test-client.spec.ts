import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { ChatKitError, CustomStreamError } from '../../src/protocol/errors.js';
import type { ThreadStreamEvent } from '../../src/protocol/events.js';
import { assistantMessage, newPerson, newThread, toolCall, widgetItem } from '../../src/testing/builders.js';
import { textOf, threadIdOf, typesOf } from '../../src/testing/client/answers.js';
import { ChatKitTestClient, userInput } from '../../src/testing/client/chatkit-test-client.js';
import { DelegatingServer } from '../../src/testing/delegating.server.js';
import { added, delta, done, removed } from '../../src/testing/events.js';
import { ScriptedResponder, untilStopped } from '../../src/testing/scripted.responder.js';
import { MemoryThreadStore } from '../../src/turns/memory-thread.store.js';

const responder = new ScriptedResponder();
const log = { info() {}, warn() {}, error() {} };
const server = new DelegatingServer(responder, { store: new MemoryThreadStore(), log });
const alice = ChatKitTestClient.of(server, { principal: newPerson() });

afterAll(() => server.drain(0));

describe('a client of a server in the same process', () => {
  it('reads a stream whose events add up to what is stored', async () => {
    responder.script = async function* ({ id }) {
      const item = assistantMessage(id, '');
      yield added(item);
      yield delta(item.id, 'Hel');
      yield delta(item.id, 'lo');
      yield done({ ...item, content: [{ type: 'output_text', text: 'Hello', annotations: [] }] });
    };
    const { threadId, events } = await alice.createThread('Hi');
    expect(textOf(events)).toBe('Hello');
    expect(typesOf(events).slice(0, 3)).toEqual(['thread.created', 'thread.item.done', 'stream_options']);
    expect(textOf(await alice.say(threadId, 'Again'))).toBe('Hello');
    expect(await alice.items(threadId)).toHaveLength(4);
    expect(responder.calls.at(-1)!.input).toMatchObject({ content: [{ text: 'Again' }] });
  });

  it('is told of refusals as over HTTP, and of errors in the stream', async () => {
    const { status, body } = await alice.call('items.list', { thread_id: 'thr_none' });
    expect([status, body]).toMatchObject([404, { code: 'not_found', message: 'There is no such thread.' }]);
    await expect(alice.say('thr_none', 'Hi')).rejects.toThrow('404');
    await expect(alice.stream('threads.create', {})).rejects.toThrow('did not stream: 400');
    responder.script = async function* () {
      throw new CustomStreamError('Not today.');
    };
    const { events } = await alice.createThread('Hi');
    expect(events.at(-1)).toMatchObject({ type: 'error', message: 'Not today.' });
  });

  it('leaves, and the turn is stopped', async () => {
    let stopped!: () => void;
    const wasStopped = new Promise<void>((resolve) => (stopped = resolve));
    responder.script = async function* ({ id }, _input, context) {
      yield added(assistantMessage(id, 'Wait'));
      await untilStopped(context);
      stopped();
    };
    const stream = await alice.open('threads.create', userInput('Hi'));
    for (;;) if ((await stream.events.next()).value?.type === 'thread.item.added') break;
    stream.leave();
    await wasStopped;
    await expect(stream.events.next()).rejects.toThrow();
  });

  it('is answered by scripts for actions, and without one as by a server that knows none', async () => {
    responder.script = async function* ({ id }) {
      yield done(widgetItem(id, { id: `widget_${id}` }));
    };
    const { threadId: thread_id } = await alice.createThread('Hi');
    const params = { thread_id, item_id: `widget_${thread_id}`, action: { type: 'press' } };
    expect((await alice.stream('threads.custom_action', params)).at(-1)).toMatchObject({ type: 'error' });
    responder.onAction = async function* ({ id }, action) {
      yield done(assistantMessage(id, `You pressed ${action.type}.`));
    };
    expect((await alice.stream('threads.custom_action', params)).at(-1)).toMatchObject({
      item: { content: [{ text: 'You pressed press.' }] },
    });
  });

  it('shows a test the errors that no client would be told of', async () => {
    const broken = { process: () => Promise.reject(new TypeError('a mistake')) };
    const client = ChatKitTestClient.of(broken, { principal: newPerson() });
    await expect(client.call('threads.list', {})).rejects.toThrow('a mistake');
    const refusing = { process: () => Promise.reject(new ChatKitError('forbidden')) };
    const refused = ChatKitTestClient.of(refusing, { principal: newPerson() });
    expect((await refused.call('threads.list', {})).status).toBe(403);
  });
});

describe('a client’s check that events add up to the items', () => {
  const thread = newThread();
  const shown = assistantMessage(thread.id, 'shown');
  const created: ThreadStreamEvent = {
    type: 'thread.created',
    thread: { ...thread, items: { data: [], has_more: false } },
  };

  /** A client of a server that streams the events, and lists whatever it is told to. */
  const clientOf = (events: ThreadStreamEvent[], listed: object[]) =>
    new ChatKitTestClient(async (body) =>
      body.includes('items.list')
        ? Response.json({ data: listed, has_more: false })
        : new Response(events.map((event) => `data: ${JSON.stringify(event)}\n\n`).join(''), {
            headers: { 'content-type': 'text/event-stream' },
          }),
    );

  it('passes when they do', async () => {
    const events = [created, done(shown), added(toolCall(thread.id, { id: 'tc_1' })), removed('tc_1')];
    expect(threadIdOf(await clientOf(events, [shown]).stream('threads.create', {}))).toBe(thread.id);
  });

  it.each<[string, object[]]>([
    ['an item is not stored', []],
    ['an item is stored that was not shown', [shown, assistantMessage(thread.id, 'more')]],
    ['an item is stored with another text', [assistantMessage(thread.id, 'other', { id: shown.id })]],
  ])('fails when %s', async (_what, listed) => {
    const stream = clientOf([created, done(shown)], listed).stream('threads.create', {});
    await expect(stream).rejects.toThrow('are not the items that are listed');
  });
});

describe('a client of a server that listens', () => {
  it('posts to the endpoint with its headers', async () => {
    const http = createServer((request, response) => {
      const { method, url, headers } = request;
      response.end(
        JSON.stringify({ method, url, token: headers.authorization, type: headers['content-type'] }),
      );
    }).listen(0, '127.0.0.1');
    await once(http, 'listening');
    const { port } = http.address() as AddressInfo;
    const client = ChatKitTestClient.at(`http://127.0.0.1:${port}/chat`, { authorization: 'Bearer x' });
    expect((await client.call<object>('threads.list', {})).body).toEqual({
      method: 'POST',
      url: '/chat',
      token: 'Bearer x',
      type: 'application/json',
    });
    http.close();
  });
});
