interface RawChunk {
  type?: unknown;
  delta?: unknown;
  choices?: readonly { delta?: Delta | null }[] | null;
}

interface Delta {
  reasoning?: unknown;
  reasoning_content?: unknown;
}

/**
 * The piece of a thought in a raw event of a model that is not the Responses API: in a chunk of Chat Completions,
 * under one of two names, or in a part of the AI SDK's stream. Undefined when there is none.
 */
export function reasoningDelta(raw: unknown): string | undefined {
  const chunk = (raw ?? {}) as RawChunk;
  if (chunk.type === 'reasoning-delta') return textOf(chunk.delta);
  const delta = chunk.choices?.[0]?.delta;
  return delta ? (textOf(delta.reasoning) ?? textOf(delta.reasoning_content)) : undefined;
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}
