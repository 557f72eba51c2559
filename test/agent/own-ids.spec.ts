import { LLMock } from '@copilotkit/aimock';
import { foldItems } from '../../src/protocol/fold.js';
import type { ThreadItem } from '../../src/protocol/items.js';
import { startApp, type TestApp } from '../support/app.js';
import { callChunk, chunks } from '../support/model-answers.js';
import { startScriptedProvider, type Answer, type ScriptedProvider } from '../support/scripted-provider.js';

// Chat Completions over the whole server: one id of the provider's for a whole answer, the same in every answer, or
// none at all. Our items have ids of their own.

const key = 'sk-none';
const turns = 10;
const waits = 'I put it on your list.';
const found = 'It is there now.';

const overChat = (baseUrl: string) =>
  startApp({
    variables: {
      OPENAI_BASE_URL: baseUrl,
      OPENAI_API_KEY: key,
      OPENAI_API: 'chat_completions',
      MODEL: 'mock',
    },
  });

const texts = (items: readonly ThreadItem[]) =>
  items.map((item) => (item.type === 'assistant_message' ? item.content[0]!.text : item.type));

/** Says, calls a tool and says again, turn after turn; each time three items of their own, told as they are stored. */
async function expectOwnIds(server: TestApp): Promise<void> {
  const first = await server.alice.createThread('Add a task: groceries');
  const { threadId } = first;
  const streams = [first.events];
  for (let turn = 1; turn < turns; turn++) {
    streams.push(await server.alice.say(threadId, 'Add a task: groceries'));
  }
  const items = await server.alice.items(threadId);
  expect(texts(items)).toEqual(
    Array.from({ length: turns }, () => ['user_message', waits, 'workflow', found]).flat(),
  );
  const ids = items.map(({ id }) => id);
  expect(new Set(ids).size).toBe(4 * turns);
  for (const id of ids) expect(id).toMatch(/^(msg|wf)_[0-9a-f]{32}$/);
  expect(streams.flat().reduce<ThreadItem[]>(foldItems, [])).toEqual(items);
}

describe('aimock', () => {
  const provider = new LLMock({ port: 0, chunkSize: 4 });
  let server: TestApp;
  beforeAll(async () => {
    const asked = { userMessage: 'groceries' };
    const toolCalls = [{ name: 'add_task', arguments: { title: 'Groceries' } }];
    provider.on({ ...asked, hasToolResult: false }, { content: waits, toolCalls });
    provider.on({ ...asked, hasToolResult: true }, { content: found });
    await provider.start();
    server = await overChat(`${provider.url}/v1`);
  });
  afterAll(async () => {
    await server.close();
    await provider.stop();
  });

  it('is shown as three items with three ids, in each of ten turns [Q14]', () => expectOwnIds(server));
});

describe('a provider', () => {
  let provider: ScriptedProvider;
  let server: TestApp;
  beforeAll(async () => {
    provider = await startScriptedProvider();
    server = await overChat(provider.baseURL);
  });
  afterAll(async () => {
    await server.close();
    provider.close();
  });

  const answers: Answer[] = [
    chunks({ content: waits }, callChunk('add_task', 'call_constant', 0, { title: 'Groceries' })),
    chunks({ content: found }),
  ];
  const withoutIds = answers.map((answer) => answer.map(({ id: _id, ...chunk }) => chunk));

  it.each([
    ['whose every id is the same constant', answers],
    ['that gives no ids', withoutIds],
  ])('%s is shown as three items with three ids, in each of ten turns [Q14]', async (_name, each) => {
    provider.answers.push(...Array.from({ length: turns }, () => each).flat());
    await expectOwnIds(server);
    expect(provider.answers).toEqual([]);
  });

  it('that parts a pair of surrogates, or writes half of one, is told as it is stored [A6]', async () => {
    provider.answers.push(
      chunks({ content: 'Hi \uD83D' }, { content: '\uDC4B, half \uD83D' }, { content: ' of it' }),
    );
    const { events, threadId } = await server.alice.createThread('Hi');
    const items = await server.alice.items(threadId);
    expect(texts(items)).toEqual(['user_message', 'Hi 👋, half \uFFFD of it']);
    expect(events.reduce<ThreadItem[]>(foldItems, [])).toEqual(items);
  });
});
