import type { z } from 'zod';

const minLength = 32;
/** Below any text of 32 random hex digits, above what people make up by repeating a word. */
const minBits = 72;
const remedy = 'make one with `openssl rand -base64 48`';

/** Words that examples write where a secret belongs. */
const placeholder =
  /change[-_ ]?(?:me|this|in[-_ ]?prod)|your[-_ ]?(?:super[-_ ]?)?(?:secret|own)|replace[-_ ]?(?:me|this)/i;

/**
 * What is wrong with a shared secret, and the fix; nothing when it is good enough to sign with. Strength is estimated
 * from the text alone, which tells a bad secret and never proves a good one. The secret is not repeated.
 */
export function secretFault(secret: string): string | undefined {
  if (secret.length < minLength) return `must be at least ${minLength} characters; ${remedy}`;
  if (placeholder.test(secret)) return `is a placeholder that others know too; ${remedy}`;
  if (bitsOf(shortestPeriod(secret)) < minBits) return `is too easy to guess, however long; ${remedy}`;
  return undefined;
}

/** Has a schema refuse a secret that is not good enough, for `superRefine`. One that is not set is none. */
export function refuseWeakSecret(secret: string | undefined, ctx: z.RefinementCtx<string | undefined>): void {
  const fault = secret === undefined ? undefined : secretFault(secret);
  if (fault) ctx.addIssue(fault);
}

/** The text that the secret repeats, or all of it. */
function shortestPeriod(secret: string): string {
  // A text that is its own rotation by n consists of repetitions of its first n characters.
  return secret.slice(0, (secret + secret).indexOf(secret, 1));
}

/** Shannon's entropy of the characters, over the whole text. */
function bitsOf(text: string): number {
  const counts = new Map<string, number>();
  for (const character of text) counts.set(character, (counts.get(character) ?? 0) + 1);
  let bits = 0;
  for (const count of counts.values()) bits -= count * Math.log2(count / text.length);
  return bits;
}
