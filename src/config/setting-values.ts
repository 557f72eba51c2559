import { z } from 'zod';
import { refuseWeakSecret } from './secret-strength.js';

// Kinds of settings, as zod reads them.

/** Absent when there is nothing in it. */
export const text = z
  .string()
  .trim()
  .transform((value) => value || undefined)
  .optional();
/** Entries between commas. */
export const list = text.transform((value) =>
  (value ?? '')
    .split(',')
    .map((entry) => entry.trim())
    .filter(Boolean),
);
/** Written in seconds, and read as milliseconds. */
export const seconds = (defaultSeconds: number, max: number, min = 0) =>
  z.coerce
    .number()
    .min(min)
    .max(max)
    .default(defaultSeconds)
    .transform((value) => value * 1000);
/** Nobody means to wait for nothing. */
export const shortestWaitSeconds = 0.1;
/** What must not be guessed: a key that signs, or a token. */
export const secret = text.superRefine(refuseWeakSecret);

/** What models can read: pictures that every browser shows, documents, and text of any kind. */
const readableTypes = 'image/png,image/jpeg,image/gif,image/webp,application/pdf,application/json,text/*';
/** Types of files that are taken, such as `image/png` or `text/*`. */
export const mimeTypes = text.transform((value, ctx) =>
  (value ?? readableTypes)
    .toLowerCase()
    .split(',')
    .map((entry) => entry.trim())
    .filter((entry) => {
      if (entry === '' || /^([\w.+-]+\/([\w.+-]+|\*)|\*\/\*)$/.test(entry)) return entry !== '';
      ctx.addIssue(`\`${entry}\` is no type; write image/png or text/*, separated by commas`);
      return false;
    }),
);

/** A number of which 0 means that there is no bound. */
export const boundOrNone = (max: number, value = 0) => z.coerce.number().int().min(0).max(max).default(value);
