import type { StructuredInputItem } from '../../src/protocol/items.js';
import { stored } from './well-formed.js';

/** What a person sends for a structured input; everything of it may be absent. */
export interface Submission {
  status?: 'answered' | 'skipped';
  answers?: Record<string, { values?: string[]; skipped?: boolean }>;
}

/** The item as it is after a submission (protocol 2.4). Every question is answered or skipped then. */
export function answered(item: StructuredInputItem, submission: Submission): StructuredInputItem {
  const { status = 'answered', answers = {} } = stored(submission);
  return {
    ...item,
    status,
    inputs: item.inputs.map((question) => {
      const { values = [], skipped = false } = answers[question.id] ?? {};
      if (status === 'skipped' || skipped || values.length === 0) {
        return { ...question, answer: { values: [], skipped: true } };
      }
      const isSingle = question.type === 'multiple_choice' && !question.multiple;
      return { ...question, answer: { values: isSingle ? [values[0]!] : values, skipped: false } };
    }),
  };
}
