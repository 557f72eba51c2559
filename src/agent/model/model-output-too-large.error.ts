/** One event of a model, in bytes. What is larger holds no text that a person could read. */
export const maxEventBytes = 1024 * 1024;
/** What a model may say in one call, in bytes. */
export const maxCallBytes = 16 * 1024 * 1024;
/**
 * Bytes of each event that do not count for the call: its names, ids and padding. The text of an answer comes in
 * pieces of a word, of which each is wrapped in some 300 bytes; an answer of a hundred thousand words must pass.
 */
export const wrappingBytes = 512;

/** A model said more than is read of it. The call is ended at once; nothing of the event is kept. */
export class ModelOutputTooLargeError extends Error {
  /** @param unit What was too large. @param maxBytes How large it may be. */
  constructor(
    readonly unit: 'event' | 'call',
    readonly maxBytes: number,
  ) {
    super(`The model's ${unit} is larger than ${maxBytes} bytes.`);
    this.name = 'ModelOutputTooLargeError';
  }
}
