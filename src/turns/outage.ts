import { ChatKitError } from '../protocol/errors.js';

// Whether a failure says that the storage is away and may come back. Told by the codes and names that Node, PostgreSQL,
// `pg` and TypeORM give, wherever the error came from: nothing of a driver is imported for it.

/** Ended by an administrator, by a crash of another session, or met while the server starts or stops. */
const endedCodes: ReadonlySet<unknown> = new Set(['57P01', '57P02', '57P03']);
/** The way to the server. A container that is stopped takes its name along. */
const socketCodes: ReadonlySet<unknown> = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOTFOUND',
  'EAI_AGAIN',
]);
/** What `pg` says, without a code, of a connection that ended beneath it, or could not be made in time. */
const endedWords =
  /connection terminated|connection error and is not queryable|timeout exceeded when trying to connect/i;

/** What TypeORM says of a transaction whose connection ended between two statements. */
const endedNames: ReadonlySet<string> = new Set([
  'QueryRunnerAlreadyReleasedError',
  'QueryRunnerProviderAlreadyReleasedError',
]);

/**
 * Whether the storage, or the way to it, is away. A store of another kind says so with a `ChatKitError` of the code
 * `storage_unavailable`.
 */
export function isOutage(error: unknown): boolean {
  if (error instanceof ChatKitError) return error.code === 'storage_unavailable';
  // Several addresses were tried, or several turns.
  if (error instanceof AggregateError && error.errors.length > 0) return error.errors.some(isOutage);
  if (!(error instanceof Error)) return false;
  const { code, driverError } = error as { code?: unknown; driverError?: { code?: unknown } };
  const reason = driverError?.code ?? code;
  return (
    endedNames.has(error.name) ||
    endedCodes.has(reason) ||
    socketCodes.has(reason) ||
    (typeof reason === 'string' && /^08...$/.test(reason)) ||
    endedWords.test(error.message)
  );
}

/** The connection was lost while a transaction was being committed: it may have been, or not. */
export class InDoubtError extends ChatKitError {
  constructor(cause: unknown) {
    super('storage_unavailable', undefined, { cause });
  }
}
