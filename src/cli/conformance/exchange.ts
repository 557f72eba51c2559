import { ThreadStreamEvent } from '../../protocol/events.js';
import type { OperationType } from '../../protocol/requests.js';
import type { FrameReader, Frame } from './frames.js';
import { faultsOf } from './shapes.js';

/** How the reading of an answer ended. `left`: this side closed the connection on purpose. */
export type End = 'whole' | 'cut' | 'left' | 'too late' | 'too long' | 'no answer';

interface Received {
  status: number;
  headers: Headers;
  text: string;
  reader: FrameReader;
  end: End;
}

/** One request and what came back for it. */
export class Exchange {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  readonly end: End;
  readonly frames: readonly Frame[];
  readonly isHalfRead: boolean;
  /** The JSON body; undefined when there is none. */
  readonly body: unknown;
  /** The events that have the shape of one. Clients pass over the others, and so do the cases about order. */
  readonly events: readonly ThreadStreamEvent[];

  constructor(
    /** The operation asked for; undefined for a body that asks for none. */
    readonly operation: OperationType | undefined,
    /** The request in a few words. Never holds a token. */
    readonly sent: string,
    received: Received,
  ) {
    this.status = received.status;
    this.headers = received.headers;
    this.text = received.text;
    this.end = received.end;
    this.frames = this.isStream ? received.reader.frames : [];
    this.isHalfRead = this.isStream && received.reader.isHalfRead;
    this.body = this.contentType.includes('json') ? parse(received.text) : undefined;
    this.events = this.frames
      .map(({ json }) => json)
      .filter((json): json is ThreadStreamEvent => faultsOf(ThreadStreamEvent, json).length === 0);
  }

  get contentType(): string {
    return this.headers.get('content-type') ?? '';
  }

  get isStream(): boolean {
    return this.contentType.startsWith('text/event-stream');
  }

  /** A status of 2xx, whatever came after it. */
  get isAccepted(): boolean {
    return this.status >= 200 && this.status < 300;
  }

  /** An answer that says no by its status. */
  get isRefused(): boolean {
    return this.status >= 400;
  }

  /** A stream that was accepted and came to its end. */
  get isWholeStream(): boolean {
    return this.isAccepted && this.isStream && this.end === 'whole';
  }

  get isJson(): boolean {
    return this.isAccepted && this.body !== undefined;
  }

  get types(): string[] {
    return this.events.map(({ type }) => type);
  }

  /** The answer in a few words. */
  get came(): string {
    if (this.end === 'no answer') return `no answer (${this.text})`;
    const kind = this.contentType.split(';')[0] || 'no content type';
    const ends: Partial<Record<End, string>> = {
      cut: ', then the connection was cut',
      'too late': ', and no end in time',
      'too long': ', and more than can be read',
    };
    return `${this.status} ${kind}, ${this.content}${ends[this.end] ?? ''}`;
  }

  private get content(): string {
    if (!this.isStream) return this.text ? shorten(this.text) : 'an empty body';
    if (this.frames.length === 0) return 'no event';
    const types = this.types.filter((type, index, all) => type !== all[index - 1]);
    const errors = this.events.filter((event) => event.type === 'error');
    const words = errors.map(({ code, message }) => ` (${shorten(message ?? code)})`).join('');
    const count = this.frames.length === 1 ? '1 event' : `${this.frames.length} events`;
    return `${count}: ${shorten(types.join(', '))}${words}`;
  }
}

export function shorten(text: string, maxCharacters = 160): string {
  return text.length <= maxCharacters ? text : `${text.slice(0, maxCharacters)}…`;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
