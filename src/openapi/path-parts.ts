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
  413: failure('The body is too large.'),
  415: failure('The body is not `application/json`.'),
  501: failure('The operation is not available on this server yet.'),
};
/** The entries for the given statuses. */
export const failing = (...statuses: (keyof typeof failed)[]) =>
  Object.fromEntries(statuses.map((status) => [status, failed[status]]));

/** A parameter of the query. */
export const query = (name: string, schema: JsonSchema, description: string) => ({
  in: 'query',
  name,
  schema,
  description,
});
