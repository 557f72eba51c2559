import { pastedToken } from './remembered';
import { Store } from './store';

// Who the page speaks for. Holds the token, puts it on every request, and gets a new one when the server
// refuses it. It does not verify anything: that is the server's part.

export interface SessionState {
  /** The server refuses the token and no other could be had: a person must act. */
  signedOut: boolean;
}

/** Gets a token that the server may accept. `null`: only a person can. */
type RenewToken = () => Promise<string | null>;

export class Session {
  readonly state = new Store<SessionState>({ signedOut: false });
  #token: string | null;
  #renewing: Promise<string | null> | null = null;

  /** `user` names what this browser remembers for the person; `token` may be absent when `renew` can get one. */
  constructor(
    readonly user: string,
    private readonly renew: RenewToken,
    token: string | null = null,
  ) {
    this.#token = token;
  }

  /** `fetch` with the token, for this server alone. After a 401 it gets a new token and tries once more; the last answer is given back. */
  readonly fetch: typeof fetch = async (input, init) => {
    // The widget is somebody else's code: wherever else it sends a request to, the token does not go along.
    if (!isOwnServer(input)) return fetch(input, init);
    const token = this.#token ?? (await this.#renewOnce());
    if (token === null) return signedOutResponse();
    const first = await fetch(
      input instanceof Request ? input.clone() : input,
      withToken(input, init, token),
    );
    if (first.status !== 401) return first;

    const fresh = this.#token === token ? await this.#renewOnce() : this.#token;
    if (fresh === null) return first;
    const second = await fetch(input, withToken(input, init, fresh));
    if (second.status === 401) this.state.set({ signedOut: true });
    return second;
  };

  /** A person gave a token, or asks to try again without one. */
  signIn(token: string | null = null): void {
    this.#token = token;
    this.state.set({ signedOut: false });
  }

  /** Many requests may meet a 401 at once; they share one new token. */
  #renewOnce(): Promise<string | null> {
    this.#renewing ??= this.renew()
      .then((token) => {
        this.#token = token;
        if (token === null) this.state.set({ signedOut: true });
        return token;
      })
      .finally(() => (this.#renewing = null));
    return this.#renewing;
  }
}

function isOwnServer(input: RequestInfo | URL): boolean {
  const url = input instanceof Request ? input.url : input;
  return new URL(url, location.href).origin === location.origin;
}

function withToken(input: RequestInfo | URL, init: RequestInit | undefined, token: string): RequestInit {
  const headers = new Headers(init?.headers ?? (input instanceof Request ? input.headers : undefined));
  headers.set('authorization', `Bearer ${token}`);
  return { ...init, headers };
}

const signedOutResponse = () => Response.json({ message: 'Please sign in again.' }, { status: 401 });

/** Speaks for a demo user, with tokens that a server in dev mode hands out. */
export function demoSession(user: string): Session {
  return new Session(user, async () => {
    const response = await fetch('/api/auth/dev-token', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ user }),
    });
    if (!response.ok) return null;
    const { token } = (await response.json()) as { token?: string };
    return token ?? null;
  });
}

/** Speaks for whom a pasted token names. */
export function tokenSession(token: string): Session {
  pastedToken.set(token);
  return new Session(subjectOf(token), async () => null, token);
}

/** The token's `sub`, unverified: it only names what this browser remembers. */
export function subjectOf(token: string): string {
  try {
    const payload = token.split('.')[1]!.replaceAll('-', '+').replaceAll('_', '/');
    const { sub } = JSON.parse(atob(payload)) as { sub?: unknown };
    return typeof sub === 'string' ? sub : 'unnamed';
  } catch {
    return 'unnamed';
  }
}
