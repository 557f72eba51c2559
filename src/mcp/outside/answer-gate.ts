// What a stranger's server answers passes here byte by byte, before anything is built from it: `JSON.parse` takes any
// depth and any length, and what it returns overflows the stack of whoever walks it.

/** Bytes of one answer, progress and all. */
export const maxAnswerBytes = 4 * 1024 * 1024;
/** Levels of `{` and `[` inside each other. The protocol's own envelope takes four. */
const maxDepth = 96;

/** An answer that is larger or deeper than this server reads. */
export class AnswerTooLargeError extends Error {
  constructor() {
    super('The answer is too large or nested too deep.');
    this.name = 'AnswerTooLargeError';
  }
}

const [newline, carriageReturn, colon] = [0x0a, 0x0d, 0x3a];
const [quote, backslash] = [0x22, 0x5c];
const opening = new Set([0x7b, 0x5b]);
const closing = new Set([0x7d, 0x5d]);
const maxFieldName = 8;

/** Checks one answer while it passes, a JSON document or a stream of events with one in each. */
export class AnswerGate {
  /** Whether an event has had an id: the server can be asked for the rest of a stream that breaks off. */
  isResumable = false;
  private bytes = 0;
  private depth = 0;
  private inString = false;
  private escaped = false;
  /** The field that a line of a stream begins with; undefined behind its colon. */
  private field: string | undefined;
  private inData: boolean;

  constructor(private readonly isStream: boolean) {
    this.field = isStream ? '' : undefined;
    this.inData = !isStream;
  }

  /** @throws AnswerTooLargeError */
  check(chunk: Uint8Array): void {
    this.bytes += chunk.length;
    if (this.bytes > maxAnswerBytes) throw new AnswerTooLargeError();
    for (const byte of chunk) {
      if (this.isStream && (byte === newline || byte === carriageReturn)) this.endLine(byte);
      else if (this.field !== undefined) this.readField(byte);
      else if (this.inData) this.readJson(byte);
    }
  }

  private endLine(byte: number): void {
    // An empty line ends the event, and with it whatever its JSON left open.
    if (this.field === '' && byte === newline) {
      this.depth = 0;
      this.inString = this.escaped = false;
    }
    this.field = '';
    this.inData = false;
  }

  private readField(byte: number): void {
    if (byte !== colon) {
      if (this.field!.length < maxFieldName) this.field += String.fromCharCode(byte);
      return;
    }
    this.inData = this.field === 'data';
    this.isResumable ||= this.field === 'id';
    this.field = undefined;
  }

  private readJson(byte: number): void {
    if (this.escaped) this.escaped = false;
    else if (this.inString) {
      if (byte === backslash) this.escaped = true;
      else if (byte === quote) this.inString = false;
    } else if (byte === quote) this.inString = true;
    else if (opening.has(byte)) {
      if (++this.depth > maxDepth) throw new AnswerTooLargeError();
    } else if (closing.has(byte)) this.depth--;
  }
}
