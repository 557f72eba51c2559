import { McpToolsRegistry } from '../../src/mcp/mcp-tools.registry.js';
import type { ThreadStreamEvent } from '../../src/protocol/events.js';
import { foldItems } from '../../src/protocol/fold.js';
import type { ThreadItem } from '../../src/protocol/items.js';
import { userInput } from '../../src/testing/client/chatkit-test-client.js';
import { startApp, type TestApp } from '../support/app.js';
import { ChatKitClient } from '../support/chatkit-client.js';
import { ReportingTools } from '../support/reporting-tools.js';
import { startScriptedProvider, writers, type ScriptedProvider } from '../support/scripted-provider.js';

// The whole server with a scripted model: what a client is told of real tools' work.

const answer = writers.responses;
const imports = (id: string) => ({
  id,
  name: 'import_contacts',
  args: { file: 'a.csv', api_key: 'sk-proj-abcdefghijkl' },
});

let provider: ScriptedProvider;
const tools = new ReportingTools();

async function start(variables: Record<string, string> = {}): Promise<TestApp> {
  const model = { OPENAI_BASE_URL: provider.baseURL, OPENAI_API_KEY: 'none', MODEL: 'scripted' };
  // A title by the model would take the next scripted answer.
  const server = await startApp({ variables: { ...model, THREAD_TITLES: 'off', ...variables } });
  server.app.get(McpToolsRegistry).add(tools);
  return server;
}

beforeAll(async () => void (provider = await startScriptedProvider()));
afterAll(() => provider.close());

const tasksOf = (items: readonly ThreadItem[]) =>
  items.flatMap((item) => (item.type === 'workflow' ? item.workflow.tasks : []));
const progressOf = (events: readonly ThreadStreamEvent[]) =>
  events.flatMap((event) => (event.type === 'progress_update' ? [event.text] : []));

describe('what a tool does', () => {
  let server: TestApp;
  beforeAll(async () => void (server = await start()));
  afterAll(() => server.close());
  beforeEach(() => void (tools.script = () => Promise.resolve()));

  it('is shown under its own titles, with its end, and stays so in the thread (rows 22, 172)', async () => {
    const calls = [imports('c1'), { id: 'c2', name: 'refuse', args: {} }];
    provider.answers.push(answer({ calls }), answer({ text: 'Done.' }));
    const { threadId, events } = await server.alice.createThread('Import');
    const items = await server.alice.items(threadId);
    expect(events.reduce<ThreadItem[]>(foldItems, [])).toEqual(items);
    expect(tasksOf(items)).toMatchObject([
      {
        title: 'Import contacts',
        content: expect.stringMatching(/^`file: "a\.csv", api_key: •••` · .*s$/),
        status_indicator: 'complete',
      },
      {
        title: 'Clean up',
        content: expect.stringMatching(/^Failed( after .* s)?$/),
        status_indicator: 'none',
      },
    ]);
    expect(JSON.stringify(events)).not.toContain('the words of the tool');
    // The model is told what the person is not.
    expect(JSON.stringify(provider.requests.at(-1))).toContain('the words of the tool');
    expect(JSON.stringify(provider.requests.at(-1))).not.toContain('isError');
  });

  it('is told in the language of the person', async () => {
    const german = await ChatKitClient.as(server.url, 'alice', { 'accept-language': 'de-AT,de;q=0.9' });
    tools.script = (report) => report({ progress: 1, total: 4 });
    const calls = [imports('c1'), { id: 'c2', name: 'refuse', args: {} }];
    provider.answers.push(answer({ calls }), answer({ text: 'Fertig.' }));
    const { threadId, events } = await german.createThread('Import');
    expect(tasksOf(await german.items(threadId))).toMatchObject([
      {},
      { content: expect.stringMatching(/^Fehlgeschlagen( nach .* s)?$/) },
    ]);
    expect(progressOf(events)).toEqual(['Import contacts: 25\u00a0%']);
  });

  it('is told while it is done, and in few words', async () => {
    let release = () => {};
    tools.script = async (report) => {
      await report({ progress: 0, total: 1_000, message: 'Reading\nwith Bearer abcdef123456' });
      for (let progress = 1; progress < 1_000; progress++) await report({ progress, total: 1_000 });
      await new Promise<void>((resolve) => (release = resolve));
    };
    provider.answers.push(answer({ calls: [imports('c1')] }), answer({ text: 'Done.' }));
    const texts: string[] = [];
    const stream = await server.alice.post(
      JSON.stringify({ type: 'threads.create', params: userInput('Import') }),
    );
    for await (const event of eventsOf(stream)) {
      if (event.type !== 'progress_update') continue;
      expect(event).toMatchObject({ icon: 'bolt' });
      texts.push(event.text);
      // The newest is told when the time for one more has come.
      if (event.text.endsWith('100%')) release();
    }
    expect(texts[0]).toBe('Import contacts: Reading with Bearer ••• · 0%');
    expect(texts.at(-1)).toBe('Import contacts: 100%');
    expect(texts.length).toBeLessThanOrEqual(4);
  });

  it('is not told when the turn has ended', async () => {
    let late = () => Promise.resolve();
    tools.script = (report) => {
      late = () => report({ progress: 1, message: 'too late' });
      return report({ progress: 0 });
    };
    provider.answers.push(answer({ calls: [imports('c1')] }), answer({ text: 'Done.' }));
    const { events } = await server.alice.createThread('Import');
    await late().catch(() => undefined);
    expect(progressOf(events)).toEqual(['Import contacts …']);
    expect(events.at(-1)).toMatchObject({ type: 'thread.item.done', item: { type: 'assistant_message' } });
  });

  it.each([
    ['without a sensible total', { progress: 3, total: 0 }, /^Import contacts …$/],
    ['below nothing', { progress: -1, total: 4 }, /^Import contacts …$/],
    ['beyond its total', { progress: 9, total: 4 }, /^Import contacts: 100%$/],
    ['in many words', { progress: 1, total: 4, message: 'x'.repeat(5_000) }, /: x{159}… · 25%$/],
  ])('is told of in a short line when it reports progress %s', async (_how, progress, expected) => {
    tools.script = (report) => report(progress);
    provider.answers.push(answer({ calls: [imports('c1')] }), answer({ text: 'Done.' }));
    const { events } = await server.alice.createThread('Import');
    expect(progressOf(events)).toEqual([expect.stringMatching(expected)]);
  });
});

