import { z } from 'zod';

export const FeedbackKind = z.enum(['positive', 'negative']);

export type FeedbackKind = z.infer<typeof FeedbackKind>;

/** What a person thinks of an item. The last word counts. */
export interface Feedback {
  item_id: string;
  kind: FeedbackKind;
}
