/** An error as the log shows it. */
export interface LoggedError {
  type: string;
  message: string;
  code?: string;
  stack?: string;
  cause?: LoggedError;
}

/** Causes behind causes that are shown. */
const maxCauses = 3;

/**
 * Name, message, code, stack and causes, and nothing else that hangs on the error: database errors carry the
 * query's parameters, and HTTP clients' errors whole requests.
 */
export function toLoggedError(error: unknown, causesLeft = maxCauses): LoggedError {
  if (!(error instanceof Error)) return { type: typeof error, message: textOf(error) };
  const { code } = error as { code?: unknown };
  return {
    type: error.name,
    message: error.message,
    ...(typeof code === 'string' && { code }),
    ...(error.stack && { stack: error.stack }),
    ...(error.cause != null && causesLeft > 0 && { cause: toLoggedError(error.cause, causesLeft - 1) }),
  };
}

function textOf(thrown: unknown): string {
  return typeof thrown === 'string' ? thrown : 'something that is not an error was thrown';
}
