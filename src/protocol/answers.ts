import { z } from 'zod';
import { ThreadItem } from './items.js';

// What the JSON operations answer that have shapes of their own.

/** The answer of `threads.sync_custom_action`: the item as the client shall show it from now on, if it changes. */
export const SyncActionResult = z
  .object({ updated_item: ThreadItem.optional() })
  .meta({ id: 'SyncActionResult' });

/** The answer of `input.transcribe`. */
export const Transcription = z.object({ text: z.string() }).meta({ id: 'Transcription' });

export type SyncActionResult = z.infer<typeof SyncActionResult>;
export type Transcription = z.infer<typeof Transcription>;
