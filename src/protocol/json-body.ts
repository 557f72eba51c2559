import { wellFormedJson } from './text.js';

// From the bytes of a request body to a value, with every bound checked before anything is built from them.
// `JSON.parse` takes any depth; what it returns then overflows the stack of whoever walks it. The scan costs
// about 2 ms per MB.

export interface JsonLimits {
  /** Levels of `{` and `[` inside each other. */
  maxDepth: number;
  /** Brackets, colons and commas outside of strings, all told. */
  maxTokens: number;
}

const defaultJsonLimits: JsonLimits = { maxDepth: 64, maxTokens: 50_000 };

/** A request body that is not acceptable JSON. The message is for the caller, and safe to send. */
export class InvalidBodyError extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'InvalidBodyError';
  }
}

const quote = 0x22;
const backslash = 0x5c;
const open = new Set([0x7b, 0x5b]);
const close = new Set([0x7d, 0x5d]);
const structural = new Uint8Array(256);
for (const byte of [0x7b, 0x5b, 0x7d, 0x5d, 0x2c, 0x3a]) structural[byte] = 1;

/**
 * Checks depth and token count on the raw bytes, without parsing.
 * @throws InvalidBodyError naming the limit that was passed.
 */
export function scanJson(bytes: Uint8Array, limits: JsonLimits = defaultJsonLimits): void {
  let depth = 0;
  let tokens = 0;
  for (let at = 0; at < bytes.length; at++) {
    const byte = bytes[at]!;
    if (byte === quote) at = endOfString(bytes, at);
    else if (structural[byte]) {
      if (++tokens > limits.maxTokens) {
        throw new InvalidBodyError(`The body has more than ${limits.maxTokens} JSON tokens.`);
      }
      if (open.has(byte) && ++depth > limits.maxDepth) {
        throw new InvalidBodyError(`The body is nested more than ${limits.maxDepth} levels deep.`);
      }
      if (close.has(byte)) depth--;
    }
  }
}

/** The index of the quote that ends the string beginning at `start`, or the last index. */
function endOfString(bytes: Uint8Array, start: number): number {
  let at = start + 1;
  while (at < bytes.length && bytes[at] !== quote) at += bytes[at] === backslash ? 2 : 1;
  return at;
}

const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** Escapes that may write NUL or half of a surrogate pair: the only way either gets into a UTF-8 body. */
const suspiciousEscape = /\\u(?:0000|d[89a-f])/i;

/**
 * The JSON value of a body: bounded, valid UTF-8, its text well-formed.
 * @throws InvalidBodyError
 */
export function parseJsonBody(bytes: Uint8Array, limits: JsonLimits = defaultJsonLimits): unknown {
  scanJson(bytes, limits);
  const text = decode(bytes);
  const value = parse(text);
  return suspiciousEscape.test(text) ? wellFormedJson(value, limits.maxDepth) : value;
}

function decode(bytes: Uint8Array): string {
  try {
    return decoder.decode(bytes);
  } catch (cause) {
    throw new InvalidBodyError('The body is not valid UTF-8.', { cause });
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new InvalidBodyError(text.trim() === '' ? 'The body is empty.' : 'The body is not valid JSON.', {
      cause,
    });
  }
}
