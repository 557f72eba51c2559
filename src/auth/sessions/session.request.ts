import { z } from 'zod';
import { ChatKitError } from '../../protocol/errors.js';
import { InvalidBodyError, parseJsonBody } from '../../protocol/json-body.js';
import type { Principal } from '../../turns/principal.js';
import { chatScopes, type ChatScope } from '../../turns/scopes.js';
import { TokenRefusal } from '../token-refusal.js';

const json = /^application\/(?:[\w.+-]+\+)?json\b/i;
const maxMetadataCharacters = 16_384;
const maxSecretCharacters = 8_192;
const scopeNames = chatScopes.join(', ');
const defaultScope: ChatScope[] = ['chat:read', 'chat:write'];

const Scope = z
  .union([z.string().transform((text) => text.split(' ').filter(Boolean)), z.array(z.string())], {
    error: 'must be a text with spaces between names, or a list of names',
  })
  .pipe(z.array(z.enum(chatScopes, { error: `must name scopes, which are ${scopeNames}` })).nonempty())
  .transform((scopes) => chatScopes.filter((scope) => scopes.includes(scope)));

const Metadata = z
  .record(z.string(), z.unknown(), { error: 'must be an object' })
  .refine((metadata) => JSON.stringify(metadata).length <= maxMetadataCharacters, {
    error: `must be at most ${maxMetadataCharacters} characters as JSON`,
  });

/** What a session is made with. All of it may be left out. */
const NewSessionBody = z.object({
  scope: Scope.default(defaultScope),
  metadata: Metadata.default({}),
  user_id: z.string().optional(),
});
export type NewSessionRequest = Pick<z.infer<typeof NewSessionBody>, 'scope' | 'metadata'>;

const SecretBody = z.object({ client_secret: z.string().max(maxSecretCharacters).optional() });

/** A body as it came, and what it is said to be. */
export interface SentBody {
  bytes: unknown;
  contentType: string | undefined;
}

/**
 * @throws ChatKitError `bad_request`, naming the field; `unsupported_media_type`; `forbidden` for another's `user_id`,
 *   which may be sent along and must be the caller's own.
 */
export function toNewSession(body: SentBody, { userId }: Principal): NewSessionRequest {
  const { user_id = userId, scope, metadata } = parse(NewSessionBody, body);
  if (user_id !== userId) throw new ChatKitError('forbidden', 'user_id: leave it out, or send your own.');
  return { scope, metadata };
}

/**
 * The secret that a request hands in: as its bearer token, or as the body's `client_secret`.
 * @throws ChatKitError `bad_request`, naming the field; `unsupported_media_type`; TokenRefusal `missing` when there is none.
 */
export function secretOf(body: SentBody, authorization: string | undefined): string {
  const { client_secret: sent } = parse(SecretBody, body);
  const secret = sent ?? /^Bearer\s+(cs_\S+)\s*$/i.exec(authorization ?? '')?.[1];
  if (secret) return secret;
  throw new TokenRefusal('missing', {
    hint: 'Send the secret of the session as client_secret, or in an Authorization: Bearer cs_... header.',
  });
}

function parse<Schema extends z.ZodType>(schema: Schema, { bytes, contentType }: SentBody): z.infer<Schema> {
  const isEmpty = !Buffer.isBuffer(bytes) || bytes.length === 0;
  if (!isEmpty && !json.test(contentType ?? '')) throw new ChatKitError('unsupported_media_type');
  const parsed = schema.safeParse(isEmpty ? {} : fromJson(bytes));
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const path = issue?.path.join('.') || 'body';
  throw new ChatKitError('bad_request', `${path}: ${issue?.message ?? 'is not valid'}`);
}

function fromJson(bytes: Buffer): unknown {
  try {
    return parseJsonBody(bytes);
  } catch (cause) {
    if (cause instanceof InvalidBodyError) throw new ChatKitError('bad_request', cause.message, { cause });
    throw cause;
  }
}
