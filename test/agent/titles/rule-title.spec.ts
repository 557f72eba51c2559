import { titleFor } from '../../../src/agent/titles/rule-title.js';
import type { UserMessageItem } from '../../../src/protocol/items.js';

const message = (...texts: string[]): UserMessageItem => ({
  type: 'user_message',
  id: 'msg_1',
  thread_id: 'thr_1',
  created_at: '2026-01-02T03:04:05.678Z',
  content: texts.map((text) => ({ type: 'input_text', text })),
  attachments: [],
  inference_options: {},
});

describe('the title of a thread (row 99)', () => {
  it.each([
    ['Add a task to buy groceries', 'Add a task to buy groceries'],
    ['\n  \n  two   words \nmore', 'two words'],
    [
      'Please remind me about the dentist appointment on Thursday at nine in the morning',
      'Please remind me about the dentist appointment on Thursday…',
    ],
    ['x'.repeat(100), `${'x'.repeat(60)}…`],
    ['😀'.repeat(80), `${'😀'.repeat(60)}…`],
  ])('for %j is %j', (text, title) => {
    expect(titleFor(message(text))).toBe(title);
  });

  it('is none where nothing was written', () => {
    expect(titleFor(message('  \n'))).toBeUndefined();
    expect(titleFor(message())).toBeUndefined();
  });

  it('joins what was typed around a tag', () => {
    const item = message('Ask ', ' about it');
    item.content.splice(1, 0, { type: 'input_tag', id: 'a', text: 'Ada', data: {}, interactive: false });
    expect(titleFor(item)).toBe('Ask Ada about it');
  });
});
