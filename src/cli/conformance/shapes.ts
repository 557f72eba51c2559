import type { z } from 'zod';
import { withoutNulls } from '../../protocol/widgets/without-nulls.js';

/** A date that every server may have written, in the place of the one that it did write. */
const anyDate = '2026-01-02T03:04:05.678Z';

/**
 * What keeps a value from having a shape, as lines of path and words; none when it has it. Dates count as long as
 * they parse, and `null` counts as absent: how they are written is looked at apart.
 */
export function faultsOf(schema: z.ZodType, value: unknown): string[] {
  return issuesOf(schema, withoutNulls(withKnownDates(value)));
}

/** The same, where `null` is not the same as absent. */
export function faultsWithNullsOf(schema: z.ZodType, value: unknown): string[] {
  return issuesOf(schema, withKnownDates(value));
}

function issuesOf(schema: z.ZodType, value: unknown): string[] {
  const { error } = schema.safeParse(value);
  return (error?.issues ?? []).map(({ path, message }) => `${path.join('.') || '(the whole)'}: ${message}`);
}

/** Every `created_at` that is written inside a value. */
export function datesIn(value: unknown): unknown[] {
  if (value === null || typeof value !== 'object') return [];
  return Object.entries(value).flatMap(([key, entry]) =>
    key === 'created_at' ? [entry as unknown] : datesIn(entry),
  );
}

/** The reference writes local time without a zone; anything that parses to a date is one to a browser. */
export function isDate(value: unknown): boolean {
  return typeof value === 'string' && !Number.isNaN(Date.parse(value));
}

/** Whether a date says which zone it is in. */
export function hasZone(value: unknown): boolean {
  return typeof value === 'string' && /(Z|[+-]\d\d:?\d\d)$/.test(value);
}

function withKnownDates(value: unknown): unknown {
  if (value === null || typeof value !== 'object') return value;
  if (Array.isArray(value)) return value.map(withKnownDates);
  return Object.fromEntries(
    Object.entries(value).map(([key, entry]) => [
      key,
      key === 'created_at' && isDate(entry) ? anyDate : withKnownDates(entry),
    ]),
  );
}