describe('with settings', () => {
  it('TOOL_ACTIVITY=off nothing of tools is told', async () => {
    await using server = disposable(await start({ TOOL_ACTIVITY: 'off' }));
    tools.script = (report) => report({ progress: 1, total: 4 });
    provider.answers.push(answer({ calls: [imports('c1')] }), answer({ text: 'Done.' }));
    const { threadId, events } = await server.alice.createThread('Import');
    const shown = (await server.alice.items(threadId)).map(({ type }) => type);
    expect(shown).toEqual(['user_message', 'assistant_message']);
    expect(JSON.stringify(events)).not.toMatch(/import_contacts|Import contacts|progress_update|workflow/);
  });

  it('TOOL_ACTIVITY_DETAIL and TOOL_ACTIVITY_REDACT they say how much is told (row 22)', async () => {
    const variables = { TOOL_ACTIVITY_DETAIL: 'results', TOOL_ACTIVITY_REDACT: 'File' };
    await using server = disposable(await start(variables));
    const calls = [imports('c1'), { id: 'c2', name: 'refuse', args: {} }];
    provider.answers.push(answer({ calls }), answer({ text: 'Done.' }));
    const { threadId } = await server.alice.createThread('Import');
    expect(tasksOf(await server.alice.items(threadId))).toMatchObject([
      { content: expect.stringMatching(/^`file: •••, api_key: •••` · .*s\n\n`Imported\.`$/) },
      { content: expect.stringMatching(/^Failed( after .* s)?\n\n`the words of the tool`$/) },
    ]);
  });
});

function disposable(server: TestApp) {
  return Object.assign(server, { [Symbol.asyncDispose]: () => server.close() });
}

async function* eventsOf({ body }: Response): AsyncGenerator<ThreadStreamEvent> {
  let text = '';
  const decoder = new TextDecoder();
  for await (const bytes of body as unknown as AsyncIterable<Uint8Array>) {
    text += decoder.decode(bytes, { stream: true });
    const frames = text.split('\n\n');
    text = frames.pop()!;
    for (const frame of frames) {
      if (frame.startsWith('data: ')) yield JSON.parse(frame.slice('data: '.length)) as ThreadStreamEvent;
    }
  }
}
