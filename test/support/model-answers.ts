import { chunkOf, type Answer } from './scripted-provider.js';

// What models answer, in the words of each API. Text and thoughts are written in the pieces that they stream in.

type Json = Record<string, unknown>;

/** An output item of the Responses API, and the events between its beginning and its end. */
export interface Made {
  item: Json;
  between?: readonly Json[];
}

/** The whole answer of the Responses API that has these items. */
export function responseOf(...made: readonly Made[]): Answer {
  const response = { id: 'resp_1', object: 'response', model: 'scripted', status: 'in_progress', output: [] };
  const output = made.map(({ item }) => item);
  const usage = { input_tokens: 3, output_tokens: 2, total_tokens: 5 };
  const events = [
    { type: 'response.created', response },
    ...made.flatMap(({ item, between = [] }, output_index) => [
      { type: 'response.output_item.added', output_index, item: { ...item, ...unfinished(item) } },
      ...between.map((event) => ({ output_index, ...event })),
      { type: 'response.output_item.done', output_index, item },
    ]),
    { type: 'response.completed', response: { ...response, status: 'completed', output, usage } },
  ];
  return events.map((event, sequence_number) => ({ ...event, sequence_number }));
}

function unfinished({ type }: Json): Json {
  if (type === 'message') return { status: 'in_progress', content: [] };
  if (type === 'reasoning') return { summary: [] };
  return type === 'image_generation_call' ? { status: 'in_progress', result: null } : {};
}

/** A part of a message. Its sources are annotations as the Responses API writes them. */
export type SaidPart =
  { text: readonly string[]; sources?: readonly Json[] } | { refusal: readonly string[] };

export function message(id: string, ...parts: readonly SaidPart[]): Made {
  return {
    item: { type: 'message', id, role: 'assistant', status: 'completed', content: parts.map(wholePart) },
    between: parts.flatMap((part, content_index) => partEvents(part, { item_id: id, content_index })),
  };
}

/** A message of one text. */
export const words = (...text: string[]): Made => message('msg_model', { text });

function wholePart(part: SaidPart): Json {
  return 'refusal' in part
    ? { type: 'refusal', refusal: part.refusal.join('') }
    : { type: 'output_text', text: part.text.join(''), annotations: part.sources ?? [] };
}

function partEvents(part: SaidPart, at: Json): Json[] {
  const whole = wholePart(part);
  const kind = 'refusal' in part ? 'refusal' : 'text';
  const event = 'refusal' in part ? 'response.refusal' : 'response.output_text';
  const pieces = 'refusal' in part ? part.refusal : part.text;
  const empty = { ...whole, [kind]: '', ...(kind === 'text' && { annotations: [] }) };
  return [
    { type: 'response.content_part.added', ...at, part: empty },
    ...pieces.map((delta) => ({ type: `${event}.delta`, ...at, delta })),
    ...sourceEvents(('sources' in part && part.sources) || [], at),
    { type: `${event}.done`, ...at, [kind]: whole[kind] },
    { type: 'response.content_part.done', ...at, part: whole },
  ];
}

const sourceEvents = (sources: readonly Json[], at: Json): Json[] =>
  sources.map((annotation, annotation_index) => ({
    type: 'response.output_text.annotation.added',
    ...at,
    annotation_index,
    annotation,
  }));

/** Reasoning whose thoughts are told, each in pieces. */
export function reasoning(...thoughts: readonly (readonly string[])[]): Made {
  const summary = thoughts.map((pieces) => ({ type: 'summary_text', text: pieces.join('') }));
  return {
    item: { type: 'reasoning', id: 'rs_model', summary },
    between: thoughts.flatMap((pieces, summary_index) => {
      const at = { item_id: 'rs_model', summary_index };
      return [
        { type: 'response.reasoning_summary_part.added', ...at, part: { type: 'summary_text', text: '' } },
        ...pieces.map((delta) => ({ type: 'response.reasoning_summary_text.delta', ...at, delta })),
        { type: 'response.reasoning_summary_text.done', ...at, text: pieces.join('') },
        { type: 'response.reasoning_summary_part.done', ...at, part: summary[summary_index]! },
      ];
    }),
  };
}

/** An image, after so many partial ones. */
export function image(...partials: readonly string[]): Made {
  return {
    item: { type: 'image_generation_call', id: 'ig_model', status: 'completed', result: 'AAAA' },
    between: [
      { type: 'response.image_generation_call.in_progress', item_id: 'ig_model' },
      ...partials.map((partial_image_b64, partial_image_index) => ({
        type: 'response.image_generation_call.partial_image',
        item_id: 'ig_model',
        partial_image_b64,
        partial_image_index,
      })),
      { type: 'response.image_generation_call.completed', item_id: 'ig_model' },
    ],
  };
}

/** A call of a tool. */
export function toolCall(name: string, call_id = `call_${name}`, args: Json = {}): Made {
  const item_id = `fc_model_${name}`;
  const text = JSON.stringify(args);
  return {
    item: { type: 'function_call', id: item_id, call_id, name, arguments: text, status: 'completed' },
    between: [
      { type: 'response.function_call_arguments.delta', item_id, delta: text },
      { type: 'response.function_call_arguments.done', item_id, arguments: text },
    ],
  };
}

/** An answer of Chat Completions, whose choice ends for the reason that fits. */
export function chunks(...deltas: readonly Json[]): Answer {
  const isCall = deltas.some((delta) => delta.tool_calls);
  return [...deltas.map((delta) => chunkOf(delta)), chunkOf({}, isCall ? 'tool_calls' : 'stop')];
}

/** The delta of Chat Completions that calls a tool. */
export const callChunk = (name: string, id = `call_${name}`, index = 0, args: Json = {}): Json => ({
  tool_calls: [{ index, id, type: 'function', function: { name, arguments: JSON.stringify(args) } }],
});
