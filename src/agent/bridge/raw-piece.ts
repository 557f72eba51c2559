/**
 * What a raw event tells beyond the SDK's own events, of a model that is not the Responses API: in a chunk of Chat
 * Completions, or in a part of the AI SDK's stream.
 */
export type RawPiece =
  /** A piece of a thought. Only the AI SDK tells its thoughts apart, by `id`. */
  | { kind: 'thought'; text: string; id?: string }
  | { kind: 'refusal'; text: string }
  /** A tool call, or a piece of one. With the AI SDK, text that comes after it is another message. */
  | { kind: 'call'; endsMessage: boolean };

interface RawEvent {
  type?: unknown;
  id?: unknown;
  delta?: unknown;
  choices?: readonly { delta?: ChunkDelta | null }[] | null;
}

interface ChunkDelta {
  reasoning?: unknown;
  /** The other name of the same, with some providers. */
  reasoning_content?: unknown;
  refusal?: unknown;
  tool_calls?: unknown;
}

/** What a raw event tells that no other event does; undefined when there is nothing. */
export function rawPiece(raw: unknown): RawPiece | undefined {
  const event = (raw ?? {}) as RawEvent;
  const delta = event.choices?.[0]?.delta;
  return delta ? chunkPiece(delta) : streamPartPiece(event);
}

function chunkPiece(delta: ChunkDelta): RawPiece | undefined {
  const thought = textOf(delta.reasoning) ?? textOf(delta.reasoning_content);
  if (thought !== undefined) return { kind: 'thought', text: thought };
  const refusal = textOf(delta.refusal);
  if (refusal !== undefined) return { kind: 'refusal', text: refusal };
  return delta.tool_calls ? { kind: 'call', endsMessage: false } : undefined;
}

function streamPartPiece({ type, id, delta }: RawEvent): RawPiece | undefined {
  if (type === 'tool-call') return { kind: 'call', endsMessage: true };
  const text = type === 'reasoning-delta' ? textOf(delta) : undefined;
  return text === undefined ? undefined : { kind: 'thought', text, id: textOf(id) ?? '' };
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}
