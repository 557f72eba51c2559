/** Where the engine says what happened: a sentence, then data. Never message text. */
export interface Log {
  info(sentence: string, data?: Record<string, unknown>): void;
  warn(sentence: string, data?: Record<string, unknown>): void;
  error(sentence: string, data?: Record<string, unknown>): void;
}

/* eslint-disable no-console -- for a library in somebody else's process, the console is where problems are seen */
/** Says what went wrong on the console, and nothing of what went well. */
export const consoleLog: Log = {
  info() {},
  warn: (sentence, data) => console.warn(sentence, data ?? ''),
  error: (sentence, data) => console.error(sentence, data ?? ''),
};
