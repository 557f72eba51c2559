const firstDelayMs = 500;
const longestDelayMs = 8_000;
/** A provider that wants to be left alone for longer is not asked again in this turn. */
const longestRetryAfterMs = 10_000;
/** So that those who were told the same time do not all come back at it. */
const spread = 0.25;

/**
 * How long to wait before a call is made again, in milliseconds; undefined when it is not worth a person's wait.
 *
 * Without a word of the provider's, any time up to a bound that doubles (full jitter): many that failed together do
 * not come back together.
 * @param attempt The attempt that has failed, from 1.
 */
export function retryDelayMs(
  attempt: number,
  retryAfter: number | undefined,
  random: () => number = Math.random,
): number | undefined {
  if (retryAfter === undefined) return random() * Math.min(longestDelayMs, firstDelayMs * 2 ** (attempt - 1));
  return retryAfter > longestRetryAfterMs ? undefined : retryAfter * (1 + spread * random());
}

/** What an error's `Retry-After` header says, in milliseconds from now. */
export function retryAfterMs(error: unknown, now = Date.now()): number | undefined {
  const { headers } = (error ?? {}) as { headers?: unknown };
  if (!(headers instanceof Headers)) return undefined;
  const milliseconds = toNumber(headers.get('retry-after-ms'));
  if (milliseconds !== undefined) return milliseconds;
  const value = headers.get('retry-after');
  const seconds = toNumber(value);
  if (seconds !== undefined) return seconds * 1000;
  // Dates have names of months; `Date.parse` makes dates of numbers, too.
  const date = value && /[a-z]/i.test(value) ? Date.parse(value) : NaN;
  return Number.isNaN(date) ? undefined : Math.max(0, date - now);
}

function toNumber(value: string | null): number | undefined {
  return value !== null && /^\d+(\.\d+)?$/.test(value.trim()) ? Number(value) : undefined;
}
