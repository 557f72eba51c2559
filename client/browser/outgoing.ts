type Fetch = typeof fetch;

/** A request as the page gave it, which can be sent more than once. */
export interface Outgoing {
  /** Absolute. */
  url: string;
  method: string;
  headers: Headers;
  /** Undefined when it is not text. */
  text(): Promise<string | undefined>;
  /** Calls `fetch` as the page would have: a page that has its own can tell from the arguments what is sent. */
  send(fetch: Fetch, headers: Headers, signal: AbortSignal | undefined): Promise<Response>;
}

export function toOutgoing(input: Parameters<Fetch>[0], init: RequestInit = {}): Outgoing {
  const whole = input instanceof Request ? input : undefined;
  const { url, method, headers } = new Request(whole?.url ?? input, {
    method: init.method ?? whole?.method,
    headers: init.headers ?? whole?.headers,
  });
  return {
    url,
    method,
    headers,
    text: async () =>
      typeof init.body === 'string' ? init.body : init.body ? undefined : whole?.clone().text(),
    send: (fetch, sent, signal) => fetch(whole?.clone() ?? input, { ...init, headers: sent, signal }),
  };
}
