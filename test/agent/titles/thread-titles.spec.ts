import { DataSource } from 'typeorm';
import type { ThreadStreamEvent } from '../../../src/protocol/events.js';
import { textOf, threadIdOf, type OpenStream } from '../../../src/testing/client/answers.js';
import { userInput } from '../../../src/testing/client/chatkit-test-client.js';
import { ThreadStore } from '../../../src/turns/thread-store.js';
import { barMs } from '../../support/bar.js';
import { startApp, type TestApp } from '../../support/app.js';
import { eventually } from '../../support/eventually.js';
import { startNamingProvider, type NamingProvider } from '../../support/naming-provider.js';

let provider: NamingProvider;
let server: TestApp;

async function start(api: 'responses' | 'chat_completions', variables: Record<string, string> = {}) {
  provider = await startNamingProvider(api);
  server = await startApp({
    variables: {
      OPENAI_BASE_URL: provider.baseUrl,
      OPENAI_API: api,
      MODEL: 'large',
      THREAD_TITLES: 'model',
      ...variables,
    },
  });
}
async function stop() {
  await server.close();
  provider.stop();
}

const ask = (text: string, more?: object) => server.alice.open('threads.create', userInput(text, more));

/** Reads on until the predicate holds for everything that was read. */
async function readUntil(
  stream: OpenStream,
  events: ThreadStreamEvent[],
  reached: (events: readonly ThreadStreamEvent[]) => boolean,
): Promise<void> {
  while (!reached(events)) {
    const { value, done } = await stream.events.next();
    if (done) throw new Error('The stream ended early.');
    events.push(value);
  }
}

async function readAll(stream: OpenStream, events: ThreadStreamEvent[] = []): Promise<ThreadStreamEvent[]> {
  for await (const event of stream.events) events.push(event);
  return events;
}

const titlesIn = (events: readonly ThreadStreamEvent[]) =>
  events.flatMap((event) => (event.type === 'thread.updated' ? [event.thread.title] : []));
const storedTitle = async (events: readonly ThreadStreamEvent[]) =>
  (await server.alice.thread(threadIdOf(events))).title;

describe.each(['responses', 'chat_completions'] as const)(
  'a thread named by a model over %s (row 99)',
  (api) => {
    beforeAll(() => start(api));
    afterAll(stop);

    it('is named beside its first answer, and told while that streams', async () => {
      const events: ThreadStreamEvent[] = [];
      const stream = await ask('Add a task to buy groceries');
      const [answer, title] = [await provider.next('answer'), await provider.next('title')];
      expect([answer.isOpen, title.isOpen]).toEqual([true, true]);
      title.say('"Groceries for the week."\n');
      answer.begin('Done. It is on the list.');
      while (titlesIn(events).length === 0) {
        const { length } = textOf(events);
        answer.grow();
        await readUntil(stream, events, (read) => textOf(read).length > length);
      }
      expect(answer.isOpen).toBe(true);
      answer.end();
      await readAll(stream, events);
      expect(textOf(events)).toMatch(/^Done\. It is on the list\.+$/);
      expect(titlesIn(events)).toEqual(['Groceries for the week']);
      expect(await storedTitle(events)).toBe('Groceries for the week');
    });

    it('costs a call that has the message and nothing else, and is counted with the turn', async () => {
      const stream = await ask('Where is Ghent?');
      (await provider.next('title')).say('Ghent');
      (await provider.next('answer')).say('In Flanders.');
      const events = await readAll(stream);
      const call = provider.calls.findLast(({ isAnswer }) => !isAnswer)!;
      expect(JSON.stringify(call.body)).toContain('<message>\\nWhere is Ghent?\\n</message>');
      expect(call.body.tools ?? []).toEqual([]);
      expect(JSON.stringify(call.body)).not.toContain('list_tasks');
      const [turn] = await server.app
        .get(DataSource)
        .query<object[]>('select model_calls, input_tokens from turns where thread_id = $1', [
          threadIdOf(events),
        ]);
      // The script of Chat Completions says nothing of tokens.
      const inputTokens = api === 'responses' ? 2 * 3 : 0;
      expect(turn).toMatchObject({ model_calls: 2, input_tokens: inputTokens });
    });
  },
);

