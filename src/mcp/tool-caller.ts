import type { AuthInfo, ServerContext } from '@modelcontextprotocol/server';
import type { Principal } from '../turns/principal.js';

// Who calls a tool. Over HTTP and in process alike, the principal travels beside the message as authentication
// info, which only this server can set. Arguments and `_meta` come from the caller and say nothing about it.

/** Key of a request's `_meta` that may name the call; a tool that adds something adds it once per name. */
export const callIdMetaKey = 'nestjs-chatkit/call-id';

const maxCallIdLength = 200;

/** A tool was called over a connection that carries nobody. The message is safe to send. */
export class UnknownCallerError extends Error {
  constructor() {
    super('This tool works for a signed-in person only.');
    this.name = 'UnknownCallerError';
  }
}

/** The authentication info that carries a person to the tools. */
export function toAuthInfo(principal: Principal): AuthInfo {
  return { token: '', clientId: principal.userId, scopes: [], extra: { principal } };
}

/** The person that the call is made for. @throws UnknownCallerError when the connection carries nobody. */
export function principalOf({ http }: ServerContext): Principal {
  const principal = http?.authInfo?.extra?.principal as Principal | undefined;
  if (!principal?.userId) throw new UnknownCallerError();
  return principal;
}

/** The call's own name, if the caller gave a usable one: up to 200 printable ASCII characters. */
export function callIdOf({ mcpReq }: ServerContext): string | undefined {
  const id = mcpReq._meta?.[callIdMetaKey];
  return typeof id === 'string' && id.length <= maxCallIdLength && /^[!-~]+$/.test(id) ? id : undefined;
}
