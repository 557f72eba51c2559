import { toFrame, type ThreadStreamEvent } from '../../src/protocol/events.js';
import { outputText } from '../../src/protocol/content.js';
import { ChatPage } from '../support/chat-page.js';
import { startServerProcess, type ServerProcess } from '../support/server-process.js';
import { visit, type Visitor } from '../support/visitor.js';

// What the built-in chat makes of streams that the bundled assistant does not write, on a phone.

const created_at = '2026-01-02T03:04:05.678Z';
const base = { id: 'msg_1', thread_id: 'thr_1', created_at };
const thread = { id: 'thr_1', created_at, status: { type: 'active' as const }, metadata: {} };

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

const answer = (text: string): ThreadStreamEvent => ({
  type: 'thread.item.done',
  item: { ...base, type: 'assistant_message', content: [outputText(text)] },
});

describe('the built-in chat on a phone', () => {
  let server: ServerProcess;
  let visitor: Visitor;
  let chat: ChatPage;

  beforeAll(async () => void (server = await startServerProcess({ DEMO_DELAY_MS: '5' })));
  afterAll(() => server.dispose());
  beforeEach(async () => {
    visitor = await visit({ width: 360, height: 740 });
    chat = await new ChatPage(visitor.page, server.url).open('/?widget=builtin');
  });
  afterEach(async () => {
    await visitor.leave();
    expect(visitor.complaints).toEqual([]);
    expect(visitor.outside).toEqual([]);
  });

  /** Answers the next streaming request with the given frames; everything else goes to the server. */
  async function script(...frames: (ThreadStreamEvent | string)[]): Promise<void> {
    await visitor.page.route('**/chatkit', async (route) => {
      const { type } = route.request().postDataJSON() as { type: string };
      if (type !== 'threads.create' && type !== 'threads.retry_after_item') return route.continue();
      const body = frames.map((frame) => (typeof frame === 'string' ? frame : toFrame(frame))).join('');
      return route.fulfill({ contentType: 'text/event-stream', body });
    });
  }

  async function say(text: string): Promise<void> {
    await chat.composer.fill(text);
    await chat.send.click();
  }

  it('fits into 360 pixels at every step', async () => {
    expect(await chat.overflow()).toBe(0);
    await chat.ask(`Add a task named ${'very'.repeat(40)}`);
    expect(await chat.overflow()).toBe(0);
    await visitor.page.getByRole('button', { name: 'Show your conversations' }).click();
    await chat.threads.first().waitFor();
    expect(await chat.overflow()).toBe(0);
    await visitor.page.keyboard.press('Escape');
    await chat.composer.waitFor();
  });

  it('fits into 320 pixels', async () => {
    await visitor.page.setViewportSize({ width: 320, height: 568 });
    expect(await chat.overflow()).toBe(0);
  });

  it('gives every control room for a finger', async () => {
    await chat.ask('What can you do?');
    for (const control of await visitor.page.locator('button:visible, textarea').all()) {
      const box = await control.boundingBox();
      expect({ control: await control.innerText(), ok: box!.height >= 44 && box!.width >= 44 }).toMatchObject(
        {
          ok: true,
        },
      );
    }
  });

  it('leaves out what it does not know', async () => {
    await script(
      ...opening,
      'data: {"type":"future.event","value":1}\n\n',
      'data: {"type":"thread.item.added","item":{"id":"x_1","thread_id":"thr_1","type":"hologram"}}\n\n',
      'data: {"type":"thread.item.updated","item_id":"x_1","update":{"type":"hologram.turned"}}\n\n',
      ': a comment\n\nevent: ping\ndata: {}\n\ndata: not json\n\n',
      answer('Still here.'),
    );
    await say('Hello');
    expect(await chat.answers.last().innerText()).toContain('Still here.');
  });

  it('shows markdown, and nothing of it as markup', async () => {
    await script(
      ...opening,
      answer(
        '**bold** `code`\n\n- one\n- two\n\n[site](https://example.com) [trap](javascript:alert(1))\n\n<img src=x>',
      ),
    );
    await say('Hello');
    const message = chat.answers.last();
    await message.getByText('bold').waitFor();
    expect(await message.locator('strong').innerText()).toBe('bold');
    expect(await message.locator('code').innerText()).toBe('code');
    expect(await message.locator('li').allInnerTexts()).toEqual(['one', 'two']);
    expect(await message.locator('a').getAttribute('href')).toBe('https://example.com');
    expect(await message.locator('a').getAttribute('rel')).toContain('noopener');
    expect(await message.locator('a, img').count()).toBe(1);
    expect(await message.innerText()).toContain('<img src=x>');
  });

  it('shows a notice and an error where they happened, and tries again on request (row 18)', async () => {
    await script(
      ...opening,
      { type: 'notice', level: 'warning', title: 'Almost full', message: 'You used **95** messages.' },
      { type: 'error', code: 'custom', message: 'The model is resting.', allow_retry: true },
    );
    await say('Hello');
    await visitor.page.getByText('Almost full').waitFor();
    await visitor.page.getByText('The model is resting.').waitFor();
    expect(await chat.composer.inputValue()).toBe('');
    await visitor.page.unroute('**/chatkit');
    await script(answer('Awake now.'));
    await visitor.page.getByRole('button', { name: 'Try again' }).click();
    await chat.answers.filter({ hasText: 'Awake now.' }).waitFor();
    expect(await visitor.page.getByText('The model is resting.').count()).toBe(0);
  });

  it('says a finished answer once to those who listen', async () => {
    await script(...opening, answer('All done.'));
    await say('Hello');
    await visitor.page.locator('[role=status]', { hasText: 'All done.' }).waitFor();
    expect(await visitor.page.getByRole('log').getAttribute('aria-live')).toBe('off');
  });
});
