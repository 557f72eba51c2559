import { AssistantInput } from '../../src/agent/assistant-input.js';
import { outputText } from '../../src/protocol/content.js';
import type { ThreadItem } from '../../src/protocol/items.js';

const base = { thread_id: 'thr_1', created_at: '2026-01-02T03:04:05.678Z' };
const user = (text: string, more: object = {}): ThreadItem => ({
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
const itemsToInput = (items: ThreadItem[]) => new AssistantInput().toAgentInput(items);
const asUser = (text: string) => ({ type: 'message', role: 'user', content: [{ type: 'input_text', text }] });
const saying = (text: string) => asUser(expect.stringContaining(text));

describe('what the model is given', () => {
  it('of people and assistants is what they said, in order', async () => {
    expect(await itemsToInput([user('Hi'), assistant('Hello', ' you'), user('Bye')])).toEqual([
      asUser('Hi'),
      {
        type: 'message',
        role: 'assistant',
        status: 'completed',
        content: [
          { type: 'output_text', text: 'Hello' },
          { type: 'output_text', text: ' you' },
        ],
      },
      asUser('Bye'),
    ]);
  });

  it('of an empty answer is nothing', async () => {
    expect(await itemsToInput([assistant(''), assistant()])).toEqual([]);
  });

  it('includes the quote of the last message of a person only, also when something follows it', async () => {
    const input = await itemsToInput([
      user('a', { quoted_text: 'old' }),
      user('b', { quoted_text: 'new' }),
      assistant('c'),
    ]);
    expect(input.slice(0, 3)).toEqual([asUser('a'), asUser('b'), saying('new')]);
    expect(JSON.stringify(input)).not.toContain('old');
  });

  it('writes a tag with its @, and explains two tags of the same name as two (row 91)', async () => {
    const tag = (id: string) => ({
      type: 'input_tag',
      id,
      text: 'Ada',
      data: { of: id },
      interactive: false,
    });
    const input = await itemsToInput([user('x', { content: [tag('1'), tag('2'), tag('1')] })]);
    expect(input[0]).toEqual(asUser('@Ada@Ada@Ada'));
    expect(JSON.stringify(input[1]).match(/\(id \d\)/g)).toEqual(['(id 1)', '(id 2)']);
  });

  it('names attachments', async () => {
    const attachment = { type: 'file', id: 'a', name: 'a.pdf', mime_type: 'application/pdf' };
    const [input] = await itemsToInput([user('x', { attachments: [attachment] })]);
    expect(input).toMatchObject({
      content: [{ text: 'x' }, { text: 'The user attached: a.pdf (application/pdf)' }],
    });
  });

  it('has a client tool’s call with its output, and nothing of one that is pending', async () => {
    const call = {
      type: 'client_tool_call',
      id: 'tc',
      ...base,
      call_id: 'c',
      name: 'pick',
      arguments: { a: 1 },
    } as const;
    expect(await itemsToInput([{ ...call, status: 'pending' }])).toEqual([]);
    expect(await itemsToInput([{ ...call, status: 'completed', output: 'x' }])).toEqual([
      { type: 'function_call', callId: 'c', name: 'pick', arguments: '{"a":1}', status: 'completed' },
      { type: 'function_call_result', callId: 'c', name: 'pick', output: '"x"', status: 'completed' },
    ]);
  });

  it.each<[string, ThreadItem, string[]]>([
    ['a widget', { type: 'widget', id: 'w', ...base, widget: { type: 'Card' } }, ['{"type":"Card"}']],
    [
      'a workflow',
      {
        type: 'workflow',
        id: 'wf',
        ...base,
        workflow: {
          type: 'custom',
          expanded: false,
          tasks: [
            { type: 'custom', status_indicator: 'none', title: 'Sent', content: 'mail' },
            { type: 'custom', status_indicator: 'none' },
            { type: 'thought', status_indicator: 'none', content: 'secret' },
          ],
        },
      },
      ['Sent: mail'],
    ],
    [
      'questions',
      {
        type: 'structured_input',
        id: 's',
        ...base,
        status: 'answered',
        inputs: [
          { type: 'freeform', id: 'a', question: 'A?', answer: { values: ['x', 'y'], skipped: false } },
          { type: 'freeform', id: 'b', question: 'B?', answer: { values: [], skipped: true } },
          { type: 'freeform', id: 'c', question: 'C?' },
        ],
      },
      ['A?: x, y\nB?: skipped\nC?: unanswered'],
    ],
    ['a hidden note', { type: 'sdk_hidden_context', id: 'h', ...base, content: 'stopped' }, ['stopped']],
    ['hidden data', { type: 'hidden_context_item', id: 'h', ...base, content: { a: 1 } }, ['{"a":1}']],
    ['an end of turn', { type: 'end_of_turn', id: 'e', ...base }, []],
    ['an image that never came', { type: 'generated_image', id: 'g', ...base }, []],
  ])('of %s is a note in the user’s voice', async (_name, item, notes) => {
    expect(await itemsToInput([item])).toEqual(notes.map(saying));
  });

  it('of an image is the image', async () => {
    const item: ThreadItem = { type: 'generated_image', id: 'g', ...base, image: { id: 'i', url: 'data:x' } };
    expect(await itemsToInput([item])).toMatchObject([
      {
        role: 'user',
        content: [{ type: 'input_text' }, { type: 'input_image', image: 'data:x', detail: 'auto' }],
      },
    ]);
  });
});
