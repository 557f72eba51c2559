import type { Locator } from 'playwright-core';
import { barMs } from '../support/bar.js';
import { ChatPage } from '../support/chat-page.js';
import { ChatKitClient } from '../support/chatkit-client.js';
import { eventually } from '../support/eventually.js';
import { begin, sse, startFaultyProvider, type FaultyProvider } from '../support/faulty-provider.js';
import { messageOf, responsesAnswer } from '../support/scripted-provider.js';
import { startServerProcess, type ServerProcess } from '../support/server-process.js';
import { visit, type Visitor } from '../support/visitor.js';
import { startWeakLine } from '../support/weak-line.js';
import { wireWidget } from '../support/wire-widget.js';

// Reloads, stops and lost connections in mid-answer, in a real browser against the built server: with a stand-in for
// OpenAI's widget that behaves on the wire as that does, and with the built-in chat. The model says when it goes on.

const first = 'The lighthouse stands';
const whole = `${first} on the northern rock, and has done so since 1871.`;

let provider: FaultyProvider;
let server: ServerProcess;
let visitor: Visitor;
/** When the model's connection was closed by the server before its answer was whole. */
let closedAt: number | undefined;

beforeAll(async () => {
  provider = await startFaultyProvider();
  server = await startServerProcess({
    OPENAI_BASE_URL: provider.baseUrl,
    OPENAI_API_KEY: 'sk-test',
    MODEL: 'slow',
    THREAD_TITLES: 'off',
  });
});
afterAll(async () => {
  await server.dispose();
  provider.close();
});
beforeEach(async () => {
  closedAt = undefined;
  const events = responsesAnswer([messageOf(whole)]);
  const early = 3 + first.length;
  provider.requests.length = 0;
  provider.reply = async (response, seen) => {
    response.on('close', () => response.writableFinished || (closedAt = Date.now()));
    begin(response, sse(...events.slice(0, early)));
    await seen;
    response.end(sse(...events.slice(early)));
  };
});
afterEach(() => visitor.leave());

/** What is stored of the person's newest thread, by type and text. */
async function stored(): Promise<string[]> {
  const client = await ChatKitClient.as(server.url, 'alice');
  const { body } = await client.call('threads.list', { limit: 1, order: 'desc' });
  const { data } = body as { data: { id: string }[] };
  const items = await client.items(data[0]!.id);
  return items.flatMap((item) =>
    item.type === 'user_message' || item.type === 'assistant_message'
      ? [item.content.map((part) => part.text).join('')]
      : [],
  );
}

describe('the official widget with the helper', () => {
  const rows = (): Locator => visitor.page.locator('openai-chatkit li');
  const status = (text: string) => visitor.page.getByRole('status').filter({ hasText: text }).waitFor();
  const composer = () => visitor.page.getByLabel('Widget');

  async function open(url = server.url): Promise<void> {
    await visitor.page.goto(url);
    await composer().waitFor();
  }
  async function ask(text: string): Promise<void> {
    await composer().fill(text);
    await visitor.page.getByText('Widget send').click();
  }

  beforeEach(async () => {
    visitor = await visit({ widgetScript: wireWidget });
    await open();
  });

  it('shows the whole answer after a reload in its middle, and nothing twice (rows 16, 170) (C6)', async () => {
    await ask('Where is it?');
    await rows().filter({ hasText: first }).waitFor();
    await open();
    await rows().filter({ hasText: 'Where is it?' }).waitFor();
    expect(closedAt).toBeUndefined();
    provider.read();
    await rows().filter({ hasText: whole }).waitFor();
    expect(await rows().allTextContents()).toEqual(['Where is it?', whole]);
    expect(await stored()).toEqual(['Where is it?', whole]);
    expect(provider.requests).toHaveLength(1);
  });

  it('ends the model’s request within a second of a press on stop, and is ready again', async () => {
    await ask('Where is it?');
    await rows().filter({ hasText: first }).waitFor();
    const pressedAt = Date.now();
    await visitor.page.getByText('Widget stop').click();
    await status('Ended');
    expect(Date.now() - pressedAt).toBeLessThan(barMs(2_000));
    await eventually(() => expect(closedAt! - pressedAt).toBeLessThan(1_000));
    expect(await rows().allTextContents()).toEqual(['Where is it?', first]);
    expect(await stored()).toEqual(['Where is it?', first]);
  });

  it.each([
    ['goes on while it is written', false],
    ['is whole although it ended meanwhile', true],
  ])('shows an answer whose connection is lost: it %s', async (_name, endsMeanwhile) => {
    const line = await startWeakLine(server.url);
    try {
      await open(line.url);
      await ask('Where is it?');
      await rows().filter({ hasText: first }).waitFor();
      const joins = visitor.page.waitForRequest((each) => each.url().includes('/events?after='));
      line.cut();
      if (endsMeanwhile) {
        provider.read();
        await eventually(async () => expect(await stored()).toEqual(['Where is it?', whole]));
      }
      await joins;
      line.mend();
      provider.read();
      await rows().filter({ hasText: whole }).waitFor();
      await status('Ended');
      expect(await rows().allTextContents()).toEqual(['Where is it?', whole]);
    } finally {
      line.close();
    }
  });

  it('gets back a text that could not be sent', async () => {
    await visitor.page.route('**/chatkit', (route) => route.abort('connectionrefused'));
    await ask('Do not lose this');
    await eventually(async () => expect(await composer().inputValue()).toBe('Do not lose this'), 8_000);
    await visitor.page.unroute('**/chatkit');
    await open();
    await eventually(async () => expect(await composer().inputValue()).toBe('Do not lose this'));
    await visitor.page.getByText('Widget send').click();
    await rows().filter({ hasText: first }).waitFor();
    await open();
    await rows().filter({ hasText: 'Do not lose this' }).waitFor();
    expect(await composer().inputValue()).toBe('');
    provider.read();
    await rows().filter({ hasText: whole }).waitFor();
  });
});

