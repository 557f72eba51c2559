import type { ChatKitClient } from './chatkit-client.js';

/** Plain requests of one person. */
export class RestClient {
  constructor(
    readonly url: string,
    private readonly token: string | undefined,
  ) {}

  static of({ url, token }: ChatKitClient): RestClient {
    return new RestClient(url, token);
  }

  raw(
    method: string,
    path: string,
    body?: string,
    headers: Record<string, string> = {},
    signal?: AbortSignal,
  ): Promise<Response> {
    return fetch(this.url + path, {
      method,
      signal,
      headers: {
        ...(body !== undefined && { 'content-type': 'application/json' }),
        ...(this.token && { authorization: `Bearer ${this.token}` }),
        ...headers,
      },
      ...(body !== undefined && { body }),
    });
  }

  get<Body>(path: string) {
    return this.send<Body>('GET', path);
  }

  async send<Body>(method: string, path: string, body?: unknown) {
    const response = await this.raw(method, path, body === undefined ? undefined : JSON.stringify(body));
    return { status: response.status, headers: response.headers, body: (await response.json()) as Body };
  }
}