describe('a thread named by a model', () => {
  beforeAll(() => start('responses', { TITLE_MODEL: 'small' }));
  afterAll(stop);

  it('is named by the model that is meant for it', async () => {
    const stream = await ask('Hi');
    const [answer, title] = [await provider.next('answer'), await provider.next('title')];
    expect([answer.body.model, title.body.model]).toEqual(['large', 'small']);
    title.say('Greeting');
    answer.say('Hello.');
    await readAll(stream);
  });

  it('is asked for once: the next message asks for no name', async () => {
    const stream = await ask('Hi');
    (await provider.next('answer')).say('Hello.');
    (await provider.next('title')).say('Greeting');
    const events = await readAll(stream);
    const before = provider.calls.length;
    const next = server.alice.say(threadIdOf(events), 'How are you?');
    (await provider.next('answer')).say('Well.');
    expect(titlesIn(await next)).toEqual([]);
    expect(provider.calls).toHaveLength(before + 1);
    expect(await storedTitle(events)).toBe('Greeting');
  });

  it('has no name while nobody wrote anything, and gets it from the first message with a text', async () => {
    await server.app
      .get(ThreadStore)
      .saveAttachment(
        { type: 'file', id: 'atc_1', name: 'a.txt', mime_type: 'text/plain' },
        { userId: 'alice' },
      );
    const stream = await ask('', { attachments: ['atc_1'] });
    (await provider.next('answer')).say('A file.');
    const events = await readAll(stream);
    expect(await storedTitle(events)).toBeUndefined();
    const next = server.alice.say(threadIdOf(events), 'Summarise it');
    (await provider.next('title')).say('Summary of a file');
    (await provider.next('answer')).say('It is empty.');
    await next;
    expect(await storedTitle(events)).toBe('Summary of a file');
  });

  it('is named by the rule when the model takes too long; the answer does not wait for it', async () => {
    const stream = await ask('Tell me about Ghent');
    (await provider.next('answer')).say('It is in Flanders.');
    const title = await provider.next('title');
    const ended = Date.now();
    const events = await readAll(stream);
    expect(Date.now() - ended).toBeLessThan(barMs(3_500));
    await title.closed;
    expect(titlesIn(events)).toEqual(['Tell me about Ghent']);
  });

  it.each([
    ['explains itself', `Of course! ${'You asked about many things. '.repeat(10)}`],
    ['says nothing', ''],
    ['refuses', 'I’m sorry, I cannot do that.'],
  ])('is named by the rule when the model %s', async (_what, said) => {
    const stream = await ask('Tell me about Ghent');
    (await provider.next('answer')).say('It is in Flanders.');
    (await provider.next('title')).say(said);
    expect(titlesIn(await readAll(stream))).toEqual(['Tell me about Ghent']);
  });

  it('is named by the rule when the call fails; the answer is whole, and the failure is nobody’s', async () => {
    const stream = await ask('Tell me about Ghent');
    (await provider.next('title')).fail(400, 'your key sk-planted is spent');
    (await provider.next('answer')).say('It is in Flanders.');
    const events = await readAll(stream);
    expect(textOf(events)).toBe('It is in Flanders.');
    expect(titlesIn(events)).toEqual(['Tell me about Ghent']);
    expect(JSON.stringify(events)).not.toContain('sk-planted');
  });

  it('is named by the rule when the person stops the answer, and the call for its name is given up', async () => {
    const stream = await ask('Tell me about Ghent');
    const events: ThreadStreamEvent[] = [];
    (await provider.next('answer')).begin('It is in Flanders.');
    const title = await provider.next('title');
    await readUntil(stream, events, (read) => textOf(read) !== '');
    stream.leave();
    await title.closed;
    await eventually(async () => expect(await storedTitle(events)).toBe('Tell me about Ghent'));
  });

  it('is named by the rule when the answer fails', async () => {
    const stream = await ask('Tell me about Ghent');
    const title = await provider.next('title');
    (await provider.next('answer')).fail(400, 'no');
    const events = await readAll(stream);
    await title.closed;
    expect(titlesIn(events)).toEqual(['Tell me about Ghent']);
    expect(await storedTitle(events)).toBe('Tell me about Ghent');
  });

  it.each(['', 'Mine'])('keeps the name %j that a person gives while the model writes one', async (mine) => {
    const stream = await ask('Tell me about Ghent');
    const events: ThreadStreamEvent[] = [];
    const [answer, title] = [await provider.next('answer'), await provider.next('title')];
    answer.begin('It is in Flanders.');
    await readUntil(stream, events, (read) => textOf(read) !== '');
    await server.alice.call('threads.update', { thread_id: threadIdOf(events), title: mine });
    title.say('Ghent');
    await eventually(() => expect(title.isOpen).toBe(false));
    answer.end();
    await readAll(stream, events);
    expect(new Set(titlesIn(events))).toEqual(new Set([mine]));
    expect(await storedTitle(events)).toBe(mine);
  });
});

describe.each(['heuristic', 'off'])('with THREAD_TITLES=%s', (setting) => {
  beforeAll(() => start('responses', { THREAD_TITLES: setting }));
  afterAll(stop);

  it('no model is asked for a name', async () => {
    const stream = await ask('Tell me about Ghent');
    (await provider.next('answer')).say('It is in Flanders.');
    const events = await readAll(stream);
    expect(provider.calls).toHaveLength(1);
    expect(await storedTitle(events)).toBe(setting === 'off' ? undefined : 'Tell me about Ghent');
  });
});

describe('the demo model', () => {
  it('has its threads named by the rule', async () => {
    const demo = await startApp({ variables: { THREAD_TITLES: 'model' } });
    const { threadId } = await demo.alice.createThread('Add a task to buy groceries');
    expect((await demo.alice.thread(threadId)).title).toBe('Add a task to buy groceries');
    await demo.close();
  });
});
