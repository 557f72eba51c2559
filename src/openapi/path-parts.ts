import { ref, type JsonSchema } from './schemas.js';

// What the descriptions of routes are put together from.

export type PathItem = Record<string, object>;

/** A route that needs no token. */
export const open = { security: [] };

/** A body of JSON. */
export const json = (schema: JsonSchema, example?: unknown) => ({
  content: { 'application/json': { schema, ...(example !== undefined && { example }) } },
});
const failure = (description: string) => ({ description, ...json(ref('ErrorBody')) });

const failed = {
  400: failure('The body is not valid; `details` names the fields.'),
  401: failure('The token is missing, expired or not trusted; `reason` names the check that failed.'),
  403: failure('This is not allowed to this caller.'),
  404: failure('Unknown, deleted, or somebody else’s: these are told apart nowhere.'),
  409: failure('Not now: an answer is being written, or the conversation is locked or closed.'),
  410: failure('This address was used already, or is too old.'),
  413: failure('The body is too large.'),
  415: failure('The body is not `application/json`.'),
  422: failure('The `Idempotency-Key` was sent with another message before.'),
  429: failure('More than may be in this time; `Retry-After` says when to come back.'),
  501: failure('The operation is not available on this server yet.'),
  507: failure('The server has no room for this file just now.'),
};
/** The entries for the given statuses. */
export const failing = (...statuses: (keyof typeof failed)[]) =>
  Object.fromEntries(statuses.map((status) => [status, failed[status]]));

/** The header of a message that may be sent again. */
export const idempotencyKey = {
  in: 'header',
  name: 'Idempotency-Key',
  schema: { type: 'string', minLength: 1, maxLength: 255, pattern: '^[!-~]+$' },
  description:
    'What you call the message, such as a UUID. Sent again within 24 hours it is not answered anew: you are given the ' +
    'same turn. Only messages that are answered look at it.',
};

/** A parameter of the query. */
export const query = (name: string, schema: JsonSchema, description: string) => ({
  in: 'query',
  name,
  schema,
  description,
});
