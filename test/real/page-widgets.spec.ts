import { ChatPage } from '../support/chat-page.js';
import { startServerProcess, type ServerProcess } from '../support/server-process.js';
import { TaskPanel } from '../support/task-panel.js';
import { visit, type Visitor } from '../support/visitor.js';

// The built-in chat with the built server and the demo model, on a phone: a person works on the list in the
// conversation, judges an answer, and has one anew.

describe('the list of tasks in the built-in chat', () => {
  let server: ServerProcess;
  let visitor: Visitor;
  let chat: ChatPage;
  let tasks: TaskPanel;

  beforeEach(async () => {
    server = await startServerProcess({ DEMO_DELAY_MS: '20' });
    visitor = await visit({ width: 390, height: 844 });
    chat = await new ChatPage(visitor.page, server.url).open('/?widget=builtin');
    tasks = new TaskPanel(visitor.page);
  });
  afterEach(async () => {
    await visitor.leave();
    await server.dispose();
    expect(visitor.complaints).toEqual([]);
    expect(visitor.outside).toEqual([]);
  });

  async function listOf(...titles: string[]): Promise<void> {
    for (const title of titles) await chat.ask(`Add a task to ${title}`);
    await chat.ask("What's on my list?");
    await tasks.shows(`0 of ${titles.length} done`);
  }

  it('completes, deletes and adds in place, and is true after a reload', async () => {
    await listOf('buy milk', 'call home');
    await tasks.button('Complete', 'Buy milk').click();
    await tasks.shows('1 of 2 done');
    await tasks.button('Delete', 'Call home').click();
    await tasks.shows('1 of 1 done');
    await tasks.field.fill('Water the plants');
    await tasks.field.press('Enter');
    await tasks.shows('1 of 2 done');
    await tasks.shows('Water the plants');
    expect(await tasks.field.inputValue()).toBe('');
    expect(await chat.overflow()).toBe(0);

    await chat.open('/?widget=builtin');
    await tasks.shows('1 of 2 done');
    expect(await tasks.button('Complete', 'Buy milk').count()).toBe(0);
    expect(await tasks.panel.getByText('Call home').count()).toBe(0);
    expect(await chat.ask("What's on my list?")).toMatch(/water the plants/i);
    expect(await tasks.panel.count()).toBe(1);
  });

  it('is worked on while an answer is being written, and without a mouse', async () => {
    await listOf('buy milk');
    await chat.composer.fill('What can you do?');
    await chat.send.click();
    await chat.stop.waitFor();
    await tasks.button('Complete', 'Buy milk').press('Enter');
    await tasks.shows('1 of 1 done');
    expect(await chat.stop.isVisible()).toBe(true);
    // The pressed button is gone; the keyboard goes on from where it was.
    await visitor.page.keyboard.press('Tab');
    expect(await visitor.page.evaluate('document.activeElement.textContent')).toBe('Delete');
    await chat.finishedAnswer();
  });

  it('takes nothing without a title, and keeps what was typed when another row changes', async () => {
    await listOf('buy milk');
    await tasks.field.press('Enter');
    await tasks.field.and(visitor.page.locator(':invalid:focus')).waitFor();
    await tasks.shows('0 of 1 done');
    await tasks.field.fill('half a thought');
    await tasks.button('Complete', 'Buy milk').click();
    await tasks.shows('1 of 1 done');
    expect(await tasks.field.inputValue()).toBe('half a thought');
  });

  it('says what went wrong with an action, and can be used again', async () => {
    await listOf('buy milk');
    await visitor.page.route(
      '**/chatkit',
      (route) => route.fulfill({ json: { message: 'Not just now.' }, status: 503 }),
      {
        times: 1,
      },
    );
    await tasks.button('Complete', 'Buy milk').click();
    await tasks.panel.getByRole('alert').getByText('Not just now.').waitFor();
    await tasks.button('Complete', 'Buy milk').click();
    await tasks.shows('1 of 1 done');
    expect(await tasks.panel.getByRole('alert').count()).toBe(0);
    visitor.complaints.splice(0);
  });

  it('has an answer written anew, and what came after it gone', async () => {
    const dialogs: string[] = [];
    visitor.page.on('dialog', (dialog) => {
      dialogs.push(dialog.message());
      void dialog.accept();
    });
    const first = await chat.ask('What can you do?');
    await listOf('buy milk');
    const again = visitor.page.getByRole('button', { name: 'Try again' });
    expect(await chat.answerTo(again.first())).toBe(first);
    expect(dialogs).toEqual([expect.stringContaining('Everything that came after it will be deleted')]);
    expect(await chat.questions.count()).toBe(1);
    expect(await tasks.panel.count()).toBe(0);

    expect(await chat.answerTo(again)).toBe(first);
    expect(dialogs).toHaveLength(1);
    await chat.open('/?widget=builtin');
    await chat.answers.waitFor();
    expect(await chat.questions.count()).toBe(1);
  });

  it('takes what a person thinks of an answer, and thinks of it later', async () => {
    const told: unknown[] = [];
    visitor.page.on('request', (request) => {
      const body = request.postDataJSON() as { type?: string } | null;
      if (body?.type === 'items.feedback') told.push(body);
    });
    await listOf('buy milk');
    const last = visitor.page.getByRole('group', { name: 'This answer' }).last();
    const good = last.getByRole('button', { name: 'Good answer', pressed: true });
    const bad = last.getByRole('button', { name: 'Bad answer', pressed: true });
    const answered = () =>
      visitor.page.waitForResponse((response) => response.request().postData()!.includes('items.feedback'));

    const [response] = await Promise.all([answered(), last.getByLabel('Good answer').click()]);
    expect(response.status()).toBe(200);
    await good.waitFor();
    await Promise.all([answered(), last.getByLabel('Bad answer').click()]);
    await bad.waitFor();
    expect(await good.count()).toBe(0);
    // The steps, the message and the list, and nothing of the answer before.
    expect(told).toMatchObject([{ params: { kind: 'positive' } }, { params: { kind: 'negative' } }]);
    expect((told[0] as { params: { item_ids: string[] } }).params.item_ids).toHaveLength(3);
  });
});
