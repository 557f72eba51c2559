import type { ChatKitFetchOptions } from './options.js';

type Credentials = Pick<ChatKitFetchOptions, 'getToken' | 'refreshToken' | 'onSignedOut'>;

/** Sends with a token, or without one. */
type Send = (token?: string) => Promise<Response>;

/** Puts the person's token on requests, and gets a new one when the server refuses it. It verifies nothing. */
export class Bearer {
  #token?: string;
  #renewing?: Promise<string | undefined>;
  /** Requests that have no answer yet, and whether one of them has met a sign-out. */
  #asking = 0;
  #told = false;

  constructor(private readonly credentials: Credentials) {}

  /** Sends; after a 401 once more, with a new token. The last answer is given back. @throws what `send` or `getToken` do. */
  async send(send: Send): Promise<Response> {
    this.#asking++;
    try {
      return await this.#send(send);
    } finally {
      if (--this.#asking === 0) this.#told = false;
    }
  }

  async #send(send: Send): Promise<Response> {
    const { getToken, refreshToken = getToken } = this.credentials;
    if (!getToken) return this.#noted(await send());
    const used = this.#token ?? (await this.#renew(getToken));
    if (!used) return this.#nobody();
    const first = await send(used);
    if (first.status !== 401) return this.#noted(first);

    const fresh = this.#token === used ? await this.#renew(refreshToken!) : this.#token;
    if (!fresh) return this.#nobody();
    const second = await send(fresh);
    // Refused although it is new: whoever signs in again brings another.
    if (second.status === 401 && this.#token === fresh) this.#token = undefined;
    return this.#noted(second);
  }

  /** Requests that come together share one new token. */
  #renew(getToken: NonNullable<Credentials['getToken']>): Promise<string | undefined> {
    this.#renewing ??= Promise.resolve()
      .then(getToken)
      .then((token) => (this.#token = token || undefined))
      .finally(() => (this.#renewing = undefined));
    return this.#renewing;
  }

  #nobody(): Response {
    this.#signedOut('missing');
    return Response.json({ message: 'Please sign in again.' }, { status: 401 });
  }

  async #noted(response: Response): Promise<Response> {
    if (response.status === 401) this.#signedOut(await reasonOf(response.clone()));
    return response;
  }

  /** Requests that come together say it once. */
  #signedOut(reason: string): void {
    if (this.#told) return;
    this.#told = true;
    this.credentials.onSignedOut?.(reason);
  }
}

/** What the server says is wrong with the token. */
async function reasonOf(response: Response): Promise<string> {
  const body = (await response.json().catch(() => null)) as { reason?: unknown } | null;
  return typeof body?.reason === 'string' ? body.reason : 'refused';
}