describe('the built-in chat with the helper', () => {
  let chat: ChatPage;
  beforeEach(async () => {
    visitor = await visit();
    chat = new ChatPage(visitor.page, server.url);
    await chat.open('/?widget=builtin');
  });

  const shown = async () => ({
    questions: await chat.questions.allInnerTexts(),
    answers: await chat.answers.allInnerTexts(),
  });

  async function askAndReload(): Promise<void> {
    await chat.composer.fill('Where is it?');
    await chat.send.click();
    await chat.answers.filter({ hasText: first }).waitFor();
    await chat.open('/?widget=builtin');
    await chat.answers.filter({ hasText: first }).waitFor();
  }

  it('goes on showing an answer after a reload, word by word (row 16)', async () => {
    await askAndReload();
    expect(await chat.stop.isVisible()).toBe(true);
    provider.read();
    await chat.answers.filter({ hasText: whole }).waitFor();
    await chat.finishedAnswer();
    const { questions, answers } = await shown();
    expect([questions.length, answers.length]).toEqual([1, 1]);
    expect(await stored()).toEqual(['Where is it?', whole]);
  });

  it('stops an answer that was running before the reload', async () => {
    await askAndReload();
    const pressedAt = Date.now();
    await chat.stop.click();
    await visitor.page.getByText('You stopped this answer.').waitFor();
    await eventually(() => expect(closedAt! - pressedAt).toBeLessThan(1_000));
    expect(await stored()).toEqual(['Where is it?', first]);
    expect(await chat.answers.count()).toBe(1);
  });

  it('shows an answer that is written in another tab', async () => {
    await chat.composer.fill('Where is it?');
    await chat.send.click();
    await chat.answers.filter({ hasText: first }).waitFor();
    const other = new ChatPage(await visitor.context.newPage(), server.url);
    await other.open('/?widget=builtin');
    await other.answers.filter({ hasText: first }).waitFor();
    provider.read();
    await other.answers.filter({ hasText: whole }).waitFor();
    await chat.answers.filter({ hasText: whole }).waitFor();
    expect([await chat.answers.count(), await other.answers.count()]).toEqual([1, 1]);
  });

  it('offers again after a reload what could not be sent, until it is sent', async () => {
    await visitor.page.route('**/chatkit', (route) =>
      route.request().postData()?.includes('threads.create') ? route.abort() : route.continue(),
    );
    await chat.composer.fill('Do not lose this');
    await chat.send.click();
    await visitor.page.getByText('Your message was not sent').waitFor();
    await visitor.page.unroute('**/chatkit');
    await chat.open('/?widget=builtin');
    expect(await chat.composer.inputValue()).toBe('Do not lose this');
    await chat.send.click();
    await chat.answers.filter({ hasText: first }).waitFor();
    provider.read();
    await chat.finishedAnswer();
    await chat.open('/?widget=builtin');
    await chat.answers.waitFor();
    expect(await chat.composer.inputValue()).toBe('');
  });
});
