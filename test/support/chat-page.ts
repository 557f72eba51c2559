import type { Locator, Page } from 'playwright-core';

/** The built-in chat, by what a person sees of it. */
export class ChatPage {
  readonly composer: Locator;
  readonly send: Locator;
  readonly stop: Locator;
  readonly greeting: Locator;
  readonly answers: Locator;
  readonly questions: Locator;
  readonly threads: Locator;

  constructor(
    readonly page: Page,
    private readonly url: string,
  ) {
    this.composer = page.getByRole('textbox', { name: 'Message' });
    this.send = page.getByRole('button', { name: 'Send', exact: true });
    this.stop = page.getByRole('button', { name: 'Stop', exact: true });
    this.greeting = page.getByRole('heading', { name: 'What can I do for you?' });
    this.answers = page.locator('article.assistant');
    this.questions = page.locator('article.user');
    this.threads = page.getByRole('navigation', { name: 'Your conversations' }).getByRole('listitem');
  }

  /** Opens the page, and waits until it can be used. */
  async open(path = '/'): Promise<this> {
    await this.page.goto(this.url + path);
    await this.composer.waitFor();
    return this;
  }

  prompt(label: string): Locator {
    return this.page.getByRole('button', { name: label });
  }

  /** Presses a button that sends, waits for the end of the answer, and gives its text. */
  async answerTo(send: Locator): Promise<string> {
    await send.click();
    await this.stop.waitFor();
    return this.finishedAnswer();
  }

  async ask(text: string): Promise<string> {
    await this.composer.fill(text);
    return this.answerTo(this.send);
  }

  async finishedAnswer(): Promise<string> {
    await this.send.waitFor();
    return this.answers.last().innerText();
  }

  /** The first answer of a conversation that was just opened, or `null` when it has none. */
  async firstAnswer(): Promise<string | null> {
    await this.questions.first().waitFor();
    return (await this.answers.count()) ? this.answers.first().innerText() : null;
  }

  async newChat(): Promise<void> {
    await this.page.getByRole('button', { name: 'New chat' }).first().click();
    await this.greeting.waitFor();
  }

  async switchTo(user: string): Promise<void> {
    await this.page.getByRole('group', { name: 'Demo user' }).getByRole('button', { name: user }).click();
    await this.composer.waitFor();
  }

  /** How far the page is wider than the window, in pixels. */
  overflow(): Promise<number> {
    return this.page.evaluate('document.documentElement.scrollWidth - window.innerWidth');
  }
}
