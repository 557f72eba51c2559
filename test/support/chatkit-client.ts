import { ChatKitTestClient } from '../../src/testing/client/chatkit-test-client.js';
import { overHttp } from '../../src/testing/client/transport.js';

/** A client of our own server, signed in with one of its demo tokens. */
export class ChatKitClient extends ChatKitTestClient {
  private readonly sent: Readonly<Record<string, string>>;

  constructor(
    readonly url: string,
    readonly token: string | undefined,
    headers: Readonly<Record<string, string>> = {},
    private readonly path = 'chatkit',
  ) {
    const sent = { ...(token && { authorization: `Bearer ${token}` }), ...headers };
    super(overHttp(`${url}/${path}`, sent));
    this.sent = sent;
  }

  static async as(
    url: string,
    user: 'alice' | 'bob',
    headers?: Readonly<Record<string, string>>,
  ): Promise<ChatKitClient> {
    const response = await fetch(`${url}/api/auth/dev-token`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ user }),
    });
    const { token } = (await response.json()) as { token: string };
    return new ChatKitClient(url, token, headers);
  }

  /** Sends any bytes to the endpoint. */
  post(body: RequestInit['body'], init: RequestInit = {}): Promise<Response> {
    return fetch(`${this.url}/${this.path}`, {
      method: 'POST',
      body,
      ...init,
      headers: {
        'content-type': 'application/json',
        ...this.sent,
        ...(init.headers as Record<string, string>),
      },
    });
  }
}
