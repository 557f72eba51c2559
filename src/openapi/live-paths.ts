import { failing, json, query, type PathItem } from './path-parts.js';
import { ref, type JsonSchema } from './schemas.js';

// The routes of running turns, in words.

const turnId = 'trn_0193a1b2c3d47e8f9a0b1c2d3e4f5a6b';
const thread = {
  in: 'path',
  name: 'id',
  required: true,
  schema: { type: 'string' },
  example: 'thr_0193a1b2c3d47e8f9a0b1c2d3e4f5a6b',
};
const ends = ['completed', 'cancelled', 'failed', 'interrupted'];
const textOrNull: JsonSchema = { type: ['string', 'null'] };

const snapshot: JsonSchema = {
  type: 'object',
  required: ['type', 'turn_id', 'position', 'items'],
  properties: {
    type: { const: 'snapshot' },
    turn_id: { type: 'string' },
    position: { type: 'integer', minimum: 0 },
    items: { type: 'array', items: ref('ThreadItem') },
    live: { const: false },
  },
};
const turnEnded: JsonSchema = {
  type: 'object',
  required: ['type', 'turn_id', 'status'],
  properties: {
    type: { const: 'turn.ended' },
    turn_id: textOrNull,
    status: { enum: [...ends, null] },
  },
};
const cancelled: JsonSchema = {
  type: 'object',
  required: ['turn_id', 'status'],
  properties: { turn_id: textOrNull, status: { enum: [...ends, 'cancelling', 'idle'] } },
};

export const livePaths: Record<string, PathItem> = {
  '/api/chatkit/threads/{id}/events': {
    get: {
      operationId: 'joinTurn',
      tags: ['Threads'],
      summary: 'Join the turn that runs in a thread',
      description:
        'Server-sent events, whoever began the turn. The first is a `snapshot` of the unfinished items, or with `after` ' +
        'the event behind that one while it is kept; then come the protocol’s own events, each with its `id`; the last ' +
        'is `turn.ended`. Without a running turn it is the only one. To leave stops nothing.',
      parameters: [
        thread,
        query(
          'after',
          { type: 'string', example: `${turnId}:12` },
          'The `id` of the last event that you have.',
        ),
        {
          in: 'header',
          name: 'Last-Event-ID',
          schema: { type: 'string' },
          description: 'The same, as browsers send it when they connect again. It counts more than `after`.',
        },
      ],
      responses: {
        200: {
          description: 'The events.',
          content: {
            'text/event-stream': { schema: { anyOf: [snapshot, ref('ThreadStreamEvent'), turnEnded] } },
          },
        },
        ...failing(400, 401, 403, 404),
      },
    },
  },
  '/api/chatkit/threads/{id}/cancel': {
    post: {
      operationId: 'cancelTurn',
      tags: ['Threads'],
      summary: 'Stop the turn that runs in a thread',
      description:
        'As its person does in the client: what was written is kept. `cancelling`: it was told, and has not ended within ' +
        'a second. `idle`: none was running.',
      parameters: [thread],
      responses: {
        200: {
          description: 'What came of it.',
          ...json(cancelled, { turn_id: turnId, status: 'cancelled' }),
        },
        ...failing(401, 403, 404),
      },
    },
  },
};
