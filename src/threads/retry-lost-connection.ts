import { sqlState } from './retry-conflict.js';
import { retry } from './retry.js';

/** Pauses before the next attempts, in milliseconds: a restart of PostgreSQL takes a few seconds. */
const pausesMs = [100, 300, 900, 2_000, 4_000];

/** Ended by an administrator, by a crash of another session, or met while the server starts or stops. */
const endedCodes: ReadonlySet<unknown> = new Set(['57P01', '57P02', '57P03']);
const socketCodes: ReadonlySet<unknown> = new Set(['ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'ETIMEDOUT']);
/** What `pg` says, without a code, of a connection that ended beneath it. */
const endedWords = /connection terminated|connection error and is not queryable/i;

/**
 * Does the work, and again for some seconds when the connection to the database was lost. Whether the work was
 * done before the loss cannot be known: only for work that may be done twice.
 */
export function retryLostConnection<T>(work: () => Promise<T>): Promise<T> {
  return retry(work, isLostConnection, pausesMs);
}

function isLostConnection(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const reason = sqlState(error) ?? (error as { code?: string }).code;
  return (
    endedCodes.has(reason) ||
    socketCodes.has(reason) ||
    Boolean(reason?.startsWith('08')) ||
    endedWords.test(error.message)
  );
}
