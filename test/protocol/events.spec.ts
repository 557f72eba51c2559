import { toFrame, type ThreadStreamEvent } from '../../src/protocol/events.js';

const deltaOf = (delta: string, item_id = 'msg_1'): ThreadStreamEvent => ({
  type: 'thread.item.updated',
  item_id,
  update: { type: 'assistant_message.content_part.text_delta', content_index: 2, delta },
});

describe('the frame of an event', () => {
  it('is one line of compact JSON and a blank one', () => {
    expect(toFrame({ type: 'progress_update', text: 'two\nlines' })).toBe(
      'data: {"type":"progress_update","text":"two\\nlines"}\n\n',
    );
  });

  it.each([
    ['a word', deltaOf('word ')],
    ['nothing', deltaOf('')],
    ['quotes, backslashes and line ends', deltaOf('"a"\\b\r\n\u2028c')],
    ['an emoji, half of one, and NUL', deltaOf('😀\ud83d\0')],
    ['an item whose id is to be escaped', deltaOf('word', 'a"b\\\n')],
  ])('is the same for a text delta as for any other event: %s', (_name, event) => {
    expect(toFrame(event)).toBe(`data: ${JSON.stringify(event)}\n\n`);
  });
});
