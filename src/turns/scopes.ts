import { ChatKitError } from '../protocol/errors.js';
import type { ChatKitRequest } from '../protocol/requests.js';
import type { Principal } from './principal.js';

/**
 * What a principal can be limited to: reading conversations, everything that writes, and of that only saving messages
 * that were said elsewhere, which asks no model.
 */
export const chatScopes = ['chat:read', 'chat:write', 'items:append'] as const;
export type ChatScope = (typeof chatScopes)[number];

const reads: ReadonlySet<ChatKitRequest['type']> = new Set<ChatKitRequest['type']>([
  'threads.get_by_id',
  'threads.list',
  'items.list',
]);

/** The scope that an operation needs. */
export const scopeFor = (type: ChatKitRequest['type']): ChatScope =>
  reads.has(type) ? 'chat:read' : 'chat:write';

/** @throws ChatKitError `forbidden` when the principal is limited, and not to this. */
export function requireScope({ scopes }: Principal, scope: ChatScope): void {
  if (scopes && !scopes.includes(scope) && !(scope === 'items:append' && scopes.includes('chat:write'))) {
    throw new ChatKitError(
      'forbidden',
      `This session is limited to ${scopes.join(', ')}; this needs ${scope}.`,
    );
  }
}
