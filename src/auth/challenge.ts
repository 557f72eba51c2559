import type { IncomingMessage } from 'node:http';

type Parameters = Readonly<Record<string, string>>;

const challenges = new WeakMap<IncomingMessage, Parameters>();

/**
 * Has a refusal of this request say more than that a bearer token is wanted. Parameters of several calls come together;
 * values are ASCII without quotes and backslashes.
 */
export function challengeWith(request: IncomingMessage, parameters: Parameters): void {
  challenges.set(request, { ...challenges.get(request), ...parameters });
}

/** What a 401 to this request says in its `WWW-Authenticate` header. */
export function challengeFor(request: IncomingMessage): string {
  const parameters = Object.entries(challenges.get(request) ?? {});
  return ['Bearer', parameters.map(([name, value]) => `${name}="${value}"`).join(', ')].join(' ').trim();
}
