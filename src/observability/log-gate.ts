// The last thing that a log line passes. Whatever a caller logs, what leaves is one line of JSON, without the
// server's own secrets or anything that looks like a token, and without a field longer than the cap.

/** Longest text in a line, in bytes of UTF-8. */
const maxFieldBytes = 2048;

const hidden = '[hidden]';
/** Bearer headers, secrets of sessions, JWTs, and API keys in the common `sk-…` form. */
const tokenLike =
  /\bBearer\s+[\w.~+/=-]+|\bcs_[\w-]{8,}(?:\.[\w-]+)*|\beyJ[\w-]{5,}\.[\w-]+\.[\w-]*|\bsk-[\w-]{8,}/gi;
/** Valid in JSON, but some terminals and viewers take these for a line break or a command. */
const unsafe = /[\u007f-\u009f\u2028\u2029]/g;

interface Destination {
  write(line: string): void;
}

/**
 * Wraps where log lines go.
 * @param secrets Texts that never leave, such as keys and passwords of the settings. Short ones are ignored.
 */
export function logGate(destination: Destination, secrets: readonly string[] = []): Destination {
  const escaped = secrets
    .filter((secret) => secret.length >= 6)
    .map((secret) => JSON.stringify(secret).slice(1, -1));
  return {
    write(line) {
      const clean = escaped
        .reduce((text, secret) => text.replaceAll(secret, hidden), line)
        .replace(tokenLike, hidden);
      // A line that is shorter than the cap has no field that is longer.
      const short = Buffer.byteLength(clean) > maxFieldBytes ? withShortFields(clean) : clean;
      destination.write(
        short.replace(unsafe, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`),
      );
    },
  };
}

function withShortFields(line: string): string {
  const fields = Object.entries(JSON.parse(line) as Record<string, unknown>);
  return `${JSON.stringify(Object.fromEntries(fields.map(([key, value]) => [cut(key), shorten(key, value)])))}\n`;
}

function shorten(key: string, value: unknown): unknown {
  const short = shortTexts(value);
  // An error keeps its shape: its parts are short, and it has few.
  if (key === 'err' || typeof short !== 'object') return short;
  const json = JSON.stringify(short);
  return Buffer.byteLength(json) > maxFieldBytes ? cut(json) : short;
}

function shortTexts(value: unknown): unknown {
  if (typeof value === 'string') return cut(value);
  if (value === null || typeof value !== 'object') return value;
  if (Array.isArray(value)) return value.map(shortTexts);
  return Object.fromEntries(Object.entries(value).map(([key, entry]) => [cut(key), shortTexts(entry)]));
}

function cut(text: string): string {
  const bytes = Buffer.from(text);
  if (bytes.length <= maxFieldBytes) return text;
  const mark = '… (cut)';
  return (
    bytes
      .subarray(0, maxFieldBytes - Buffer.byteLength(mark))
      .toString()
      // The last character may have been cut in half.
      .replace(/\uFFFD$/, '') + mark
  );
}
