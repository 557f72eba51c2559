import { wellFormedLine } from '../protocol/text.js';
import type { DataSource, EntityManager } from 'typeorm';

/** Runs one statement and gives its rows. `bigint` columns come as strings, `timestamptz` as `Date`. */
export type Sql = <Row = unknown>(statement: string, parameters?: unknown[]) => Promise<Row[]>;

/**
 * Statements on a connection of the pool, or on the one that a transaction holds.
 *
 * TypeORM gives the rows of a `SELECT` or `INSERT`, and of an `UPDATE` or `DELETE` a pair of rows and count.
 * Text that the database would refuse (an id from a request with a NUL in it) is repaired, so that a look-up
 * finds nothing instead of failing.
 */
export function sqlOn(source: DataSource | EntityManager): Sql {
  return async <Row>(statement: string, parameters?: unknown[]) => {
    const result = await source.query<Row[] | [Row[], number]>(statement, parameters?.map(repair));
    return isPair(result) ? result[0] : result;
  };
}

function isPair<Row>(result: Row[] | [Row[], number]): result is [Row[], number] {
  return result.length === 2 && Array.isArray(result[0]) && typeof result[1] === 'number';
}

function repair(parameter: unknown): unknown {
  if (typeof parameter === 'string') return wellFormedLine(parameter);
  return Array.isArray(parameter) ? parameter.map(repair) : parameter;
}
