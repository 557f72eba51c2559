import { z } from 'zod';
import { FeedbackKind } from './feedback.js';
import { StructuredInputSubmission } from './structured-input.js';
import { Action } from './widgets/widget.js';

// The sixteen operations, as lenient in what they read as real clients need: `null` reads as absent where the
// protocol document says so, extra fields are dropped.

const id = z.string().min(1, 'must not be empty');

/** A whole number, also as `"5"`, as the reference reads it. */
const LenientInt = z.union([
  z.number().int(),
  z
    .string()
    .regex(/^-?\d{1,15}$/, 'must be a whole number')
    .transform(Number),
]);

const InputPart = z.discriminatedUnion('type', [
  z.object({ type: z.literal('input_text'), text: z.string() }),
  z.object({
    type: z.literal('input_tag'),
    id: z.string(),
    text: z.string(),
    data: z.record(z.string(), z.unknown()).nullish(),
    group: z.string().nullish(),
    interactive: z.boolean().nullish(),
  }),
]);

export const UserMessageInput = z
  .object({
    content: z.array(InputPart),
    attachments: z.array(id),
    quoted_text: z.string().nullish(),
    inference_options: z.object({
      tool_choice: z.object({ id: z.string() }).nullish(),
      model: z.string().nullish(),
    }),
  })
  .meta({ id: 'UserMessageInput' });

const pageParams = {
  limit: LenientInt.nullish(),
  order: z.enum(['asc', 'desc']).default('desc'),
  after: z.string().nullish(),
};

const metadata = z.record(z.string(), z.unknown()).nullish();

const operation = <Type extends string, Params extends z.ZodRawShape>(type: Type, params: Params) =>
  z
    .object({ type: z.literal(type), params: z.object(params), metadata })
    .meta({ id: requestSchemaName(type) });

/** `threads.add_user_message` is `ThreadsAddUserMessageRequest` in the OpenAPI document. */
function requestSchemaName(type: string): string {
  const words = type.split(/[._]/).map((word) => `${word[0]!.toUpperCase()}${word.slice(1)}`);
  return `${words.join('')}Request`;
}

/** Operations answered by a stream of events. */
const streaming = [
  operation('threads.create', { input: UserMessageInput }),
  operation('threads.add_user_message', { thread_id: id, input: UserMessageInput }),
  operation('threads.add_client_tool_output', {
    thread_id: id,
    // `unknown()` would let the key be absent; the protocol wants it present, though it may hold null.
    result: z.custom<unknown>((value) => value !== undefined, { error: 'is required (it may be null)' }),
  }),
  operation('threads.add_structured_input', { thread_id: id, item_id: id, input: StructuredInputSubmission }),
  operation('threads.retry_after_item', { thread_id: id, item_id: id }),
  operation('threads.custom_action', { thread_id: id, item_id: z.string().nullish(), action: Action }),
] as const;

/** Operations answered by one JSON body. */
const plain = [
  operation('threads.get_by_id', { thread_id: id }),
  operation('threads.list', pageParams),
  operation('threads.update', { thread_id: id, title: z.string() }),
  operation('threads.delete', { thread_id: id }),
  operation('items.list', { thread_id: id, ...pageParams }),
  operation('items.feedback', {
    thread_id: id,
    item_ids: z.array(z.string()),
    kind: FeedbackKind,
  }),
  operation('attachments.create', { name: z.string(), size: LenientInt, mime_type: z.string() }),
  operation('attachments.delete', { attachment_id: id }),
  operation('input.transcribe', { audio_base64: z.string(), mime_type: z.string() }),
  operation('threads.sync_custom_action', { thread_id: id, item_id: z.string().nullish(), action: Action }),
] as const;

export const StreamingRequest = z.discriminatedUnion('type', streaming);
export const PlainRequest = z.discriminatedUnion('type', plain);
export const ChatKitRequest = z
  .discriminatedUnion('type', [...streaming, ...plain])
  .meta({ id: 'ChatKitRequest' });

export type UserMessageInput = z.infer<typeof UserMessageInput>;
export type StreamingRequest = z.infer<typeof StreamingRequest>;
export type PlainRequest = z.infer<typeof PlainRequest>;
export type ChatKitRequest = z.infer<typeof ChatKitRequest>;
export type OperationType = ChatKitRequest['type'];

/** The request of one operation. */
export type RequestOf<Type extends OperationType> = Extract<ChatKitRequest, { type: Type }>;

const streamingTypes: ReadonlySet<string> = new Set(streaming.map((schema) => schema.shape.type.value));

export const operationTypes: readonly OperationType[] = [...streaming, ...plain].map(
  (schema) => schema.shape.type.value,
);

export function isStreaming(request: ChatKitRequest): request is StreamingRequest {
  return streamingTypes.has(request.type);
}
