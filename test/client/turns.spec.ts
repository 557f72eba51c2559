import { answerTurns, pendingQuestion } from '../../client/src/builtin/turns.js';
import { noSuchTool, pendingToolCall } from '../../client/src/builtin/client-tools.js';
import { outputText } from '../../src/protocol/content.js';
import type { ThreadItem } from '../../src/protocol/items.js';

const base = { thread_id: 'thr_1', created_at: '2026-01-02T03:04:05.678Z' };
const question = (id: string): ThreadItem => ({
  ...base,
  id,
  type: 'user_message',
  content: [{ type: 'input_text', text: 'Hello' }],
  attachments: [],
  inference_options: {},
});
const message = (id: string, text: string): ThreadItem => ({
  ...base,
  id,
  type: 'assistant_message',
  content: [outputText(text)],
});
const widget = (id: string): ThreadItem => ({ ...base, id, type: 'widget', widget: { type: 'Card' } });
const steps = (id: string): ThreadItem => ({
  ...base,
  id,
  type: 'workflow',
  workflow: { type: 'custom', tasks: [], expanded: false },
});
const input = (id: string, status: 'pending' | 'answered'): ThreadItem => ({
  ...base,
  id,
  type: 'structured_input',
  status,
  inputs: [],
});

describe('the answers of a conversation', () => {
  it('are all that stands between two questions', () => {
    const items = [
      message('greeting', 'Welcome.'),
      question('q1'),
      steps('s1'),
      message('a1', 'One.'),
      message('a2', 'Two.'),
      question('q2'),
      widget('w1'),
      { ...base, id: 'end', type: 'end_of_turn' } as const,
    ];
    expect([...answerTurns(items, false)]).toEqual([
      ['greeting', { itemIds: ['greeting'], text: 'Welcome.', last: false }],
      ['a2', { askedId: 'q1', itemIds: ['s1', 'a1', 'a2'], text: 'One.\n\nTwo.', last: false }],
      ['end', { askedId: 'q2', itemIds: ['w1'], text: '', last: true }],
    ]);
  });

  it('do not count while they are written, and without anything to see', () => {
    expect([...answerTurns([question('q1'), message('a1', 'One.')], true)]).toEqual([]);
    expect([...answerTurns([question('q1'), message('a1', 'One.'), question('q2')], true).keys()]).toEqual([
      'a1',
    ]);
    expect([...answerTurns([question('q1'), steps('s1')], false)]).toEqual([]);
    expect([...answerTurns([], false)]).toEqual([]);
  });

  it('are not over while they ask something', () => {
    const asked = [question('q1'), message('a1', 'Which one?'), input('i1', 'pending')];
    expect([...answerTurns(asked, false)]).toEqual([]);
    expect(pendingQuestion(asked)?.id).toBe('i1');
    expect(pendingQuestion([question('q1'), input('i1', 'answered')])).toBeUndefined();
  });
});

describe('a call of a tool that this page does not have', () => {
  const call = (status: 'pending' | 'completed') =>
    ({
      ...base,
      id: 'c1',
      type: 'client_tool_call',
      status,
      call_id: 'x',
      name: 'get_tab',
      arguments: {},
    }) as const;

  it('is found while it waits, and answered with what is wrong', () => {
    expect(pendingToolCall([question('q1'), call('pending')])?.id).toBe('c1');
    expect(pendingToolCall([question('q1'), call('completed')])).toBeUndefined();
    expect(noSuchTool(call('pending'))).toEqual({ error: 'This page has no tool named "get_tab".' });
  });
});
