import { ThreadItemConverter, simpleToAgentInput } from '../../../src/agent/bridge/thread-item-converter.js';
import { outputText } from '../../../src/protocol/content.js';
import type { HiddenContextItem, ThreadItem, UserMessageItem } from '../../../src/protocol/items.js';
import type { Task } from '../../../src/protocol/workflow.js';

const base = { thread_id: 'thr_1', created_at: '2026-01-02T03:04:05.678Z' };
const user = (text: string, more: Partial<UserMessageItem> = {}): ThreadItem => ({
  type: 'user_message',
  id: `msg_${text}`,
  ...base,
  content: [{ type: 'input_text', text }],
  attachments: [],
  inference_options: {},
  ...more,
});
const assistant = (...texts: string[]): ThreadItem => ({
  type: 'assistant_message',
  id: 'msg_a',
  ...base,
  content: texts.map(outputText),
});
const tag = (id: string, text: string) =>
  ({ type: 'input_tag', id, text, data: { of: id }, interactive: false }) as const;
const asUser = (...texts: unknown[]) => ({
  type: 'message',
  role: 'user',
  content: texts.map((text) => ({ type: 'input_text', text })),
});
const saying = (text: string) => asUser(expect.stringContaining(text));

class Tagging extends ThreadItemConverter {
  override async tagToContent({ id }: { id: string }) {
    return { type: 'input_text', text: `tag ${id}` } as const;
  }
  override async attachmentToContent({ name }: { name: string }) {
    return { type: 'input_file', file: { url: `https://files.example/${name}` } } as const;
  }
  override async hiddenContextToInput({ content }: HiddenContextItem) {
    return asUser(JSON.stringify(content)) as never;
  }
}

describe('a person’s message', () => {
  it('of which only the last one’s quote is included, after its text [E179]', async () => {
    const input = await simpleToAgentInput([
      user('a', { quoted_text: 'old' }),
      user('b', { quoted_text: 'new' }),
    ]);
    expect(input).toEqual([asUser('a'), asUser('b'), saying('new')]);
    expect(JSON.stringify(input)).not.toContain('old');
  });

  it('keeps its quote when a tool’s output or an answer follows it [E180 Q34]', async () => {
    const input = await simpleToAgentInput([user('a', { quoted_text: 'new' }), assistant('c')]);
    expect(input[1]).toEqual(saying('new'));
  });

  it('has its quote in the person’s voice, after a fixed lead-in [E181]', async () => {
    const [, quote] = await simpleToAgentInput(user('a', { quoted_text: 'passage' }));
    expect(quote).toEqual(asUser('The user refers to this passage:\npassage'));
  });

  it('writes tags as they were typed, in their places [E184]', async () => {
    const content = [{ type: 'input_text', text: 'Ask ' } as const, tag('1', 'Ada')];
    const [text] = await new Tagging().toAgentInput(user('x', { content }));
    expect(text).toEqual(asUser('Ask @Ada'));
  });

  it('explains tags after it: an instruction, then a part for each [E185]', async () => {
    const [, tags] = await new Tagging().toAgentInput(user('x', { content: [tag('1', 'Ada')] }));
    expect(tags).toEqual(asUser(expect.stringMatching(/@-mentions .*without the @/), 'tag 1'));
  });

  it('tells tags apart by id, not by name [Q33]', async () => {
    const content = [tag('1', 'Ada'), tag('2', 'Ada'), tag('1', 'Ada')];
    const [, tags] = await new Tagging().toAgentInput(user('x', { content }));
    expect(tags).toEqual(asUser(expect.any(String), 'tag 1', 'tag 2'));
  });

  it('with a tag, or with an attachment, fails as long as nobody said what they are [E186]', async () => {
    await expect(simpleToAgentInput(user('x', { content: [tag('1', 'Ada')] }))).rejects.toThrow(
      'tagToContent',
    );
    const attachments = [{ type: 'file', id: 'a', name: 'a.pdf', mime_type: 'application/pdf' } as const];
    await expect(simpleToAgentInput(user('x', { attachments }))).rejects.toThrow('attachmentToContent');
  });

  it('has its attachments in the same item as its text, also when that is empty', async () => {
    const attachments = [{ type: 'file', id: 'a', name: 'a.pdf', mime_type: 'application/pdf' } as const];
    expect(await new Tagging().toAgentInput(user('x', { content: [], attachments }))).toMatchObject([
      { content: [{ text: '' }, { type: 'input_file', file: { url: 'https://files.example/a.pdf' } }] },
    ]);
  });
});

describe('an answer', () => {
  it('is one item with a text for each part, without annotations [E182 Q32]', async () => {
    const source = { type: 'url', title: 'A', url: 'https://a.example' } as const;
    const annotated: ThreadItem = {
      ...(assistant('Hi', ' you') as Extract<ThreadItem, { type: 'assistant_message' }>),
      content: [{ ...outputText('Hi'), annotations: [{ type: 'annotation', source }] }, outputText(' you')],
    };
    expect(await simpleToAgentInput(annotated)).toEqual([
      {
        type: 'message',
        role: 'assistant',
        status: 'completed',
        content: [
          { type: 'output_text', text: 'Hi' },
          { type: 'output_text', text: ' you' },
        ],
      },
    ]);
  });
});

