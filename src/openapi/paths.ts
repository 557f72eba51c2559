import { operationTypes } from '../protocol/requests.js';
import { attachmentPaths } from './attachment-paths.js';
import { requestExamples } from './examples.js';
import { failing, idempotencyKey, json, open, query, type PathItem } from './path-parts.js';
import { livePaths } from './live-paths.js';
import { restPaths } from './rest-paths.js';
import { ref, resultNames, type JsonSchema } from './schemas.js';

// What the routes say, in words. Routes that are not here are listed as the framework sees them.

const frames = [
  'data: {"type":"thread.created","thread":{"id":"thr_0193a1b2c3d47e8f9a0b1c2d3e4f5a6b","created_at":"2026-01-01T00:00:00.000Z","status":{"type":"active"},"metadata":{},"items":{"data":[],"has_more":false}}}\n\n',
  'data: {"type":"stream_options","stream_options":{"allow_cancel":true}}\n\n',
].join('');

const chatkit = {
  tags: ['ChatKit'],
  summary: 'The ChatKit protocol: sixteen operations on one address',
  description:
    'The `type` of the body says what is asked. Operations that make the assistant answer are answered by a ' +
    'stream of server-sent events, one `data:` line of JSON each; the others by one JSON body. Failures before ' +
    'the first event are HTTP statuses; later ones are `error` events. The examples are complete: replace the ' +
    'ids in them with ids that the server gave you.',
  parameters: [idempotencyKey],
  requestBody: {
    required: true,
    content: {
      'application/json': {
        schema: ref('ChatKitRequest'),
        examples: Object.fromEntries(
          operationTypes.map((type) => {
            const { summary, params } = requestExamples[type];
            return [type, { summary, value: { type, params } }];
          }),
        ),
      },
    },
  },
  responses: {
    200: {
      description: 'A stream of events, or one JSON result.',
      content: {
        'text/event-stream': { schema: ref('ThreadStreamEvent'), example: frames },
        'application/json': { schema: { anyOf: resultNames.map(ref) } },
      },
    },
    ...failing(400, 401, 404, 413, 415, 422, 501),
  },
};

const sessionExample = {
  client_secret: 'cs_eyJhbGciOiJIUzI1NiJ9.eyJ1c2VyX2lkIjoiYWRhIn0.c2lnbmF0dXJl',
  expires_at: '2026-01-01T00:30:00.000Z',
  user_id: 'ada',
  session_id: 'ses_0193a1b2c3d47e8f9a0b1c2d3e4f5a6e',
};
const session = {
  description: 'Send the secret as `Authorization: Bearer cs_…` to `/chatkit` and `/api/chatkit`.',
  ...json(
    {
      type: 'object',
      required: ['client_secret', 'expires_at', 'user_id', 'session_id'],
      properties: {
        client_secret: { type: 'string' },
        expires_at: { type: 'string', format: 'date-time' },
        user_id: { type: 'string' },
        session_id: { type: 'string' },
      },
    },
    sessionExample,
  ),
};
const secretBody = {
  description: 'The secret, unless it comes as the bearer token. An expired one will do for a while.',
  ...json(
    { type: 'object', properties: { client_secret: { type: 'string' } } },
    { client_secret: sessionExample.client_secret },
  ),
};

const mcp = (summary: string, responses: object) => ({
  tags: ['MCP'],
  summary,
  responses: { ...responses, ...failing(401) },
});
const message: JsonSchema = {
  type: 'object',
  description: 'A JSON-RPC message of the Model Context Protocol.',
  required: ['jsonrpc'],
  properties: { jsonrpc: { const: '2.0' }, id: {}, method: { type: 'string' }, params: { type: 'object' } },
};
const resourceMetadata = (operationId: string) => ({
  get: {
    ...open,
    operationId,
    tags: ['MCP'],
    summary: 'Says who issues tokens for /mcp (RFC 9728)',
    responses: {
      200: {
        description: 'Where to sign in.',
        ...json(
          { type: 'object', required: ['resource', 'authorization_servers'] },
          { resource: 'https://chat.example.com/mcp', authorization_servers: ['https://id.example.com'] },
        ),
      },
      ...failing(404),
    },
  },
});
const notOffered = { 405: { description: 'This server keeps no sessions: only POST is offered.' } };

