import { ToolActivity } from '../../src/agent/tool-activity.js';
import { toFrame, type ThreadStreamEvent } from '../../src/protocol/events.js';
import { outputText } from '../../src/protocol/content.js';
import type { Task } from '../../src/protocol/workflow.js';
import { ChatPage } from '../support/chat-page.js';
import { startServerProcess, type ServerProcess } from '../support/server-process.js';
import { visit, type Visitor } from '../support/visitor.js';

// What the built-in chat makes of the steps of tools, on a desk and on a phone.

const created_at = '2026-01-02T03:04:05.678Z';
const thread = { id: 'thr_1', created_at, status: { type: 'active' as const }, metadata: {} };
const base = { thread_id: 'thr_1', created_at };
const activity = new ToolActivity({ detail: 'results' });

const call = (name: string, args: object = {}) => ({
  callId: 'c1',
  name,
  arguments: JSON.stringify(args),
});
const long = {
  title: 'very '.repeat(100),
  link: `https://example.com/${'path/'.repeat(40)}`,
  word: 'x'.repeat(200),
};
const tasks: Task[] = [
  activity.toolCallToTask(call('add_task', { title: 'Tea', api_key: 'x' }), { status: 'done', ms: 420 }),
  activity.toolCallToTask(call('import_contacts', long), {
    status: 'done',
    ms: 61_000,
    output: 'line '.repeat(200),
  }),
  activity.toolCallToTask(call('delete_task', { id: 7 }), {
    status: 'failed',
    ms: 1_500,
    output: 'No such task',
  }),
  activity.toolCallToTask(call('delete_task', { id: 8 }), { status: 'waiting' }),
  activity.toolCallToTask(call('delete_task', { id: 9 }), { status: 'rejected' }),
  {
    type: 'web_search',
    status_indicator: 'complete',
    title: 'Web search',
    queries: ['nest server sent events', 'w'.repeat(120)],
    sources: Array.from({ length: 12 }, (_, index) => ({
      type: 'url' as const,
      title: `site-${index}.example.com`,
      url: `https://site-${index}.example.com/`,
    })),
  },
  {
    type: 'file',
    status_indicator: 'complete',
    title: 'File search: terms',
    sources: [{ type: 'file', title: `${'terms'.repeat(30)}.pdf`, filename: 'terms.pdf' }],
  },
  {
    type: 'custom',
    status_indicator: 'complete',
    title: 'Running code',
    icon: 'square-code',
    content: `\`\`\`\nprint("${'wide '.repeat(60)}")\n\`\`\`\n\n2.0 s`,
  },
  ...Array.from({ length: 10 }, (_, index) =>
    activity.toolCallToTask(call('look_up', { id: index }), { status: 'running' }),
  ),
];

const opening: ThreadStreamEvent[] = [
  { type: 'thread.created', thread: { ...thread, items: { data: [], has_more: false } } },
  {
    type: 'thread.item.done',
    item: {
      ...base,
      id: 'msg_0',
      type: 'user_message',
      content: [{ type: 'input_text', text: 'Hello' }],
      attachments: [],
      inference_options: {},
    },
  },
];
const workflow = (summary?: { duration: number }) =>
  ({
    ...base,
    id: 'wf_1',
    type: 'workflow',
    workflow: { type: 'custom', tasks, expanded: true, ...(summary && { summary }) },
  }) as const;

describe.each([
  ['a desk', { width: 1280, height: 900 }],
  ['a phone', { width: 360, height: 740 }],
])('steps of tools on %s', (_where, size) => {
  let server: ServerProcess;
  let visitor: Visitor;
  let chat: ChatPage;

  beforeAll(async () => {
    server = await startServerProcess({ DEMO_DELAY_MS: '5' });
    visitor = await visit(size);
    chat = await new ChatPage(visitor.page, server.url).open('/?widget=builtin');
  });
  afterAll(async () => {
    await visitor.leave();
    await server.dispose();
    expect(visitor.complaints).toEqual([]);
    expect(visitor.outside).toEqual([]);
  });

  async function show(...events: ThreadStreamEvent[]): Promise<void> {
    const body = [...opening, ...events].map(toFrame).join('');
    await visitor.page.route('**/chatkit', (route) => {
      const { type } = route.request().postDataJSON() as { type: string };
      if (type !== 'threads.create') return route.continue();
      return route.fulfill({ contentType: 'text/event-stream', body });
    });
    await chat.composer.fill('Hello');
    await chat.send.click();
  }

  it('say how each ended, and fit', async () => {
    const content = [outputText('Done.')];
    const answer = { ...base, id: 'msg_1', type: 'assistant_message' as const, content };
    await show(
      { type: 'thread.item.done', item: workflow({ duration: 64 }) },
      { type: 'thread.item.done', item: answer },
    );
    await chat.answers.last().getByText('Done.').waitFor();
    const steps = visitor.page.getByRole('region', { name: 'Steps' });
    const text = await steps.innerText();
    for (const words of ['0.4 s', 'Failed after 1.5 s', 'Asked for your approval', 'Not approved', '•••']) {
      expect(text).toContain(words);
    }
    expect(await steps.getByRole('link', { name: 'site-3.example.com' }).getAttribute('rel')).toContain(
      'noopener',
    );
    expect(await chat.overflow()).toBe(0);
    const width = (await steps.boundingBox())!.width;
    for (const step of await steps.locator('ol > li > div').all()) {
      expect((await step.boundingBox())!.width).toBeLessThanOrEqual(width);
    }
  });
});
