import { create, input, type Scenario } from '../scenario.js';

const fault = { status: 400, type: 'application/json', body: { code: 'bad_request' } };
const why = 'Q4: what cannot be read is the caller’s fault';

const refused = (name: string, bodies: readonly string[], cites?: string): Scenario => ({
  name,
  ...(cites && { cites }),
  exchanges: bodies.map((body) => ({ body })),
  differs: Object.fromEntries(bodies.map((_, index) => [index, { why, ours: fault }])),
});
const requestOf = (type: unknown, params?: unknown) => JSON.stringify({ type, params });

/** Bodies that no client should send. */
export const malformedScenarios: Scenario[] = [
  refused('bodies that are no JSON object', ['{', '', 'null', '[]', '"x"', '\ufeff{}'], '[E210 Q4]'),
  refused(
    'operations that there are not',
    [requestOf('threads.forget', {}), requestOf(undefined, {}), requestOf(null, {}), requestOf(7, {})],
    '[E210 Q4]',
  ),
  refused(
    'parameters that are missing or null',
    [
      requestOf('threads.list'),
      requestOf('threads.list', null),
      requestOf('threads.get_by_id', {}),
      requestOf('threads.get_by_id', { thread_id: null }),
      requestOf('threads.get_by_id', { thread_id: 7 }),
      requestOf('threads.update', { thread_id: 'thr_1', title: null }),
      requestOf('threads.create', {}),
    ],
    '[E210 Q4]',
  ),
  refused('orders that there are not', [
    requestOf('threads.list', { order: null }),
    requestOf('threads.list', { order: 'up' }),
  ]),
  refused('messages that are not whole', [
    requestOf('threads.create', { input: { ...input(), content: null } }),
    requestOf('threads.create', { input: { ...input(), content: 'Hi' } }),
    requestOf('threads.create', { input: { ...input(), content: [{ type: 'input_audio' }] } }),
    requestOf('threads.create', { input: { ...input(), attachments: null } }),
    requestOf('threads.create', { input: { ...input(), inference_options: null } }),
    requestOf('threads.create', { input: { ...input(), inference_options: { model: 7 } } }),
    requestOf('threads.create', { input: { ...input(), quoted_text: 7 } }),
  ]),
  {
    name: 'white space around a request',
    exchanges: [{ body: ` \n${JSON.stringify({ type: create().type, params: create().params })}\r\n ` }],
  },
];
