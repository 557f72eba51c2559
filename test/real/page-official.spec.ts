import { startServerProcess, type ServerProcess } from '../support/server-process.js';
import { visit, widgetScriptUrl, type Visitor } from '../support/visitor.js';

// What the page hands to the official element, seen by a stand-in of ours that is registered in its place.

const standIn = `
  customElements.define('openai-chatkit', class extends HTMLElement {
    setOptions(options) {
      this.options = options;
      window.chatkit = this;
      this.textContent = options.startScreen.greeting;
    }
    async list() {
      const response = await this.options.api.fetch(this.options.api.url, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ type: 'threads.list', params: { limit: 9999, order: 'desc' } }),
      });
      return { status: response.status, body: await response.json() };
    }
    moveTo(threadId) {
      this.dispatchEvent(new CustomEvent('chatkit.thread.change', { detail: { threadId } }));
    }
  });
`;

describe('the page with the official widget', () => {
  let server: ServerProcess;
  let visitor: Visitor;

  beforeAll(async () => void (server = await startServerProcess()));
  afterAll(() => server.dispose());
  beforeEach(async () => {
    visitor = await visit({ widgetScript: standIn });
    await open();
  });
  afterEach(() => visitor.leave());

  async function open(): Promise<void> {
    await visitor.page.goto(server.url);
    await ready();
  }

  /** The element was given its options. */
  const ready = () => visitor.page.locator('openai-chatkit', { hasText: 'What can I do for you?' }).waitFor();

  const inPage = <T>(script: string): Promise<T> => visitor.page.evaluate(script);

  /** A thread of alice's, made beside the page. */
  async function newThread(): Promise<string> {
    const post = async (path: string, body: unknown, token = '') =>
      fetch(server.url + path, {
        method: 'POST',
        headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
        body: JSON.stringify(body),
      });
    const issued = await post('/api/auth/dev-token', { user: 'alice' });
    const { token } = (await issued.json()) as { token: string };
    const content = [{ type: 'input_text', text: 'What can you do?' }];
    const input = { content, attachments: [], inference_options: {} };
    const stream = await (
      await post('/chatkit', { type: 'threads.create', params: { input } }, token)
    ).text();
    return /"type":"thread.created","thread":\{"id":"([^"]+)"/.exec(stream)![1]!;
  }

  it('tells it where the server is, how to look, and what to start with (rows 1, 27, 34, 73, 74, 137)', async () => {
    expect(await inPage('JSON.parse(JSON.stringify(window.chatkit.options))')).toMatchObject({
      api: { url: '/chatkit', domainKey: 'local-dev' },
      initialThread: null,
      theme: { colorScheme: 'light', color: { accent: { primary: '#2563eb' } } },
      history: { enabled: true },
      startScreen: {
        greeting: 'What can I do for you?',
        prompts: [
          { label: 'Create a task', prompt: 'Add a task to buy groceries' },
          { label: 'List my tasks', prompt: "What's on my list?" },
          { label: 'Get help', prompt: 'What can you do?' },
        ],
      },
      threadItemActions: { feedback: true, retry: true },
    });
    expect(visitor.outside).toEqual([widgetScriptUrl]);
    expect(visitor.complaints).toEqual([]);
  });

  it('has it upload files in two phases, of the kinds that the server takes (row 90)', async () => {
    const { api, composer } = await inPage<{ api: object; composer: object }>(
      'JSON.parse(JSON.stringify(window.chatkit.options))',
    );
    expect(api).toMatchObject({ uploadStrategy: { type: 'two_phase' } });
    expect(composer).toMatchObject({
      attachments: {
        enabled: true,
        maxSize: 10_485_760,
        maxCount: 10,
        accept: { 'image/png': ['.png'], 'application/pdf': ['.pdf'] },
      },
    });
  });

  it('gives it a fetch that speaks for the person', async () => {
    const request = visitor.page.waitForRequest((each) => new URL(each.url()).pathname === '/chatkit');
    const answer = await inPage<{ status: number; body: unknown }>('window.chatkit.list()');
    expect(answer).toMatchObject({ status: 200, body: { data: expect.any(Array) } });
    expect((await request).headers().authorization).toMatch(/^Bearer .+\..+\..+/);
  });

  it('opens the thread that was open last (rows 16, 76)', async () => {
    const threadId = await newThread();
    await inPage(`window.chatkit.moveTo('${threadId}')`);
    await open();
    expect(await inPage('window.chatkit.options.initialThread')).toBe(threadId);
  });

  it('starts anew when that thread is gone', async () => {
    await inPage(`window.chatkit.moveTo('thr_gone')`);
    await open();
    expect(await inPage('window.chatkit.options.initialThread')).toBeNull();
  });

  it('offers the other person a conversation of their own', async () => {
    await inPage(`window.chatkit.moveTo('${await newThread()}')`);
    await inPage(`void (window.chatkit.textContent = 'the first element')`);
    await visitor.page.getByRole('button', { name: 'bob' }).click();
    await ready();
    expect(await inPage('window.chatkit.options.initialThread')).toBeNull();
    expect(await inPage('window.chatkit.list()')).toMatchObject({ body: { data: [] } });
  });
});
