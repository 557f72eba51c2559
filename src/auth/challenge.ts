import type { IncomingMessage } from 'node:http';

const challenges = new WeakMap<IncomingMessage, string>();

/** Has a 401 to this request say more than that a bearer token is wanted: a whole `WWW-Authenticate` header. */
export function challengeWith(request: IncomingMessage, challenge: string): void {
  challenges.set(request, challenge);
}

/** What a 401 to this request says in its `WWW-Authenticate` header. */
export function challengeFor(request: IncomingMessage): string {
  return challenges.get(request) ?? 'Bearer';
}
