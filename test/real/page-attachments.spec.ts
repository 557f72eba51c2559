import { startServerProcess, type ServerProcess } from '../support/server-process.js';
import { visit, type Visitor } from '../support/visitor.js';
import { ChatPage } from '../support/chat-page.js';
import { png } from '../attachments/uploads-app.js';

// Files in the built-in chat, in a real browser, against the built server.

describe('the composer of the built-in chat', () => {
  let server: ServerProcess;
  let visitor: Visitor;
  let chat: ChatPage;
  beforeAll(async () => void (server = await startServerProcess({ ATTACHMENT_MAX_BYTES: '1000' })));
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
