import {
  answerText,
  choose,
  emptyDraft,
  toSubmission,
  write,
} from '../../client/src/builtin/structured-answers.js';
import type { StructuredInput } from '../../src/protocol/structured-input.js';

const options = [{ value: 'Red' }, { value: 'Blue' }];
const one: StructuredInput = {
  type: 'multiple_choice',
  id: 'one',
  question: 'Which?',
  options,
  multiple: false,
};
const several: StructuredInput = { ...one, id: 'several', multiple: true };
const free: StructuredInput = { type: 'freeform', id: 'free', question: 'Anything else?' };

describe('answers to the questions of an assistant', () => {
  it('are sent by question, those without an answer as skipped', () => {
    const drafts = {
      one: choose(one, emptyDraft, 'Red'),
      several: write(several, choose(several, choose(several, emptyDraft, 'Red'), 'Blue'), ' Green '),
      free: write(free, emptyDraft, '  '),
    };
    expect(toSubmission([one, several, free], drafts)).toEqual({
      status: 'answered',
      answers: {
        one: { values: ['Red'], skipped: false },
        several: { values: ['Red', 'Blue', 'Green'], skipped: false },
        free: { values: [], skipped: true },
      },
    });
  });

  it('are one where one is asked for: the last that was given', () => {
    const written = write(one, choose(one, emptyDraft, 'Red'), 'Green');
    expect(toSubmission([one], { one: written }).answers.one!.values).toEqual(['Green']);
    expect(toSubmission([one], { one: choose(one, written, 'Blue') }).answers.one!.values).toEqual(['Blue']);
  });

  it('can be taken back where several are', () => {
    expect(choose(several, choose(several, emptyDraft, 'Red'), 'Red')).toEqual(emptyDraft);
  });

  it('read as a line', () => {
    expect(answerText({ values: ['Red', 'Green'], skipped: false })).toBe('Red, Green');
    expect(answerText({ values: [], skipped: true })).toBe('Skipped');
    expect(answerText(undefined)).toBe('Skipped');
  });
});
