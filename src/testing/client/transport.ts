/** Sends one body to a ChatKit endpoint. Aborting the signal closes the connection. */
export type Transport = (body: string, signal?: AbortSignal) => Promise<Response>;

/** @param url The endpoint itself, such as `http://127.0.0.1:8000/chatkit`. */
export function overHttp(url: string, headers: Readonly<Record<string, string>> = {}): Transport {
  return (body, signal) =>
    fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body,
      ...(signal && { signal }),
    });
}
