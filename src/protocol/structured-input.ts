import { z } from 'zod';

export const StructuredAnswer = z.object({
  values: z.array(z.string()).default([]),
  skipped: z.boolean().default(false),
});

const questionBase = { id: z.string(), question: z.string(), answer: StructuredAnswer.optional() };

export const MultipleChoice = z.object({
  type: z.literal('multiple_choice'),
  ...questionBase,
  options: z.array(z.object({ value: z.string() })),
  multiple: z.boolean().default(false),
});
export const Freeform = z.object({
  type: z.literal('freeform'),
  ...questionBase,
  description: z.string().optional(),
});

/** One question that the widget asks in the composer's place. */
export const StructuredInput = z
  .discriminatedUnion('type', [MultipleChoice, Freeform])
  .meta({ id: 'StructuredInput' });

/** A person's answers, by question id. A question that is missing counts as skipped. */
export const StructuredInputSubmission = z
  .object({
    status: z.enum(['answered', 'skipped']).default('answered'),
    answers: z.record(z.string(), StructuredAnswer).default({}),
  })
  .meta({ id: 'StructuredInputSubmission' });

export type StructuredAnswer = z.infer<typeof StructuredAnswer>;
export type StructuredInput = z.infer<typeof StructuredInput>;
export type StructuredInputSubmission = z.infer<typeof StructuredInputSubmission>;
