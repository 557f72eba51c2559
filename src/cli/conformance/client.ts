import type { ThreadStreamEvent } from '../../protocol/events.js';
import type { OperationType } from '../../protocol/requests.js';
import { Exchange, type End } from './exchange.js';
import { FrameReader } from './frames.js';

/** No answer of a conforming server to what is asked here comes near it. */
const maxCharacters = 16 * 1024 * 1024;

export interface ClientOptions {
  url: string;
  /** Sent with every request: a token, a cookie, what the host asks for. */
  headers: Record<string, string>;
  /** A request whose answer has not ended by then is given up. */
  timeoutMs: number;
}

interface RequestOptions {
  operation?: OperationType;
  /** The request in a few words, for the report. */
  sent: string;
  init: RequestInit;
  /** Closes the connection once this is true of what has come. */
  until?: (events: readonly ThreadStreamEvent[]) => boolean;
}

/** Speaks to a ChatKit server as a widget would, and keeps what was said. Never throws for what a server does. */
export class ConformanceClient {
  readonly exchanges: Exchange[] = [];

  constructor(readonly options: ClientOptions) {}

  /** An operation as a client sends it. */
  call(
    operation: OperationType,
    params: object,
    { sent = '', ...more }: { sent?: string; until?: RequestOptions['until'] } = {},
  ): Promise<Exchange> {
    const body = JSON.stringify({ type: operation, params });
    const init = { method: 'POST', body };
    return this.request({ operation, sent: sent ? `${operation} ${sent}` : operation, init, ...more });
  }

  /** Any body at all. */
  post(body: string, sent: string, operation?: OperationType): Promise<Exchange> {
    return this.request({ ...(operation && { operation }), sent, init: { method: 'POST', body } });
  }

  async request({ operation, sent, init, until }: RequestOptions): Promise<Exchange> {
    const leaving = new AbortController();
    const deadline = AbortSignal.timeout(this.options.timeoutMs);
    const signal = AbortSignal.any([leaving.signal, deadline]);
    const reader = new FrameReader();
    const received = { status: 0, headers: new Headers(), text: '', reader, end: 'whole' as End };
    try {
      const response = await this.fetch({ ...init, headers: this.headersOf(init), signal });
      received.status = response.status;
      received.headers = response.headers;
      for await (const text of response.body?.pipeThrough(new TextDecoderStream()) ?? []) {
        received.text += text;
        reader.feed(text);
        const isEnough = until?.(reader.frames.map(({ json }) => json as ThreadStreamEvent));
        if (isEnough || received.text.length > maxCharacters) {
          received.end = isEnough ? 'left' : 'too long';
          break;
        }
      }
    } catch (error) {
      received.end = !received.status ? 'no answer' : deadline.aborted ? 'too late' : 'cut';
      if (!received.status) received.text = deadline.aborted ? 'none in time' : reasonOf(error);
    } finally {
      leaving.abort();
    }
    const exchange = new Exchange(operation, sent, received);
    this.exchanges.push(exchange);
    return exchange;
  }

  /**
   * Asks again, once, when the connection ended before anything came: a server may close a kept connection while the
   * next request is on its way. (`connection: close` would avoid that, but with it a cut stream looks whole.)
   */
  private async fetch(init: RequestInit): Promise<Response> {
    try {
      return await fetch(this.options.url, init);
    } catch (error) {
      if (!['UND_ERR_SOCKET', 'ECONNRESET', 'EPIPE'].includes(reasonOf(error))) throw error;
      return fetch(this.options.url, init);
    }
  }

  private headersOf(init: RequestInit): Record<string, string> {
    const isStranger = init.credentials === 'omit';
    return {
      'content-type': 'application/json',
      ...(!isStranger && this.options.headers),
      ...(init.headers as Record<string, string> | undefined),
    };
  }
}

/** `fetch` says only that it failed; its cause says why. */
function reasonOf(error: unknown): string {
  const { cause, message } = error as Error;
  const { code, message: reason } = (cause ?? {}) as { code?: string; message?: string };
  return code ?? reason ?? message;
}
