import { z } from 'zod';

// How often something may be done: `20/60s`. Which setting is for what, `docs/limits.md` says.

/** At most so many in any window of that length. */
export interface Rate {
  limit: number;
  windowMs: number;
}

/** Setting -> the limit that it sets, and its default. */
export const rateSettings = {
  RATE_LIMIT_READS: ['reads', '600/60s'],
  RATE_LIMIT_WRITES: ['writes', '240/60s'],
  RATE_LIMIT_TURNS: ['turns', '30/60s'],
  RATE_LIMIT_UPLOADS: ['uploads', '60/60s'],
  RATE_LIMIT_TOOLS: ['tools', '600/60s'],
  RATE_LIMIT_SESSIONS: ['sessions', '60/60s'],
  RATE_LIMIT_TENANT_TURNS: ['tenant_turns', 'off'],
  RATE_LIMIT_ADDRESS: ['address', '3000/60s'],
  RATE_LIMIT_FAILED_SIGN_INS: ['failed_sign_ins', '30/60s'],
} as const;
type RateSetting = keyof typeof rateSettings;
/** What is limited. */
export type LimitName = (typeof rateSettings)[RateSetting][0];

/** A limit that is not there is off. */
export type Rates = Partial<Record<LimitName, Rate>>;

const unitMs = { s: 1000, m: 60_000, h: 3_600_000 } as const;
const maxCount = 1_000_000;
const maxWindowMs = 24 * unitMs.h;
const hint = `write it like 20/60s (s, m or h; up to ${maxCount}, in 1s to 24h), or off`;

/** The settings, as zod reads them. */
export const rateShape = Object.fromEntries(
  Object.entries(rateSettings).map(([name, [, value]]) => [name, rate(value)]),
) as Record<RateSetting, ReturnType<typeof rate>>;

function rate(value: string) {
  return z
    .string()
    .default(value)
    .transform((text, ctx): Rate | undefined => {
      if (text.trim() === 'off') return undefined;
      const [, limit, count, unit] = /^(\d{1,7})\s*\/\s*(\d{1,5})?\s*([smh])$/.exec(text.trim()) ?? [];
      const read = {
        limit: Number(limit),
        windowMs: Number(count ?? 1) * unitMs[(unit ?? 's') as keyof typeof unitMs],
      };
      const isRate = read.limit >= 1 && read.limit <= maxCount;
      if (isRate && read.windowMs >= unitMs.s && read.windowMs <= maxWindowMs) return read;
      ctx.addIssue(`\`${text}\` is no limit; ${hint}`);
      return z.NEVER;
    });
}

/** @param env The settings as {@link rateShape} read them. */
export function toRates(env: Record<RateSetting, Rate | undefined>): Rates {
  return Object.fromEntries(
    (Object.keys(rateSettings) as RateSetting[]).map((name) => [rateSettings[name][0], env[name]]),
  );
}
