import { toReturnedAnswer } from '../../../src/agent/assistants/returned-answer.js';

const text = (words: string) => ({ kind: 'text', text: words });
const none = { kind: 'none' };

describe('what a person is shown of what a workflow returned', () => {
  it.each<[string, unknown, object]>([
    ['a text', 'Room 12.', text('Room 12.')],
    ['the output of an agent', { output_text: 'Room 12.' }, text('Room 12.')],
    [
      'a text that looks like a list',
      '[Room 12](https://museum.example)',
      text('[Room 12](https://museum.example)'),
    ],
    ['the one text of an end node', { message: 'Room 12.', room: 12 }, text('Room 12.')],
    ['the one text, whatever its name', { verdict: 'Room 12.', floor: null }, text('Room 12.')],
    ['the words among several texts', { tone: 'kind', answer: 'Room 12.', id: 'x' }, text('Room 12.')],
    [
      'the words of structured output, which an export writes down as JSON too',
      { output_text: '{"answer":"Room 12.","sources":["map"]}', output_parsed: { answer: 'Room 12.' } },
      text('Room 12.'),
    ],
    ['nothing of several texts without a name that says which', { topic: 'tickets', tone: 'kind' }, none],
    ['nothing of data', { output_text: '{"rooms":[12]}', output_parsed: { rooms: [12] } }, none],
    ['nothing of a list', '["a","b"]', none],
    ['nothing of nothing', undefined, none],
    ['nothing of an empty text', { output_text: '  ' }, none],
    [
      'that guardrails let nothing through',
      { pii: { failed: false, detected_counts: [] }, jailbreak: { failed: true } },
      { kind: 'blocked' },
    ],
    ['nothing of guardrails that all passed', { pii: { failed: false }, jailbreak: { failed: false } }, none],
  ])('is %s', (_, returned, answer) => expect(toReturnedAnswer(returned)).toEqual(answer));
});
