import type { AgentRunEvent } from './model-input.js';

/** A `Text` or `Markdown` component, as a builder makes it or as plain JSON. */
interface TextWidget {
  type: string;
  value: string;
}

/** What a model says: an event of an Agents SDK run, of the Responses API, or a chunk of Chat Completions. */
export type ModelTextEvent =
  | AgentRunEvent
  | { type: string; delta?: unknown }
  | { choices: readonly { delta?: { content?: string | null } | null }[] };

/**
 * States of a text widget that a model's answer writes itself into: first the widget as it is given, then a copy
 * with the text so far for each piece of it, at last one with `streaming: false`. Put them into a card's children,
 * give the widget an id, and hand the cards to `streamWidget`: only what grew is sent then.
 */
export async function* accumulateText<Widget extends TextWidget>(
  events: AsyncIterable<ModelTextEvent>,
  widget: Widget,
): AsyncGenerator<Widget & { streaming?: boolean }, void, undefined> {
  yield widget;
  let value = '';
  for await (const event of events) {
    const delta = textDelta(event);
    if (!delta) continue;
    value += delta;
    yield { ...widget, value };
  }
  yield { ...widget, value, streaming: false };
}

/** A run gives each piece twice when its model is the Responses API; the SDK's own form is the one that counts. */
function textDelta(event: ModelTextEvent): string | undefined {
  if ('choices' in event) return event.choices[0]?.delta?.content ?? undefined;
  if (event.type === 'raw_model_stream_event') {
    const { data } = event as unknown as { data: { type: string; delta: string } };
    return data.type === 'output_text_delta' ? data.delta : undefined;
  }
  const isText = event.type === 'response.output_text.delta' || event.type === 'output_text_delta';
  return isText && 'delta' in event && typeof event.delta === 'string' ? event.delta : undefined;
}
