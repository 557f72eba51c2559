import { ConfigError } from './config.js';
import { DataDirInUseError } from './database/data-lock.js';
import { DatabaseOpenError } from './database/open-database.js';

/** Something that was started and lasts. */
export interface Running {
  /**
   * Called in the moment of the signal, before anything is waited for: from here on nothing new is to be taken in.
   * Must not throw.
   */
  told(signal: NodeJS.Signals): void;
  close(): Promise<unknown>;
  /** How long closing may wait for work to end, in milliseconds. */
  graceMs: number;
}

/** Beyond the grace, in milliseconds: for all else that closing takes. The process ends then, whatever is open. */
const closeWithinMs = 23_000;

/**
 * Runs something that starts and then lasts. SIGTERM and SIGINT close it and end the process with 0; a second
 * one ends it at once. A start that fails ends it with 1, and says why in words when the settings are at fault.
 *
 * @param start Starts it, and tells how to close it. A signal that comes meanwhile waits for it to have started.
 */
export async function runUntilSignal(start: () => Promise<Running>): Promise<void> {
  process.on('unhandledRejection', (error) => say('unhandled rejection', error));
  process.on('uncaughtException', (error) => {
    say('uncaught exception', error);
    process.exit(1);
  });
  const started = start();
  closeOnSignal(started);
  try {
    await started;
  } catch (error) {
    if (isForPeople(error)) process.stderr.write(`${error.message}\n`);
    else say('start failed', error);
    process.exit(1);
  }
}

function closeOnSignal(started: Promise<Running>): void {
  let closing = false;
  const onSignal = (signal: NodeJS.Signals) => {
    if (closing) process.exit(signal === 'SIGINT' ? 130 : 143);
    closing = true;
    closeInTime(started, signal).then(
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

async function closeInTime(started: Promise<Running>, signal: NodeJS.Signals): Promise<void> {
  const starting = endWithin(closeWithinMs);
  const running = await started;
  clearTimeout(starting);
  // Of a start that is over nothing was waited for until here, not even a turn of the event loop.
  running.told(signal);
  endWithin(running.graceMs + closeWithinMs);
  await running.close();
}

function endWithin(ms: number): NodeJS.Timeout {
  return setTimeout(() => process.exit(1), ms).unref();
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
