import { StringDecoder } from 'node:string_decoder';
import {
  maxCallBytes,
  maxEventBytes,
  ModelOutputTooLargeError,
  wrappingBytes,
} from './model-output-too-large.error.js';

/** One server-sent event. */
export interface ServerSentEvent {
  /** As its `event` field says; undefined without one. */
  name?: string;
  data: string;
}

/** Names of events that may hold a picture, which is larger than any text; they are bounded by the call's size alone. */
const pictured = /^response\.(image_generation_call\.|output_item\.done$|completed$)/;

/**
 * Bytes to server-sent events (WHATWG HTML, 9.2), within bounds. Every way to end a line is understood, also when a
 * packet ends in the middle of it; comments, ids and other fields say nothing here.
 */
export class EventStreamParser {
  private readonly decoder = new StringDecoder('utf8');
  /** What was decoded and not yet read: the beginning of a line, mostly. */
  private rest = '';
  private isFirst = true;
  /** The last line ended with a carriage return at the end of a packet: a line feed that follows belongs to it. */
  private skipsLineFeed = false;
  private name?: string;
  private data?: string;
  private eventBytes = 0;
  private callBytes = 0;

  /** @param onEvent Called for each event, while it is read. */
  constructor(private readonly onEvent: (event: ServerSentEvent) => void) {}

  /** @throws ModelOutputTooLargeError */
  feed(chunk: Buffer): void {
    this.eventBytes += chunk.length;
    this.read(this.decoder.write(chunk));
    this.checkSize();
  }

  /** The last event counts also without the empty line that should follow it. */
  end(): void {
    this.read(`${this.decoder.end()}\n\n`);
  }

  private read(decoded: string): void {
    let text = this.rest + decoded;
    if (this.isFirst && text !== '') {
      this.isFirst = false;
      // A byte order mark.
      if (text.charCodeAt(0) === 0xfeff) text = text.slice(1);
    }
    let start = 0;
    if (this.skipsLineFeed && text !== '') {
      this.skipsLineFeed = false;
      if (text.charCodeAt(0) === lineFeed) start = 1;
    }
    let nextReturn = text.indexOf('\r', start);
    let nextFeed = text.indexOf('\n', start);
    for (;;) {
      const hasReturn = nextReturn !== -1 && (nextFeed === -1 || nextReturn < nextFeed);
      const end = hasReturn ? nextReturn : nextFeed;
      if (end === -1) break;
      this.readLine(text, start, end);
      start = end + 1;
      if (hasReturn) {
        if (start === text.length) this.skipsLineFeed = true;
        else if (start === nextFeed) start++;
        nextReturn = text.indexOf('\r', start);
      }
      if (nextFeed < start) nextFeed = nextFeed === -1 ? -1 : text.indexOf('\n', start);
    }
    this.rest = start === 0 ? text : text.slice(start);
  }

  private readLine(text: string, start: number, end: number): void {
    if (start === end) return this.dispatch();
    if (text.startsWith('data', start) && (end === start + 4 || text.charCodeAt(start + 4) === colon)) {
      const value = text.slice(afterColon(text, start + 5), end);
      this.data = this.data === undefined ? value : `${this.data}\n${value}`;
    } else if (text.startsWith('event:', start)) {
      this.name = text.slice(afterColon(text, start + 6), end);
    }
  }

  private dispatch(): void {
    const { name, data } = this;
    this.callBytes += Math.max(0, (data?.length ?? 0) - wrappingBytes);
    this.eventBytes = 0;
    this.name = undefined;
    this.data = undefined;
    if (data !== undefined) this.onEvent({ name, data });
  }

  private checkSize(): void {
    if (this.callBytes + this.eventBytes > maxCallBytes)
      throw new ModelOutputTooLargeError('call', maxCallBytes);
    if (this.eventBytes > maxEventBytes && !pictured.test(this.name ?? '')) {
      throw new ModelOutputTooLargeError('event', maxEventBytes);
    }
  }
}

const lineFeed = 0x0a;
const space = 0x20;
const colon = 0x3a;

/** One space after the colon is no part of the value. */
const afterColon = (text: string, at: number): number => (text.charCodeAt(at) === space ? at + 1 : at);
