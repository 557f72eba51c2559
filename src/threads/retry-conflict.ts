import { QueryFailedError, type DataSource, type EntityManager } from 'typeorm';
import { retry } from './retry.js';

/** Deadlock and serialization failure: the database undid one of two, and doing it again works. */
const conflictCodes: ReadonlySet<unknown> = new Set(['40P01', '40001']);

/** The SQLSTATE of a failed statement, such as `23505`. */
export function sqlState(error: unknown): string | undefined {
  return error instanceof QueryFailedError ? (error.driverError as { code?: string }).code : undefined;
}

/** The constraint or unique index that a failed statement broke. */
export function brokenConstraint(error: unknown): string | undefined {
  return error instanceof QueryFailedError
    ? (error.driverError as { constraint?: string }).constraint
    : undefined;
}

/** Does the work, and again up to three times, after a short random pause, when it met a conflict. */
export function retryConflict<T>(work: () => Promise<T>): Promise<T> {
  const pausesMs = [20, 40, 60].map((longestMs) => Math.random() * longestMs);
  return retry(work, (error) => conflictCodes.has(sqlState(error)), pausesMs);
}

/**
 * Does the work in one transaction, which must be short. Everything in it goes through the manager it is handed:
 * the embedded engine has one connection, and a query beside it would wait for itself.
 */
export function inTransaction<T>(
  dataSource: DataSource,
  work: (manager: EntityManager) => Promise<T>,
): Promise<T> {
  return retryConflict(() => dataSource.transaction(work));
}