describe('what a person was shown', () => {
  it('as a widget is a note with its id and its JSON, without time and nulls [E183]', async () => {
    const widget = { type: 'Card', size: null, children: [{ type: 'Text', value: 'x', id: null }] } as const;
    const [note] = await simpleToAgentInput({
      type: 'widget',
      id: 'wdg_1',
      ...base,
      widget,
      copy_text: 'c',
    } as never);
    expect(note).toEqual(
      asUser(
        expect.stringMatching(/wdg_1.*\n\{"type":"Card","children":\[\{"type":"Text","value":"x"\}\]\}$/),
      ),
    );
  });

  it('as an image is a note and the image [E187]', async () => {
    const image = { id: 'ig', url: 'https://a.example/i.png' };
    expect(await simpleToAgentInput({ type: 'generated_image', id: 'g', ...base, image })).toEqual([
      {
        type: 'message',
        role: 'user',
        content: [
          { type: 'input_text', text: expect.any(String) },
          { type: 'input_image', image: 'https://a.example/i.png', detail: 'auto' },
        ],
      },
    ]);
  });

  it('as an image that never came is nothing [E188]', async () => {
    expect(await simpleToAgentInput({ type: 'generated_image', id: 'g', ...base })).toEqual([]);
  });

  it.each<[string, Task, string[]]>([
    ['only a title [E192]', { type: 'custom', status_indicator: 'none', title: 'Sent' }, ['Sent']],
    ['only content', { type: 'custom', status_indicator: 'none', content: 'mail' }, ['mail']],
    ['both', { type: 'custom', status_indicator: 'none', title: 'Sent', content: 'mail' }, ['Sent: mail']],
    ['neither', { type: 'custom', status_indicator: 'none' }, []],
    ['a thought', { type: 'thought', status_indicator: 'none', content: 'x' }, []],
  ])('as a task that has %s', async (_name, task, texts) => {
    const notes = texts.map((text) => saying(`<Task>\n${text}\n</Task>`));
    const workflow = { type: 'custom', tasks: [task], expanded: false } as const;
    expect(await simpleToAgentInput({ type: 'task', id: 't', ...base, task })).toEqual(notes);
    expect(
      await simpleToAgentInput({
        type: 'workflow',
        id: 'w',
        ...base,
        workflow: { ...workflow, tasks: [task] },
      }),
    ).toEqual(notes);
  });

  it('as questions is one note: what became of them, and a line for each [E193]', async () => {
    const [note, ...rest] = await simpleToAgentInput({
      type: 'structured_input',
      id: 's',
      ...base,
      status: 'answered',
      inputs: [
        { type: 'freeform', id: 'a', question: 'A?', answer: { values: ['x', 'y'], skipped: false } },
        { type: 'freeform', id: 'b', question: 'B?', answer: { values: [], skipped: true } },
        { type: 'freeform', id: 'c', question: 'C?' },
      ],
    });
    expect(note).toEqual(
      asUser(
        expect.stringMatching(
          /answered.*\n<StructuredInput>\nA\?: x, y\nB\?: skipped\nC\?: unanswered\n<\/StructuredInput>$/,
        ),
      ),
    );
    expect(rest).toEqual([]);
  });

  it('as the end of a turn is nothing', async () => {
    expect(await simpleToAgentInput({ type: 'end_of_turn', id: 'e', ...base })).toEqual([]);
  });
});

describe('what only the model knows', () => {
  const hidden = (content: unknown): ThreadItem => ({
    type: 'hidden_context_item',
    id: 'h',
    ...base,
    content,
  });

  it('is one note in the person’s voice [E189]', async () => {
    const note = saying('<HiddenContext>\nstopped\n</HiddenContext>');
    expect(await simpleToAgentInput(hidden('stopped'))).toEqual([note]);
    expect(
      await simpleToAgentInput({ type: 'sdk_hidden_context', id: 'h', ...base, content: 'stopped' }),
    ).toEqual([note]);
  });

  it('fails when it is no text, unless the application puts it into words [E190]', async () => {
    await expect(simpleToAgentInput(hidden({ a: 1 }))).rejects.toThrow('hiddenContextToInput');
    expect(await new Tagging().toAgentInput(hidden({ a: 1 }))).toEqual([asUser('{"a":1}')]);
  });
});

describe('a call of the page', () => {
  const call = {
    type: 'client_tool_call',
    id: 'tc',
    ...base,
    call_id: 'c',
    name: 'pick',
    arguments: { a: 1 },
  } as const;

  it('that is pending is nothing, and completed is a call with its output [E191]', async () => {
    expect(await simpleToAgentInput({ ...call, status: 'pending' })).toEqual([]);
    expect(await simpleToAgentInput({ ...call, status: 'completed', output: { b: null } })).toEqual([
      { type: 'function_call', callId: 'c', name: 'pick', arguments: '{"a":1}', status: 'completed' },
      { type: 'function_call_result', callId: 'c', name: 'pick', output: '{"b":null}', status: 'completed' },
    ]);
  });

  it.each([
    [undefined, 'null'],
    ['x', '"x"'],
  ])('with the output %p says %s', async (output, text) => {
    const [, result] = await simpleToAgentInput({ ...call, status: 'completed', output });
    expect(result).toMatchObject({ output: text });
  });
});

describe('a converter', () => {
  it('takes one item or many, and leaves the list alone', async () => {
    const items = Object.freeze([user('a'), user('b')]);
    expect(await simpleToAgentInput(items)).toEqual([asUser('a'), asUser('b')]);
    expect(await simpleToAgentInput(user('a'))).toEqual([asUser('a')]);
  });

  it('can say something else for every kind of item', async () => {
    class Terse extends ThreadItemConverter {
      override async widgetToInput() {
        return undefined;
      }
      override async endOfTurnToInput() {
        return [asUser('over'), asUser('and out')] as never;
      }
    }
    const items: ThreadItem[] = [
      { type: 'widget', id: 'w', ...base, widget: { type: 'Card' } },
      { type: 'end_of_turn', id: 'e', ...base },
    ];
    expect(await new Terse().toAgentInput(items)).toEqual([asUser('over'), asUser('and out')]);
  });
});
