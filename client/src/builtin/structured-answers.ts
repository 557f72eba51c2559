import type {
  StructuredAnswer,
  StructuredInput,
  StructuredInputSubmission,
} from '../../../src/protocol/structured-input.js';

/** What a person has given to one question so far: options, and words of their own. */
export interface Draft {
  chosen: readonly string[];
  own: string;
}

export const emptyDraft: Draft = { chosen: [], own: '' };

/** The drafts as they are sent. A question without an answer is skipped. */
export function toSubmission(
  inputs: readonly StructuredInput[],
  drafts: Readonly<Record<string, Draft>>,
): StructuredInputSubmission {
  const answers = inputs.map((input) => {
    const values = valuesOf(input, drafts[input.id] ?? emptyDraft);
    return [input.id, { values, skipped: values.length === 0 }] as const;
  });
  return { status: 'answered', answers: Object.fromEntries(answers) };
}

/** Where one answer is taken, a person's own words stand for it. */
function valuesOf(input: StructuredInput, { chosen, own }: Draft): string[] {
  const words = own.trim() ? [own.trim()] : [];
  if (input.type === 'freeform') return words;
  return input.multiple ? [...chosen, ...words] : [...words, ...chosen].slice(0, 1);
}

/** An option pressed: taken, or taken back where several are. */
export function choose(input: StructuredInput, draft: Draft, value: string): Draft {
  const several = input.type === 'multiple_choice' && input.multiple;
  if (!several) return { chosen: [value], own: '' };
  const { chosen } = draft;
  return {
    ...draft,
    chosen: chosen.includes(value) ? chosen.filter((each) => each !== value) : [...chosen, value],
  };
}

/** Words written: where one answer is taken, they replace the option. */
export function write(input: StructuredInput, draft: Draft, own: string): Draft {
  const several = input.type === 'multiple_choice' && input.multiple;
  return { own, chosen: several || !own ? draft.chosen : [] };
}

/** An answer as a line. */
export function answerText(answer: StructuredAnswer | undefined): string {
  return answer && !answer.skipped && answer.values.length > 0 ? answer.values.join(', ') : 'Skipped';
}
