import { ConfigError } from './config.js';
import { DataDirInUseError } from './database/data-lock.js';
import { DatabaseOpenError } from './database/open-database.js';

/** Longest shutdown, in milliseconds, beyond which the process ends whatever is still open. */
const shutdownLimitMs = 28_000;

/**
 * Runs something that starts and then lasts. SIGTERM and SIGINT close it and end the process with 0; a second
 * one ends it at once. A start that fails ends it with 1, and says why in words when the settings are at fault.
 *
 * @param start Starts it, and returns how to close it.
 */
export async function runUntilSignal(start: () => Promise<() => Promise<unknown>>): Promise<void> {
  process.on('unhandledRejection', (error) => say('unhandled rejection', error));
  process.on('uncaughtException', (error) => {
    say('uncaught exception', error);
    process.exit(1);
  });
  const started = start();
  closeOnSignal(async () => (await started)());
  try {
    await started;
  } catch (error) {
    if (isForPeople(error)) process.stderr.write(`${error.message}\n`);
    else say('start failed', error);
    process.exit(1);
  }
}

function closeOnSignal(close: () => Promise<unknown>): void {
  let closing = false;
  const onSignal = (signal: NodeJS.Signals) => {
    if (closing) process.exit(signal === 'SIGINT' ? 130 : 143);
    closing = true;
    setTimeout(() => process.exit(1), shutdownLimitMs).unref();
    close().then(
      () => process.exit(0),
      (error: unknown) => {
        say('shutdown failed', error);
        process.exit(1);
      },
    );
  };
  process.on('SIGTERM', onSignal);
  process.on('SIGINT', onSignal);
}

/** Errors whose message is the whole story; a stack would only hide it. */
const forPeople = [ConfigError, DataDirInUseError, DatabaseOpenError];

function isForPeople(error: unknown): error is Error {
  return forPeople.some((kind) => error instanceof kind);
}

/** One JSON line on stderr: the application's own logger may not exist yet, or not any more. */
function say(msg: string, error: unknown): void {
  const stack = error instanceof Error ? error.stack : String(error);
  process.stderr.write(`${JSON.stringify({ level: 'fatal', time: new Date().toISOString(), msg, stack })}\n`);
}
