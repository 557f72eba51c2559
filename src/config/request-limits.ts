import { z } from 'zod';

// Bounds of single requests. `docs/limits.md` says what each is for.

/** Setting -> the bound that it sets. */
export const limitSettings = {
  LIMIT_BODY_BYTES: 'maxBodyBytes',
  LIMIT_JSON_DEPTH: 'maxJsonDepth',
  LIMIT_JSON_TOKENS: 'maxJsonTokens',
  LIMIT_MESSAGE_PARTS: 'maxMessageParts',
  LIMIT_MESSAGE_CHARACTERS: 'maxMessageCharacters',
  LIMIT_MESSAGE_ATTACHMENTS: 'maxMessageAttachments',
  LIMIT_TITLE_CHARACTERS: 'maxTitleCharacters',
  LIMIT_FEEDBACK_ITEMS: 'maxFeedbackItems',
  LIMIT_PAGE_ROWS: 'maxPageSize',
  PAGE_ROWS: 'defaultPageSize',
  THREAD_PAGE_ROWS: 'threadPageSize',
} as const;
type LimitSetting = keyof typeof limitSettings;
/** What is bounded. */
export type RequestLimitName = (typeof limitSettings)[LimitSetting];

/** Those that are not set have the protocol's defaults (`src/protocol/limits.ts`). */
export type RequestLimits = Partial<Record<RequestLimitName, number>>;

/** Deeper JSON can stop the embedded database for good, and overflows the stack of whoever walks it. */
const deepestJson = 64;
const bound = (max: number) => z.coerce.number().int().min(1).max(max).optional();
/** The settings, as zod reads them. */
export const requestLimitShape = Object.fromEntries(
  Object.keys(limitSettings).map((name) => [
    name,
    bound(name === 'LIMIT_JSON_DEPTH' ? deepestJson : 1_000_000_000),
  ]),
) as Record<LimitSetting, ReturnType<typeof bound>>;

/** @param env The settings as {@link requestLimitShape} read them. */
export function toRequestLimits(env: Partial<Record<LimitSetting, number>>): RequestLimits {
  const set = (Object.keys(limitSettings) as LimitSetting[]).filter((name) => env[name] !== undefined);
  return Object.fromEntries(set.map((name) => [limitSettings[name], env[name]]));
}
