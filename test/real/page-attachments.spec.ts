import { eventually } from '../support/eventually.js';
import { startServerProcess, type ServerProcess } from '../support/server-process.js';
import { visit, type Visitor } from '../support/visitor.js';
import { ChatPage } from '../support/chat-page.js';
import { png } from '../attachments/uploads-app.js';

// Files in the built-in chat, in a real browser, against the built server.

const maxAttachments = 3;

describe('the composer of the built-in chat', () => {
  let server: ServerProcess;
  let visitor: Visitor;
  let chat: ChatPage;
  beforeAll(async () => {
    server = await startServerProcess({
      ATTACHMENT_MAX_BYTES: '1000',
      LIMIT_MESSAGE_ATTACHMENTS: String(maxAttachments),
    });
  });
  afterAll(() => server.dispose());
  beforeEach(async () => {
    visitor = await visit();
    chat = await new ChatPage(visitor.page, server.url).open('/?widget=builtin');
  });
  afterEach(() => visitor.leave());

  const files = () => visitor.page.getByRole('list', { name: 'Attached files' }).getByRole('listitem');
  const choose = async (...chosen: { name: string; mimeType: string; buffer: Buffer }[]) => {
    const [chooser] = await Promise.all([
      visitor.page.waitForEvent('filechooser'),
      visitor.page.getByRole('button', { name: 'Attach files' }).click(),
    ]);
    await chooser.setFiles(chosen);
  };
  const picture = { name: 'tower.png', mimeType: 'image/png', buffer: png };
  const notes = { name: 'notes.txt', mimeType: 'text/plain', buffer: Buffer.from('milk') };

  it('uploads chosen files, and sends them with the message (row 90)', async () => {
    await choose(picture, notes);
    await files().filter({ hasText: 'tower.png attached' }).waitFor();
    await files().filter({ hasText: 'notes.txt attached' }).waitFor();
    const answer = await chat.ask('Look at these');
    expect(answer).toContain('tower.png (image/png, ');
    expect(answer).toContain('notes.txt (text/plain, 4 bytes)');
    expect(await chat.questions.last().innerText()).toContain('tower.png, notes.txt');
    expect(await files().count()).toBe(0);
    await visitor.page.reload();
    await chat.questions.last().waitFor();
    expect(await chat.questions.last().innerText()).toContain('tower.png, notes.txt');
  });

  it('sends files without a word, and shows a picture of what was sent (row 90)', async () => {
    expect(await chat.send.isDisabled()).toBe(true);
    await choose(picture);
    await files().filter({ hasText: 'tower.png attached' }).waitFor();
    expect(await chat.answerTo(chat.send)).toContain('tower.png (image/png, ');
    const shown = chat.questions.last().getByRole('presentation');
    const width = () =>
      shown.evaluate((image: object) => ('naturalWidth' in image ? Number(image.naturalWidth) : 0));
    await eventually(async () => expect(await width()).toBeGreaterThan(0));
    expect(await chat.questions.last().locator('.bubble').count()).toBe(0);
    await visitor.page.reload();
    await shown.waitFor();
    await eventually(async () => expect(await width()).toBeGreaterThan(0));
  });

  it('gives text and files back when the server is gone (row 90)', async () => {
    await choose(notes);
    await files().filter({ hasText: 'notes.txt attached' }).waitFor();
    await visitor.page.route('**/chatkit', (route) => route.abort());
    await chat.composer.fill('Read this');
    await chat.send.click();
    await files().filter({ hasText: 'notes.txt attached' }).waitFor();
    await visitor.page.getByText('it is still below').waitFor();
    expect(await chat.composer.inputValue()).toBe('Read this');
    await visitor.page.unroute('**/chatkit');
    expect(await chat.answerTo(chat.send)).toContain('notes.txt (text/plain, 4 bytes)');
  });

  /** Does with files what a person does with a mouse or the keyboard, which no driver can. */
  const hand = (kind: 'drop' | 'paste', names: readonly string[], text?: string) =>
    visitor.page.evaluate<boolean>(`{
      const carried = new DataTransfer();
      for (const name of ${JSON.stringify(names)}) carried.items.add(new File(['milk'], name, { type: 'text/plain' }));
      ${text === undefined ? '' : `carried.setData('text/plain', ${JSON.stringify(text)});`}
      const field = document.querySelector('textarea');
      const common = { dataTransfer: carried, clipboardData: carried, bubbles: true, cancelable: true };
      const drag = (name) => field.dispatchEvent(new DragEvent(name, common));
      ${kind === 'drop' ? `drag('dragenter'); drag('dragover'); drag('drop')` : `field.dispatchEvent(new ClipboardEvent('paste', common))`}
    }`);

  it('takes files that are dropped onto the conversation (row 90)', async () => {
    await hand('drop', ['one.txt', 'two.txt']);
    await files().filter({ hasText: 'one.txt attached' }).waitFor();
    await files().filter({ hasText: 'two.txt attached' }).waitFor();
    expect(await visitor.page.locator('[data-dropping]').count()).toBe(0);
  });

  it('takes files that are pasted, and leaves pasted text alone (row 90)', async () => {
    const isLeftToBrowser = await hand('paste', ['three.txt'], 'a picture of this text');
    expect(isLeftToBrowser).toBe(true);
    expect(await files().count()).toBe(0);
    await hand('paste', ['three.txt']);
    await files().filter({ hasText: 'three.txt attached' }).waitFor();
  });

  it('says which files are too many, and sends without them (row 90)', async () => {
    const names = Array.from({ length: maxAttachments + 1 }, (_, place) => `list-${place}.txt`);
    await hand('drop', names);
    await files()
      .filter({ hasText: 'attached' })
      .nth(maxAttachments - 1)
      .waitFor();
    await files()
      .filter({ hasText: `A message takes ${maxAttachments} files at the most. Remove it to send.` })
      .waitFor();
    expect(await chat.send.isDisabled()).toBe(true);
    await visitor.page.getByRole('button', { name: `Remove ${names.at(-1)}` }).click();
    expect(await chat.answerTo(chat.send)).toContain('list-0.txt');
  });

  it('says why a file is not taken, and sends the message once it is removed (row 90)', async () => {
    await choose({ name: 'big.txt', mimeType: 'text/plain', buffer: Buffer.alloc(2_000, 'x') });
    await files()
      .filter({ hasText: /The file is too large.* Remove it to send/ })
      .waitFor();
    await chat.composer.fill('Hello');
    expect(await chat.send.isDisabled()).toBe(true);
    await visitor.page.getByRole('button', { name: 'Remove big.txt' }).click();
    expect(await chat.answerTo(chat.send)).toMatch(/task list/);
  });
});
