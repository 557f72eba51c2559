import type { Bearer } from './bearer.js';
import type { StopResult } from './options.js';
import type { Outgoing } from './outgoing.js';
import { pageOrigin } from './page.js';

type Fetch = typeof fetch;

/** The server's addresses, and who asks it. */
export class Server {
  constructor(
    private readonly bearer: Bearer,
    private readonly fetch: Fetch,
    private readonly baseUrl?: string,
  ) {}

  /** Whether a request goes to this server. No other is given the token: the widget is somebody else's code. */
  owns(url: string): boolean {
    return new URL(url).origin === new URL(this.#base).origin;
  }

  /** Sends a request of the page's, with further headers. */
  send(outgoing: Outgoing, signal?: AbortSignal, added?: Record<string, string>): Promise<Response> {
    return this.bearer.send((token) => {
      const headers = new Headers(outgoing.headers);
      for (const [name, value] of Object.entries({ ...added, ...authorization(token) })) {
        headers.set(name, value);
      }
      return outgoing.send(this.fetch, headers, signal);
    });
  }

  /** Opens the stream of a thread's running turn, from behind an event on. */
  events(threadId: string, after: string | undefined, signal: AbortSignal): Promise<Response> {
    const from = after === undefined ? '' : `?after=${encodeURIComponent(after)}`;
    return this.#ask(`${threadId}/events${from}`, { headers: { accept: 'text/event-stream' }, signal });
  }

  /** Tells the server to stop a thread's running turn. @throws Error when it refuses. */
  async cancel(threadId: string): Promise<StopResult> {
    const response = await this.#ask(`${threadId}/cancel`, { method: 'POST' });
    if (!response.ok) throw new Error(`The answer could not be stopped (status ${response.status}).`);
    const { turn_id, status } = (await response.json()) as {
      turn_id: string | null;
      status: StopResult['status'];
    };
    return { turnId: turn_id, status };
  }

  #ask(path: string, init: RequestInit & { headers?: Record<string, string> }): Promise<Response> {
    const url = `${this.#base.replace(/\/+$/, '')}/api/chatkit/threads/${path}`;
    return this.bearer.send((token) =>
      this.fetch(url, { ...init, headers: { ...init.headers, ...authorization(token) } }),
    );
  }

  get #base(): string {
    const base = this.baseUrl ?? pageOrigin();
    if (!base) throw new Error('createChatKitFetch: give baseUrl, where there is no page to take it from.');
    return base;
  }
}

const authorization = (token: string | undefined): Record<string, string> =>
  token === undefined ? {} : { authorization: `Bearer ${token}` };