/** Path -> its operations. */
export const describedPaths: Record<string, PathItem> = {
  ...restPaths,
  ...attachmentPaths,
  ...livePaths,
  '/chatkit': { post: { operationId: 'chatkit', ...chatkit } },
  '/api/chatkit': {
    post: {
      operationId: 'chatkitAlias',
      ...chatkit,
      summary: `${chatkit.summary} (another name of /chatkit)`,
    },
  },
  '/api/auth/dev-token': {
    post: {
      ...open,
      operationId: 'devToken',
      tags: ['Sign in'],
      summary: 'A token for one of the demo’s people',
      description: 'In `AUTH_MODE=dev` only, and only to callers on the server’s own machine.',
      requestBody: {
        required: true,
        ...json(
          { type: 'object', required: ['user'], properties: { user: { enum: ['alice', 'bob'] } } },
          { user: 'alice' },
        ),
      },
      responses: {
        201: {
          description: 'Send it as `Authorization: Bearer …`.',
          ...json({ type: 'object', required: ['token'], properties: { token: { type: 'string' } } }),
        },
        ...failing(400, 403, 404),
      },
    },
  },
  '/api/chatkit/session': {
    post: {
      operationId: 'createSession',
      tags: ['Sign in'],
      summary: 'Exchange your token for a ChatKit session',
      description:
        'Needs the token of an issuer, and no key of a model. 501 where `SESSION_SECRET` is not set.',
      requestBody: {
        description: 'All of it may be left out.',
        ...json(
          {
            type: 'object',
            properties: {
              scope: {
                type: 'string',
                description:
                  'Names with a space between: `chat:read`, `chat:write`, or of that only `items:append`. ' +
                  'Default: `chat:read chat:write`.',
              },
              metadata: { type: 'object', description: 'Kept with the session, up to 16 KB.' },
              user_id: { type: 'string', description: 'Your own, if it is sent along.' },
            },
          },
          { scope: 'chat:read chat:write', metadata: { page: '/support' } },
        ),
      },
      responses: { 201: session, ...failing(400, 401, 403, 413, 415, 501) },
    },
    delete: {
      ...open,
      operationId: 'endSession',
      tags: ['Sign in'],
      summary: 'End the session of a secret',
      requestBody: secretBody,
      responses: {
        204: { description: 'It has ended, also if it had before.' },
        ...failing(400, 401, 413, 415, 501),
      },
    },
  },
  '/api/chatkit/refresh': {
    post: {
      ...open,
      operationId: 'refreshSession',
      tags: ['Sign in'],
      summary: 'Exchange a session’s secret for its next one',
      description:
        'For a secret that is valid, or expired within `SESSION_REFRESH_GRACE`. Each can be exchanged once; one ' +
        'that was exchanged more than 30 seconds ago ends the session.',
      requestBody: secretBody,
      responses: { 200: session, ...failing(400, 401, 413, 415, 501) },
    },
  },
  '/api/chatkit/sessions/revoke-all': {
    post: {
      operationId: 'revokeAll',
      tags: ['Sign in'],
      summary: 'Sign out everywhere',
      description:
        'Every session and every token of yours that was issued until now counts no more, the one of this request ' +
        'included. Open streams end within a minute.',
      responses: {
        200: {
          description: 'The moment before which nothing counts any more.',
          ...json(
            {
              type: 'object',
              required: ['user_id', 'revoked_before'],
              properties: {
                user_id: { type: 'string' },
                revoked_before: { type: 'string', format: 'date-time' },
              },
            },
            { user_id: 'ada', revoked_before: '2026-01-01T00:10:00.000Z' },
          ),
        },
        ...failing(401),
      },
    },
  },
  '/mcp': {
    post: {
      operationId: 'mcp',
      ...mcp('The task tools over MCP (streamable HTTP)', {
        200: { description: 'The answer to the message.', ...json(message) },
        202: { description: 'A notification was taken.' },
      }),
      requestBody: {
        required: true,
        ...json(message, { jsonrpc: '2.0', id: 1, method: 'tools/list', params: {} }),
      },
    },
    get: { operationId: 'mcpListen', ...mcp('Not offered', notOffered) },
    delete: { operationId: 'mcpEnd', ...mcp('Not offered', notOffered) },
  },
  '/mcp/health': {
    get: {
      ...open,
      operationId: 'mcpHealth',
      tags: ['MCP'],
      summary: 'Says that the tools are up',
      responses: {
        200: {
          description: 'Up.',
          ...json(
            { type: 'object', required: ['status', 'mcp_version'] },
            { status: 'ok', mcp_version: '1.0' },
          ),
        },
      },
    },
  },
  '/.well-known/oauth-protected-resource': resourceMetadata('resourceMetadata'),
  '/.well-known/oauth-protected-resource/mcp': resourceMetadata('resourceMetadataOfMcp'),
  '/mcp/tools/{name}': {
    post: {
      operationId: 'callTool',
      ...mcp('One tool as a plain HTTP call', {
        200: {
          description: 'The tool’s result.',
          ...json({ type: 'object' }, { task_id: 1, status: 'created', title: 'Buy milk' }),
        },
        ...failing(400, 403, 404, 413, 415),
      }),
      parameters: [
        { in: 'path', name: 'name', required: true, schema: { type: 'string' }, example: 'add_task' },
      ],
      requestBody: {
        description: 'The tool’s arguments. A `user_id` among them must be the caller’s own.',
        ...json({ type: 'object' }, { title: 'Buy milk' }),
      },
    },
  },
  '/api/chatkit/client-config': {
    get: {
      ...open,
      operationId: 'clientConfig',
      tags: ['ChatKit'],
      summary: 'What a page needs to know before anybody has signed in',
      responses: { 200: { description: 'Nothing here is secret.', ...json({ type: 'object' }) } },
    },
  },
  '/api/admin/threads': {
    get: {
      operationId: 'adminThreads',
      tags: ['Admin'],
      summary: 'Whose conversations there are, and how long they are',
      description:
        'For tokens with the role that `AUTH_ADMIN_ROLE` names. Newest first, and nothing of what was said: ' +
        'titles are for the role `audit`. Where tokens name tenants, only the caller’s own is seen.',
      parameters: [
        query('user_id', { type: 'string' }, 'Only this person’s.'),
        query('tenant_id', { type: 'string' }, 'Only this tenant’s; empty for people without one.'),
        query('limit', { type: 'integer', minimum: 1, maximum: 100, default: 20 }, 'Rows at most.'),
        query('after', { type: 'string' }, 'Id of the last thread of the page before.'),
      ],
      responses: {
        200: {
          description: 'A page.',
          ...json(
            { type: 'object', required: ['data', 'has_more'] },
            {
              data: [
                {
                  id: 'thr_0193a1b2c3d47e8f9a0b1c2d3e4f5a6b',
                  user_id: 'ada',
                  status: 'active',
                  created_at: '2026-01-01T00:00:00.000Z',
                  updated_at: '2026-01-01T00:05:00.000Z',
                  item_count: 4,
                  turn_count: 2,
                  input_tokens: 812,
                  output_tokens: 96,
                  last_turn_status: 'completed',
                },
              ],
              has_more: false,
            },
          ),
        },
        ...failing(400, 401, 403, 404),
      },
    },
  },
  '/healthz': {
    get: {
      ...open,
      operationId: 'healthz',
      tags: ['Health'],
      summary: 'Is the process alive?',
      responses: {
        200: { description: 'Yes.', ...json({ type: 'object', properties: { status: { const: 'ok' } } }) },
      },
    },
  },
  '/readyz': {
    get: {
      ...open,
      operationId: 'readyz',
      tags: ['Health'],
      summary: 'Can the server answer now?',
      responses: {
        200: { description: 'Yes.', ...json(ref('ReadinessReport')) },
        503: { description: 'Not now: `checks` says what is missing.', ...json(ref('ReadinessReport')) },
      },
    },
  },
  '/metrics': {
    get: {
      ...open,
      operationId: 'metrics',
      tags: ['Health'],
      summary: 'What this process counts, for Prometheus',
      description:
        'On the server’s own machine, or with `METRICS_TOKEN` as bearer token where that is set; no token of a person’s helps.',
      responses: {
        200: { description: 'The text format of Prometheus.', content: { 'text/plain': {} } },
        ...failing(403),
      },
    },
  },
  '/openapi.json': {
    get: {
      ...open,
      operationId: 'openapi',
      tags: ['Documentation'],
      summary: 'This document',
      responses: { 200: { description: 'OpenAPI 3.1.', ...json({ type: 'object' }) } },
    },
  },
  '/docs': {
    get: {
      ...open,
      operationId: 'docs',
      tags: ['Documentation'],
      summary: 'This document as a page to try it on',
      responses: { 200: { description: 'A page.', content: { 'text/html': {} } } },
    },
  },
};
