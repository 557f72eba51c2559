import { startServerProcess, type ServerProcess } from '../support/server-process.js';
import { visit, widgetScriptUrl, type Visitor } from '../support/visitor.js';
import { ChatPage } from '../support/chat-page.js';

// The page in a real browser, against the built server with its embedded database and the demo model. OpenAI's
// widget is out of reach here, so people meet the built-in chat.

describe('the page without the official widget', () => {
  let server: ServerProcess;
  let visitor: Visitor;
  let chat: ChatPage;
  /** Complaints of the console that a test provokes. */
  let expected: RegExp[];

  // Slow enough that a test can act while an answer is being written.
  beforeAll(async () => void (server = await startServerProcess({ DEMO_DELAY_MS: '40' })));
  afterAll(() => server.dispose());
  beforeEach(async () => {
    visitor = await visit();
    chat = new ChatPage(visitor.page, server.url);
    expected = [];
  });
  afterEach(async () => {
    await visitor.leave();
    const provoked = [new RegExp(widgetScriptUrl), ...expected];
    expect(visitor.complaints.filter((text) => !provoked.some((each) => each.test(text)))).toEqual([]);
    expect(new Set([widgetScriptUrl, ...visitor.outside])).toEqual(new Set([widgetScriptUrl]));
  });

  it('says that the widget is missing, and asks for nothing else beyond this machine (row 31)', async () => {
    await chat.open();
    await visitor.page.getByText('The official ChatKit widget could not be loaded').waitFor();
    await chat.greeting.waitFor();
    expect(visitor.outside).toEqual([widgetScriptUrl]);
  });

  it('waits three seconds for the widget, and no longer', async () => {
    await visitor.page.route(widgetScriptUrl, () => undefined);
    await visitor.page.goto(server.url);
    await visitor.page.getByText('Loading the chat…').waitFor();
    await visitor.page
      .getByText('The official ChatKit widget could not be loaded')
      .waitFor({ timeout: 6000 });
    await chat.greeting.waitFor();
  });

  it('does not try the widget when the built-in chat is chosen', async () => {
    await chat.open('/?widget=builtin');
    await visitor.page.getByRole('link', { name: 'Try the official ChatKit widget' }).waitFor();
    expect(visitor.outside).toEqual([]);
  });

  it('creates a task, lists it and helps, one press each (rows 8, 34, 74)', async () => {
    await chat.open();
    expect(await chat.answerTo(chat.prompt('Create a task'))).toMatch(/groceries/i);
    await visitor.page.getByRole('region', { name: 'Steps' }).waitFor();
    await chat.newChat();
    expect(await chat.answerTo(chat.prompt('List my tasks'))).toMatch(/groceries/i);
    await chat.newChat();
    expect(await chat.answerTo(chat.prompt('Get help'))).toMatch(/task/i);
    expect(await chat.threads.count()).toBeGreaterThanOrEqual(3);
  });

  it('shows an answer while it is being written (row 107)', async () => {
    await chat.open();
    await chat.prompt('Get help').click();
    await chat.answers.filter({ hasText: /\w/ }).waitFor();
    const early = await chat.answers.last().innerText();
    expect(await chat.stop.isVisible()).toBe(true);
    expect((await chat.finishedAnswer()).length).toBeGreaterThan(early.length);
  });

  it('keeps the conversation over a reload, and clears it for a new chat (rows 16, 17, 25, 36, 37, 76)', async () => {
    await chat.open();
    const answer = await chat.ask('What can you do?');
    await chat.open();
    await chat.answers.waitFor();
    expect(await chat.finishedAnswer()).toBe(answer);
    expect(await chat.questions.last().innerText()).toContain('What can you do?');

    await chat.newChat();
    expect(await chat.questions.count()).toBe(0);
    await chat.open();
    await chat.greeting.waitFor();
    await chat.threads.first().click();
    await chat.answers.waitFor();
  });

  it('keeps the draft of a new chat while another conversation is looked at', async () => {
    await chat.open();
    await chat.ask('What can you do?');
    await chat.newChat();
    await chat.composer.fill('half a thought');
    await chat.threads.first().click();
    await chat.answers.waitFor();
    await chat.newChat();
    expect(await chat.composer.inputValue()).toBe('half a thought');
  });

  it('shows nobody what another person wrote (row 121)', async () => {
    await chat.open();
    await chat.ask('Add a task to water the plants');
    await chat.switchTo('bob');
    await chat.greeting.waitFor();
    await visitor.page.getByText('No conversations yet.').waitFor();
    expect(await chat.ask("What's on my list?")).not.toMatch(/plants/i);
    await chat.switchTo('alice');
    await chat.answers.waitFor();
    expect(await chat.questions.last().innerText()).toContain('water the plants');
  });

  it('gets a new token when the server refuses the old one', async () => {
    expected = [/401/];
    let asked = 0;
    await visitor.page.route('**/api/auth/dev-token', (route) =>
      ++asked === 1 ? route.fulfill({ json: { token: 'tampered' } }) : route.continue(),
    );
    await chat.open();
    expect(await chat.ask('What can you do?')).toMatch(/task/i);
    expect(asked).toBe(2);
  });

  it('asks to sign in again when no token helps, and keeps what was typed (row 20)', async () => {
    expected = [/401/];
    await chat.open();
    await chat.composer.fill('Add a task to call home');
    await visitor.page.route('**/chatkit', (route) =>
      route.continue({ headers: { ...route.request().headers(), authorization: 'Bearer tampered' } }),
    );
    await chat.composer.press('Enter');
    const again = visitor.page.getByRole('button', { name: 'Sign in again' });
    await again.waitFor();
    // The page learns first that nobody is signed in, and then what became of the message.
    await visitor.page.getByText('it is still below').waitFor();
    await visitor.page.unroute('**/chatkit');
    await again.click();
    expect(await chat.composer.inputValue()).toBe('Add a task to call home');
    expect(await chat.answerTo(chat.send)).toMatch(/call home/i);
  });

  it('keeps the text that was there when an answer is stopped', async () => {
    await chat.open();
    const whole = await chat.answerTo(chat.prompt('Get help'));
    await chat.newChat();
    await chat.prompt('Get help').click();
    await chat.answers.filter({ hasText: /\w+ \w+/ }).waitFor();
    await chat.stop.click();
    await visitor.page.getByText('You stopped this answer.').waitFor();
    const partial = await chat.finishedAnswer();
    expect(whole.startsWith(partial)).toBe(true);

    // The server learns of the stop from the closed connection, and stores the partial answer a moment later.
    do await chat.open();
    while ((await chat.firstAnswer()) === null);
    const stored = (await chat.firstAnswer())!;
    expect(stored.length).toBeLessThan(whole.length);
    expect(whole.startsWith(stored)).toBe(true);
  });

  it('goes on writing an answer while another conversation is looked at (row 94)', async () => {
    await chat.open();
    const whole = await chat.answerTo(chat.prompt('Get help'));
    await chat.newChat();
    await chat.prompt('Get help').click();
    await chat.answers.filter({ hasText: /\w+ \w+/ }).waitFor();
    await chat.newChat();
    await chat.threads.first().click();
    expect(await chat.finishedAnswer()).toBe(whole);
  });

  it('gives the text back when the server is gone', async () => {
    expected = [/ERR_CONNECTION_/];
    const doomed = await startServerProcess();
    const page = await new ChatPage(visitor.page, doomed.url).open();
    await visitor.page.getByText('No conversations yet.').waitFor();
    await doomed.dispose();
    await page.composer.fill('Do not lose this');
    await page.send.click();
    await visitor.page.getByText('Your message was not sent; it is still below.').waitFor();
    expect(await page.composer.inputValue()).toBe('Do not lose this');
    await visitor.page.getByRole('button', { name: 'Send again' }).waitFor();
  });

  it('forgets a conversation that is gone', async () => {
    expected = [/404/];
    await chat.open();
    const key = 'nestjs-chatkit.thread.alice';
    await visitor.page.evaluate(`localStorage.setItem('${key}', 'thr_gone')`);
    await chat.open();
    await chat.greeting.waitFor();
    expect(await visitor.page.evaluate(`localStorage.getItem('${key}')`)).toBeNull();
  });

  it('keeps what was typed while the conversation turned out to be gone', async () => {
    expected = [/404/];
    await chat.open();
    await visitor.page.evaluate(`localStorage.setItem('nestjs-chatkit.thread.alice', 'thr_gone')`);
    let answer!: () => void;
    const written = new Promise<void>((resolve) => (answer = resolve));
    await visitor.page.route('**/chatkit', async (route) => {
      if (route.request().postData()?.includes('threads.get_by_id')) await written;
      await route.continue();
    });
    await chat.open();
    await chat.composer.fill('Add a task to feed the cat');
    answer();
    await chat.greeting.waitFor();
    expect(await chat.composer.inputValue()).toBe('Add a task to feed the cat');
  });

  it('breaks lines with Shift+Enter, sends with Enter, and leaves Enter to an input method', async () => {
    await chat.open();
    await chat.composer.pressSequentially('What can');
    await chat.composer.press('Shift+Enter');
    await chat.composer.dispatchEvent('keydown', { key: 'Enter', isComposing: true });
    await chat.composer.pressSequentially('you do?');
    expect(await chat.composer.inputValue()).toBe('What can\nyou do?');
    await chat.composer.press('Enter');
    await chat.stop.waitFor();
    expect(await chat.questions.last().innerText()).toContain('What can\nyou do?');
    await chat.finishedAnswer();
  });

  it('asks for a token where tokens come from elsewhere', async () => {
    expected = [/401/];
    const secret = 'a secret that is long enough for HS256';
    const guarded = await startServerProcess({ AUTH_MODE: 'jwt', BETTER_AUTH_SECRET: secret });
    try {
      const page = new ChatPage(visitor.page, guarded.url);
      await visitor.page.goto(guarded.url);
      const field = visitor.page.getByLabel('Access token');
      await field.fill('not.a.token');
      await field.press('Enter');
      await visitor.page.getByText('The server did not accept the token.').waitFor();
      await field.fill(await tokenFor('carol', secret));
      await field.press('Enter');
      expect(await page.answerTo(page.prompt('Get help'))).toMatch(/task/i);
    } finally {
      await guarded.dispose();
    }
  });
});

async function tokenFor(subject: string, secret: string): Promise<string> {
  const { SignJWT } = await import('jose');
  return new SignJWT()
    .setProtectedHeader({ alg: 'HS256' })
    .setSubject(subject)
    .setExpirationTime('1h')
    .sign(new TextEncoder().encode(secret));
}
