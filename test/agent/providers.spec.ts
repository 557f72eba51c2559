import { LLMock } from '@copilotkit/aimock';
import { DataSource } from 'typeorm';
import type { ThreadStreamEvent } from '../../src/protocol/events.js';
import { foldItems } from '../../src/protocol/fold.js';
import type { ThreadItem } from '../../src/protocol/items.js';
import { ThreadStore } from '../../src/turns/thread-store.js';
import { startApp, type TestApp } from '../support/app.js';
import { textOf, threadIdOf } from '../../src/testing/client/answers.js';
import { userInput } from '../../src/testing/client/chatkit-test-client.js';
import { eventually } from '../support/eventually.js';
import { startSlowProvider } from '../support/slow-provider.js';

const secret = 'sk-planted-SECRET';

describe.each(['responses', 'chat_completions'])(
  'a model behind an OpenAI-compatible endpoint, over %s (row 129)',
  (api) => {
    const provider = new LLMock({ port: 0, chunkSize: 4 });
    let server: TestApp;

    beforeAll(async () => {
      const asked = { userMessage: 'groceries' };
      provider.on(
        { ...asked, hasToolResult: false },
        {
          toolCalls: [{ name: 'add_task', arguments: { title: 'Buy groceries', user_id: 'bob' } }],
        },
      );
      provider.on({ ...asked, hasToolResult: true }, { content: 'I put groceries on your list.' });
      provider.on({ userMessage: 'Hello' }, { content: 'Good morning!' });
      provider.onMessage('fail', { error: { message: `quota of ${secret} is spent` }, status: 500 });
      await provider.start();
      server = await startApp({
        variables: {
          OPENAI_BASE_URL: `${provider.url}/v1`,
          OPENAI_API_KEY: secret,
          OPENAI_API: api,
          MODEL: 'mock',
        },
      });
    });
    afterAll(async () => {
      await server.close();
      await provider.stop();
    });

    it('has its tool call carried out for the person who asks, whatever its arguments say (rows 4, 21, 199)', async () => {
      const { events, threadId } = await server.alice.createThread('Add a task to buy groceries');
      expect(textOf(events)).toBe('I put groceries on your list.');
      const rows = await server.app
        .get(DataSource)
        .query<object[]>('select owner_id, title, status from tasks');
      expect(rows).toEqual([{ owner_id: 'alice', title: 'Buy groceries', status: 'pending' }]);
      expect(events.reduce<ThreadItem[]>(foldItems, [])).toEqual(await server.alice.items(threadId));
    });

    it('never lends its ids to our items: two answers are two messages', async () => {
      const { threadId } = await server.alice.createThread('Hello');
      await server.alice.say(threadId, 'Hello again');
      const answers = (await server.alice.items(threadId)).filter(({ type }) => type === 'assistant_message');
      expect(answers).toHaveLength(2);
      for (const { id } of answers) expect(id).toMatch(/^msg_[0-9a-f]{32}$/);
    });

    it('counts its tokens with the turn', async () => {
      const { threadId } = await server.alice.createThread('Hello');
      const [turn] = await server.app
        .get(DataSource)
        .query<{ status: string; model_calls: number }[]>(
          'select status, model_calls, input_tokens from turns where thread_id = $1',
          [threadId],
        );
      expect(turn).toMatchObject({ status: 'completed', model_calls: 1 });
    });

    it('that fails is reported in words of ours, with a way to try again (row 33)', async () => {
      const { events, threadId } = await server.alice.createThread('please fail');
      expect(events.find(({ type }) => type === 'error')).toEqual({
        type: 'error',
        code: 'custom',
        message: 'The assistant cannot be reached just now. Please try again in a few minutes.',
        allow_retry: true,
      });
      expect(JSON.stringify(events)).not.toContain(secret);
      expect(await server.alice.items(threadId)).toHaveLength(1);
    });
  },
);

describe('a client that leaves in mid-answer', () => {
  it('closes the provider’s request within 2 s; text and note are kept', async () => {
    const provider = await startSlowProvider(['Once ', 'upon ', 'a ', 'time']);
    const server = await startApp({
      variables: { OPENAI_BASE_URL: provider.baseUrl, OPENAI_API_KEY: secret, MODEL: 'slow' },
    });
    const stream = await server.alice.open('threads.create', userInput('Tell me a story'));
    const events: ThreadStreamEvent[] = [];
    while (textOf(events) !== 'Once upon a time') {
      events.push((await stream.events.next()).value as ThreadStreamEvent);
    }
    const left = Date.now();
    stream.leave();
    expect((await provider.closed) - left).toBeLessThan(2_000);
    const stored = await eventually(async () => {
      const page = await server.app
        .get(ThreadStore)
        .loadThreadItems(threadIdOf(events), { limit: 10, order: 'asc' }, { userId: 'alice' });
      expect(page.data.map(({ type }) => type)).toEqual([
        'user_message',
        'assistant_message',
        'sdk_hidden_context',
      ]);
      return page.data;
    }, 2_000);
    expect(stored[1]).toMatchObject({ content: [{ text: 'Once upon a time' }] });
    await server.close();
    provider.stop();
  });

  it('leaves nothing at the provider, and tells it of the operator’s key alone', async () => {
    const provider = await startSlowProvider(['Hi']);
    const server = await startApp({
      variables: { OPENAI_BASE_URL: provider.baseUrl, OPENAI_API_KEY: secret, MODEL: 'slow' },
    });
    const stream = await server.alice.open('threads.create', userInput('Hi'));
    await eventually(() => expect(provider.requests).toHaveLength(1));
    expect(provider.requests[0]).toMatchObject({ authorization: `Bearer ${secret}`, body: { store: false } });
    expect(JSON.stringify(provider.requests)).not.toContain(server.alice.token);
    stream.leave();
    await server.close();
    provider.stop();
  });
});
