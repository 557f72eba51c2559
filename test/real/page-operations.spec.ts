import type { ThreadItem, WidgetItem } from '../../src/protocol/items.js';
import * as w from '../../src/protocol/widgets/builders.js';
import type { WidgetRoot } from '../../src/protocol/widgets/widget.js';
import { ChatPage } from '../support/chat-page.js';
import { done, itemBase, opening, says, script } from '../support/scripted-page.js';
import { startServerProcess, type ServerProcess } from '../support/server-process.js';
import { visit, type Visitor } from '../support/visitor.js';

// What a person can do with the items that the bundled assistant does not send, and what the page then asks of the
// server.

const widgetItem = (widget: WidgetRoot): WidgetItem => ({ ...itemBase, id: 'msg_w', type: 'widget', widget });

const questions: ThreadItem & { type: 'structured_input' } = {
  ...itemBase,
  id: 'msg_q',
  type: 'structured_input',
  status: 'pending',
  inputs: [
    {
      type: 'multiple_choice',
      id: 'size',
      question: 'Which size?',
      options: [{ value: 'Small' }, { value: 'Large' }],
      multiple: false,
    },
    { type: 'freeform', id: 'note', question: 'Anything else?' },
  ],
};

describe('the built-in chat', () => {
  let server: ServerProcess;
  let visitor: Visitor;
  let chat: ChatPage;

  beforeAll(async () => void (server = await startServerProcess()));
  afterAll(() => server.dispose());
  beforeEach(async () => {
    visitor = await visit({ width: 390, height: 844 });
    chat = await new ChatPage(visitor.page, server.url).open('/?widget=builtin');
  });
  afterEach(async () => {
    await visitor.leave();
    expect(visitor.complaints).toEqual([]);
    expect(visitor.outside).toEqual([]);
  });

  async function say(text: string): Promise<void> {
    await chat.composer.fill(text);
    await chat.send.click();
  }

  const press = (name: string) => visitor.page.getByRole('button', { name, exact: true }).click();

  it('asks what the assistant asks, in place of a message, and shows the answers', async () => {
    const size = { values: ['Large'], skipped: false };
    const note = { values: [], skipped: true };
    const [first, second] = questions.inputs;
    const answered = {
      ...questions,
      status: 'answered' as const,
      inputs: [
        { ...first!, answer: size },
        { ...second!, answer: note },
      ],
    };
    const asked = await script(visitor.page, {
      'threads.create': [...opening, done(questions)],
      'threads.add_structured_input': [
        { type: 'thread.item.replaced', item: answered },
        says('Large it is.'),
      ],
    });
    await say('Hello');
    const form = visitor.page.getByRole('form', { name: 'Questions of the assistant' });
    await form.getByRole('group', { name: 'Which size?' }).waitFor();
    expect(await chat.composer.isDisabled()).toBe(true);
    expect(await form.getByRole('button', { name: 'Send' }).isDisabled()).toBe(true);
    await form.getByRole('textbox', { name: 'Another answer to: Which size?' }).fill('Medium');
    await form.getByRole('radio', { name: 'Large' }).check();
    await form.getByRole('button', { name: 'Send' }).click();

    await chat.answers.filter({ hasText: 'Large it is.' }).waitFor();
    expect(asked[1]).toMatchObject({
      params: {
        thread_id: 'thr_1',
        item_id: 'msg_q',
        input: { status: 'answered', answers: { size, note } },
      },
    });
    expect(await visitor.page.getByRole('definition').allInnerTexts()).toEqual(['Large', 'Skipped']);
    expect(await chat.composer.isEnabled()).toBe(true);
  });

  it('lets the questions be skipped', async () => {
    const asked = await script(visitor.page, {
      'threads.create': [...opening, done(questions)],
      'threads.add_structured_input': [
        { type: 'thread.item.replaced', item: { ...questions, status: 'skipped' } },
        says('Then not.'),
      ],
    });
    await say('Hello');
    await press('Skip');
    await chat.answers.filter({ hasText: 'Then not.' }).waitFor();
    expect(asked[1]).toMatchObject({ params: { input: { status: 'skipped', answers: {} } } });
  });

  it('says that it has no tools when one is called, and the conversation goes on', async () => {
    const call: ThreadItem = {
      ...itemBase,
      id: 'msg_c',
      type: 'client_tool_call',
      status: 'pending',
      call_id: 'call_1',
      name: 'get_tab',
      arguments: {},
    };
    const asked = await script(visitor.page, {
      'threads.create': [...opening, { type: 'client_effect', name: 'confetti', data: {} }, done(call)],
      'threads.add_client_tool_output': [
        { type: 'thread.item.replaced', item: { ...call, status: 'completed' } },
        says('Without it, then.'),
      ],
    });
    await say('Hello');
    await chat.answers.filter({ hasText: 'Without it, then.' }).waitFor();
    expect(asked.slice(1)).toMatchObject([
      { params: { thread_id: 'thr_1', result: { error: 'This page has no tool named "get_tab".' } } },
    ]);
  });

  it.each(['locked', 'closed'] as const)(
    'says why a conversation is %s, in place of the composer',
    async (type) => {
      const [created, message] = opening;
      if (created?.type !== 'thread.created') throw new Error('a stream begins with its thread');
      const thread = { ...created.thread, status: { type, reason: 'This order was sent.' } };
      await script(visitor.page, {
        'threads.create': [created, message!, says('Done.'), { type: 'thread.updated', thread }],
      });
      await say('Hello');
      await visitor.page.getByText('This order was sent.').waitFor();
      expect(await chat.composer.count()).toBe(0);
      expect(await visitor.page.getByRole('button', { name: 'Try again' }).count()).toBe(0);
    },
  );

  it('shows how far an image is', async () => {
    const item: ThreadItem = { ...itemBase, id: 'msg_i', type: 'generated_image' };
    const image = { id: 'img_1', url: 'data:image/gif;base64,R0lGODlhAQABAAAAACwAAAAAAQABAAA=' };
    // The stream stays open, as the page's own server would keep it.
    await visitor.page.evaluate(`{
      const frames = ${JSON.stringify([
        ...opening,
        { type: 'thread.item.added', item },
        {
          type: 'thread.item.updated',
          item_id: 'msg_i',
          update: { type: 'generated_image.updated', image, progress: 0.4 },
        },
      ])};
      const real = window.fetch;
      window.fetch = (url, init) => !String(init?.body).includes('threads.create') ? real(url, init) :
        Promise.resolve(new Response(new ReadableStream({
          start: (body) => frames.forEach((frame) =>
            body.enqueue(new TextEncoder().encode('data: ' + JSON.stringify(frame) + '\\n\\n'))),
        }), { headers: { 'content-type': 'text/event-stream' } }));
    }`);
    await say('Hello');
    expect(await visitor.page.getByRole('progressbar').getAttribute('value')).toBe('0.4');
    expect(await visitor.page.getByAltText('Made by the assistant').getAttribute('src')).toBe(image.url);
  });

  it('keeps an answer that the server does not write anew', async () => {
    await script(visitor.page, {
      'threads.create': [...opening, says('The first.')],
      'threads.retry_after_item': [
        { type: 'error', code: 'custom', message: 'Another answer is running.', allow_retry: true },
      ],
    });
    await say('Hello');
    await press('Try again');
    await visitor.page.getByText('Another answer is running.').waitFor();
    await chat.answers.filter({ hasText: 'The first.' }).waitFor();
  });

  it('sends what stands in a form with its action, and leaves a form that is not in order', async () => {
    const widget = w.card({
      asForm: true,
      children: [
        w.label({ value: 'Your name', fieldName: 'guest.name' }),
        w.input({ name: 'guest.name', required: true }),
        w.select({
          name: 'seat',
          options: [
            { value: 'a', label: 'Aisle' },
            { value: 'w', label: 'Window' },
          ],
        }),
        w.checkbox({ name: 'meal', label: 'With a meal' }),
        w.radioGroup({ name: 'class', options: [{ label: 'First', value: '1' }], ariaLabel: 'Class' }),
      ],
      confirm: { label: 'Book', action: { type: 'trip.book', payload: { guest: { id: 7 }, seat: 'set' } } },
      cancel: { label: 'Forget it', action: { type: 'trip.forget', streaming: false } },
    });
    const booked = w.card({ children: [w.text({ value: 'Booked.' })] });
    const asked = await script(visitor.page, {
      'threads.create': [...opening, done(widgetItem(widget))],
      'threads.custom_action': [
        {
          type: 'thread.item.updated',
          item_id: 'msg_w',
          update: { type: 'widget.root.updated', widget: booked },
        },
      ],
    });
    await say('Hello');
    await press('Book');
    const name = visitor.page.getByRole('textbox', { name: 'Your name' });
    await name.and(visitor.page.locator(':invalid:focus')).waitFor();
    expect(asked).toHaveLength(1);

    await name.fill('Ada');
    await visitor.page.getByRole('combobox', { name: 'Seat' }).selectOption('Window');
    await visitor.page.getByRole('checkbox', { name: 'With a meal' }).check();
    await visitor.page.getByRole('radiogroup', { name: 'Class' }).getByLabel('First').check();
    await press('Book');
    await visitor.page.getByText('Booked.').waitFor();
    expect(asked[1]).toEqual({
      type: 'threads.custom_action',
      params: {
        thread_id: 'thr_1',
        item_id: 'msg_w',
        action: {
          type: 'trip.book',
          payload: { guest: { id: 7, name: 'Ada' }, seat: 'set', meal: true, class: '1' },
        },
      },
    });
  });

  it('says at the widget what an action that streams met, and offers no other answer for it', async () => {
    const widget = w.card({
      children: [w.button({ label: 'Pay', onClickAction: { type: 'pay', payload: {} } })],
    });
    await script(visitor.page, {
      'threads.create': [...opening, done(widgetItem(widget))],
      'threads.custom_action': [
        { type: 'error', code: 'custom', message: 'The card was declined.', allow_retry: true },
      ],
    });
    await say('Hello');
    await press('Pay');
    await visitor.page.locator('.widget').getByRole('alert').getByText('The card was declined.').waitFor();
    expect(await visitor.page.getByRole('alert').count()).toBe(1);
  });

  it('replaces the widget with what an action at once gives back', async () => {
    const row = (label: string) =>
      w.listView({
        children: [
          w.listViewItem({
            children: [w.text({ value: label })],
            onClickAction: { type: 'open', payload: { id: 1 }, streaming: false },
          }),
        ],
      });
    const asked = await script(visitor.page, {
      'threads.create': [...opening, done(widgetItem(row('Invoice 12')))],
      'threads.sync_custom_action': { updated_item: widgetItem(row('Invoice 12, opened')) },
    });
    await say('Hello');
    await press('Invoice 12');
    await visitor.page.getByRole('button', { name: 'Invoice 12, opened' }).waitFor();
    expect(asked[1]).toMatchObject({ params: { action: { type: 'open', payload: { id: 1 } } } });
  });

  it('shows the words of a component that it does not know, and of a widget that it cannot draw', async () => {
    await script(visitor.page, {
      'threads.create': [
        ...opening,
        done(widgetItem({ type: 'Card', children: [{ type: 'Hologram', value: 'Seen from all sides' }] })),
        done({
          ...widgetItem({ type: 'Card', children: [{ type: 'Chart', xAxis: null }] }),
          id: 'msg_broken',
          copy_text: 'Sales went up.',
        }),
      ],
    });
    await say('Hello');
    await visitor.page.getByText('Seen from all sides').waitFor();
    await visitor.page.getByText('Sales went up.').waitFor();
    // React tells the console of what was caught.
    expect(visitor.complaints.splice(0).every((text) => text.includes('null'))).toBe(true);
  });
});
