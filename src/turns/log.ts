/** Where the engine says what happened: a sentence, then data. Never message text. */
export interface Log {
  info(sentence: string, data?: Record<string, unknown>): void;
  warn(sentence: string, data?: Record<string, unknown>): void;
  error(sentence: string, data?: Record<string, unknown>): void;
}
