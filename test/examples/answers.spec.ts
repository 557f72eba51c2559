import { threadIdOf, textOf, typesOf } from '../../src/testing/client/answers.js';
import { userInput } from '../../src/testing/client/chatkit-test-client.js';
import { itemsOf, lastText, startExamples, updatesOf, type ExamplesApp } from './examples-app.js';

// Examples that one message shows.

describe('the example of', () => {
  let examples: ExamplesApp;
  beforeAll(async () => {
    examples = await startExamples();
  });
  afterAll(() => examples.close());

  it('annotations marks a page, a file and an entity behind the words that they are about', async () => {
    const client = examples.at('annotations');
    const { threadId, events } = await client.createThread('How far?');
    expect(updatesOf(events, 'assistant_message.content_part.annotation_added')).toHaveLength(3);
    const [part] = itemsOf(await client.items(threadId), 'assistant_message')[0]!.content;
    const marked = part!.annotations.map(({ source, index }) => [source.type, part!.text.slice(0, index)]);
    expect(marked).toEqual([
      ['entity', expect.stringMatching(/Great Lens$/)],
      ['file', expect.stringMatching(/19 miles$/)],
      ['url', expect.stringMatching(/charts of the time say$/)],
    ]);
  });

  it('entities looks tags up by their id, whatever their words say (rows 91, 97)', async () => {
    const client = examples.at('entities');
    const tag = (id: string, text: string) => ({ type: 'input_tag', id, text, data: {} });
    const content = [
      { type: 'input_text', text: 'Where is ' },
      tag('bell', 'that thing'),
      tag('?', 'Anchor'),
    ];
    const events = await client.stream('threads.create', userInput('', { content }));
    const items = await client.items(threadIdOf(events));
    expect(lastText(items)).toBe(
      'The Fog Bell of 1874 is in the Boathouse. We do not have "Anchor" any more.',
    );
    expect(itemsOf(items, 'user_message')[0]!.content[1]).toMatchObject({ type: 'input_tag', id: 'bell' });
  });

  it.each([
    ['312 prisms', /from the sign at the Great Lens/],
    ['whales', /cannot find "whales"/],
    ['', /Mark a passage/],
  ])('quoted text answers to the passage: %j', async (quoted_text, answer) => {
    const events = await examples
      .at('quoted-text')
      .stream('threads.create', userInput('What?', { quoted_text }));
    expect(textOf(events)).toMatch(answer);
  });

  it.each([
    [
      { tool_choice: { id: 'quiz' }, model: 'curator' },
      'Dear guest, in which year did we get the Great Lens?',
    ],
    [{ tool_choice: { id: 'directions' } }, 'The Great Lens is in the Lamp Room.'],
    [{ model: 'brief' }, 'Its 312 prisms'],
    [{}, 'Its 312 prisms'],
  ])('choices does what tool and model say: %j', async (inference_options, beginning) => {
    const events = await examples
      .at('choices')
      .stream('threads.create', userInput('Go', { inference_options }));
    expect(textOf(events).startsWith(beginning)).toBe(true);
  });

  it('choices tells a person of a choice that it does not know', async () => {
    const inference_options = { model: 'oracle' };
    const events = await examples
      .at('choices')
      .stream('threads.create', userInput('Go', { inference_options }));
    expect(events.at(-1)).toEqual({
      type: 'error',
      code: 'custom',
      message: '"oracle" is not on offer.',
      allow_retry: false,
    });
  });

  it('page context knows the page from a header of the mount', async () => {
    const client = examples.at('page-context', { 'x-museum-page': 'bell' });
    const { events } = await client.createThread('What is this?');
    expect(textOf(events)).toMatch(/^You are looking at the Fog Bell/);
  });

  it('page context knows the page from the metadata of the request', async () => {
    const body = { type: 'threads.create', metadata: { page: 'log' }, params: userInput('What is this?') };
    const response = await examples.at('page-context').post(JSON.stringify(body));
    expect(await response.text()).toContain('Keeper');
    const { events } = await examples.at('page-context').createThread('What is this?');
    expect(textOf(events)).toMatch(/^Open the page/);
  });

  it('titles names the conversation beside its first answer, and once', async () => {
    const client = examples.at('thread-title');
    const { threadId, events } = await client.createThread(
      'Why did they paint the tower white, and not red?',
    );
    const named = events.findIndex((event) => event.type === 'thread.updated');
    expect(named).toBeGreaterThan(events.findIndex(({ type }) => type === 'thread.item.added'));
    expect(named).toBeLessThan(events.length - 1);
    const title = 'Why did they paint the tower…';
    expect(events[named]).toMatchObject({ thread: { title } });
    expect((await client.thread(threadId)).title).toBe(title);
    expect(typesOf(await client.say(threadId, 'And the door?'))).not.toContain('thread.updated');
  });

  it('generated images shows each state with its progress, and stores the last', async () => {
    const client = examples.at('generated-image');
    const { threadId, events } = await client.createThread('Paint');
    const states = updatesOf(events, 'generated_image.updated').map((update) =>
      'progress' in update ? update.progress : undefined,
    );
    expect(states).toEqual([1 / 3, 2 / 3]);
    const [{ image } = {}] = itemsOf(await client.items(threadId), 'generated_image');
    const [, data] = /^data:image\/svg\+xml;base64,(.+)$/.exec(image!.url)!;
    expect(Buffer.from(data!, 'base64').toString()).toMatch(/^<svg .*circle.*<\/svg>$/);
  });

  it('workflows shows each step while it runs, and folds them into a summary', async () => {
    const client = examples.at('workflow');
    const { threadId, events } = await client.createThread('Repairs?');
    const shown = events.flatMap((event) =>
      event.type === 'thread.item.updated' && 'task' in event.update
        ? [[event.update.task_index, event.update.task.status_indicator]]
        : [],
    );
    expect(shown).toEqual([
      [0, 'loading'],
      [0, 'complete'],
      [1, 'loading'],
      [1, 'complete'],
      [2, 'loading'],
      [2, 'complete'],
    ]);
    const items = await client.items(threadId);
    expect(itemsOf(items, 'workflow')[0]!.workflow).toMatchObject({
      summary: { title: 'Looked into the archive' },
      expanded: false,
      tasks: [{ type: 'thought' }, { type: 'web_search' }, { type: 'file' }],
    });
    expect(items.at(-1)).toMatchObject({ type: 'task', task: { type: 'custom', icon: 'mail' } });
  });

  it('progress and notices shows both, and stores neither', async () => {
    const client = examples.at('progress-and-notices');
    const { threadId, events } = await client.createThread('Storms?');
    expect(typesOf(events).filter((type) => type === 'progress_update')).toHaveLength(3);
    expect(events.at(-1)).toMatchObject({ type: 'notice', level: 'warning' });
    expect((await client.items(threadId)).map(({ type }) => type)).toEqual([
      'user_message',
      'assistant_message',
    ]);
  });

  it.each([
    ['Light the lamp', true],
    ['Put the lamp out', false],
  ])('client effects makes something happen in the page: %s (row 138)', async (wish, on) => {
    const { events } = await examples.at('client-effect').createThread(wish);
    expect(events).toContainEqual({
      type: 'client_effect',
      name: 'lamp.switch',
      data: { on, turnsPerMinute: on ? 4 : 0 },
    });
  });
});
