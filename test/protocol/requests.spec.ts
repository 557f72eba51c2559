import { ChatKitRequest, isStreaming, operationTypes } from '../../src/protocol/requests.js';

const input = { content: [{ type: 'input_text', text: 'Hi' }], attachments: [], inference_options: {} };

/** One good request of every operation. */
const good = {
  'threads.create': { input },
  'threads.add_user_message': { thread_id: 't', input },
  'threads.add_client_tool_output': { thread_id: 't', result: null },
  'threads.add_structured_input': { thread_id: 't', item_id: 'i', input: {} },
  'threads.retry_after_item': { thread_id: 't', item_id: 'i' },
  'threads.custom_action': { thread_id: 't', item_id: null, action: { type: 'go' } },
  'threads.get_by_id': { thread_id: 't' },
  'threads.list': {},
  'threads.update': { thread_id: 't', title: '' },
  'threads.delete': { thread_id: 't' },
  'items.list': { thread_id: 't', limit: '5', order: 'asc', after: null },
  'items.feedback': { thread_id: 't', item_ids: [], kind: 'positive' },
  'attachments.create': { name: 'a.txt', size: 3, mime_type: 'text/plain' },
  'attachments.delete': { attachment_id: 'a' },
  'input.transcribe': { audio_base64: '', mime_type: 'audio/webm' },
  'threads.sync_custom_action': { thread_id: 't', action: { type: 'go', payload: { a: null } } },
} as const;

const issues = (body: unknown) =>
  ChatKitRequest.safeParse(body).error?.issues.map((issue) => issue.path.join('.'));

describe('a request', () => {
  it('knows sixteen operations, six of which stream', () => {
    expect([...operationTypes].sort()).toEqual(Object.keys(good).sort());
    const requests = Object.entries(good).map(([type, params]) => ChatKitRequest.parse({ type, params }));
    expect(requests.filter(isStreaming).map(({ type }) => type)).toHaveLength(6);
  });

  it.each(Object.entries(good))(
    'of %s parses, with metadata null and extra fields everywhere',
    (type, params) => {
      const body = { type, params: { ...params, extra: 1 }, metadata: null, owner: 'mallory' };
      const parsed = ChatKitRequest.parse(body);
      expect(parsed).not.toHaveProperty('owner');
      expect(parsed.params).not.toHaveProperty('extra');
    },
  );

  it.each(Object.keys(good))('of %s needs params', (type) => {
    expect(issues({ type })).toContain('params');
    expect(issues({ type, params: null })).toContain('params');
    expect(issues({ type, params: [] })).toContain('params');
  });

  it.each([null, [], 'x', 1, {}, { type: 'threads.nope', params: {} }, { type: 1, params: {} }])(
    'is refused when the body is %j',
    (body) => {
      expect(ChatKitRequest.safeParse(body).success).toBe(false);
    },
  );

  it('reads whole numbers written as text, and refuses others', () => {
    expect(ChatKitRequest.parse({ type: 'threads.list', params: { limit: '7' } })).toMatchObject({
      params: { limit: 7, order: 'desc' },
    });
    expect(issues({ type: 'threads.list', params: { limit: 5.5 } })).toEqual(['params.limit']);
    expect(issues({ type: 'threads.list', params: { limit: 'NaN' } })).toEqual(['params.limit']);
  });

  it('takes a tag without data, and an empty quote', () => {
    const tag = { type: 'input_tag', id: 'e', text: 'Ada' };
    const body = {
      type: 'threads.create',
      params: { input: { ...input, content: [tag], quoted_text: '' } },
    };
    expect(ChatKitRequest.safeParse(body).success).toBe(true);
  });

  it('refuses an action without a type, and a tool output without its key', () => {
    expect(issues({ type: 'threads.custom_action', params: { thread_id: 't', action: {} } })).toEqual([
      'params.action.type',
    ]);
    expect(issues({ type: 'threads.add_client_tool_output', params: { thread_id: 't' } })).toEqual([
      'params.result',
    ]);
  });

  it('refuses an empty thread id by name', () => {
    expect(issues({ type: 'threads.get_by_id', params: { thread_id: '' } })).toEqual(['params.thread_id']);
  });
});
