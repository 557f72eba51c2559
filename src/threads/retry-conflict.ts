import { setTimeout as pause } from 'node:timers/promises';
import { QueryFailedError, type DataSource, type EntityManager } from 'typeorm';

/** Deadlock and serialization failure: the database undid one of two, and doing it again works. */
const conflictCodes: ReadonlySet<unknown> = new Set(['40P01', '40001']);
/** Before each further attempt, at the longest: by chance one of two that met comes back first. In milliseconds. */
const longestPausesMs = [20, 40, 60];

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

/**
 * Does the work, and again up to three times, after a short random pause, when it met a conflict.
 * @throws what the last attempt threw, or the first that met something else.
 */
export async function retryConflict<T>(work: () => Promise<T>): Promise<T> {
  for (const longestMs of longestPausesMs) {
    try {
      return await work();
    } catch (error) {
      if (!conflictCodes.has(sqlState(error))) throw error;
      await pause(Math.random() * longestMs);
    }
  }
  return work();
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
