import { z } from 'zod';
import type { Limits } from './limits.js';

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

/** The page size for what a request asks: the default when that is absent, zero or negative; never above the cap. */
export function pageSize(
  asked: number | null | undefined,
  { defaultPageSize, maxPageSize }: Pick<Limits, 'defaultPageSize' | 'maxPageSize'>,
): number {
  return !asked || asked < 0 ? defaultPageSize : Math.min(asked, maxPageSize);
}

/** Cuts rows that were read one past the limit into a page. */
export function toPage<T extends { id: string }>(rows: T[], limit: number): Page<T> {
  if (rows.length <= limit) return { data: rows, has_more: false };
  const data = rows.slice(0, limit);
  return { data, has_more: true, after: data[data.length - 1]?.id };
}
