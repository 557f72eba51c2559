import { createChatKitFetch, type ChatKitFetch, type UnsentMessage } from '../browser/index.js';
import { pastedToken } from './remembered';
import { Store } from './store';

// Who the page speaks for. Holds the token that a person gave, or says where others come from. It does not verify
// anything: that is the server's part.

export interface SessionState {
  /** The server refuses the token and no other could be had: a person must act. */
  signedOut: boolean;
}

/** Gets a token that the server may accept. `null`: only a person can. */
type RenewToken = () => Promise<string | null>;

export class Session {
  readonly state = new Store<SessionState>({ signedOut: false });
  /** `fetch` with the person's token, and what goes with a running answer. Its token goes to this server alone. */
  readonly chat: ChatKitFetch;
  /** Called for a message that the server did not take. */
  onUnsent: ((message: UnsentMessage) => void) | null = null;
  #token: string | null;

  /** `user` names what this browser remembers for the person; `token` may be absent when `renew` can get one. */
  constructor(
    readonly user: string,
    renew: RenewToken,
    token: string | null = null,
  ) {
    this.#token = token;
    this.chat = createChatKitFetch({
      getToken: () => this.#token ?? renew(),
      refreshToken: renew,
      storageKey: `nestjs-chatkit.unsent.${user}`,
      onSignedOut: () => this.state.set({ signedOut: true }),
      onUnsent: (message) => this.onUnsent?.(message),
    });
  }

  /** A person gave a token, or asks to try again without one. */
  signIn(token: string | null = null): void {
    this.#token = token;
    this.state.set({ signedOut: false });
  }
}

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
