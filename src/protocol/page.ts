import { z } from 'zod';

/** Rows given when a request names no limit (or zero, as the reference reads it). */
export const defaultPageSize = 20;

/** More rows than this are never given at once, whatever the request asks. */
export const maxPageSize = 100;

export type Order = 'asc' | 'desc';

/**
 * One page of a list. `after` is the cursor of the next page, present only when `has_more` is true; any row's
 * id serves as a cursor too.
 */
export interface Page<T> {
  data: T[];
  has_more: boolean;
  after?: string;
}

export const pageOf = <T extends z.ZodType>(row: T) =>
  z.object({ data: z.array(row), has_more: z.boolean(), after: z.string().optional() });

export const emptyPage = <T>(): Page<T> => ({ data: [], has_more: false });

/** The page size to use for a requested limit: 20 when absent, zero or negative; never above 100. */
export function pageSize(limit: number | null | undefined): number {
  return !limit || limit < 0 ? defaultPageSize : Math.min(limit, maxPageSize);
}

/** Cuts rows that were read one past the limit into a page. */
export function toPage<T extends { id: string }>(rows: T[], limit: number): Page<T> {
  if (rows.length <= limit) return { data: rows, has_more: false };
  const data = rows.slice(0, limit);
  return { data, has_more: true, after: data[data.length - 1]?.id };
}
