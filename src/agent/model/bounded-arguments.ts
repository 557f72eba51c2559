import type { StreamEvent } from '@openai/agents';

/** Longest arguments of a tool call, in characters of JSON. */
export const maxArgumentCharacters = 256 * 1024;
/** Deepest nesting of arguments: what is walked, stored and shown later overflows nobody's stack. */
export const maxArgumentDepth = 64;

/**
 * The arguments of a tool call, or a remark in their place where they are longer or deeper than any tool needs. The
 * remark is no JSON on purpose: the call fails before any tool is asked, and the model reads why.
 */
export function boundedArguments(json: string): string {
  if (json.length > maxArgumentCharacters) {
    return `(left out: longer than ${maxArgumentCharacters} characters)`;
  }
  return isDeeperThan(maxArgumentDepth, json) ? `(left out: nested deeper than ${maxArgumentDepth})` : json;
}

/** The event with bounded arguments in each tool call that it holds; the same event where none is beyond. */
export function withBoundedArguments(event: StreamEvent): StreamEvent {
  if (event.type === 'response_done') {
    const output = event.response.output.map(boundedCall);
    return { ...event, response: { ...event.response, output } };
  }
  if (event.type !== 'model') return event;
  const raw = event.event as { type?: string; item?: unknown; arguments?: unknown };
  if (raw.type === 'response.output_item.done') {
    return { ...event, event: { ...raw, item: boundedCall(raw.item) } };
  }
  if (raw.type === 'response.function_call_arguments.done') {
    return { ...event, event: boundedCall(raw) };
  }
  return event;
}

/** Whatever holds the arguments of a call, in either spelling of the two APIs. */
function boundedCall<T>(call: T): T {
  const { arguments: json } = (call ?? {}) as { arguments?: unknown };
  if (typeof json !== 'string') return call;
  const bounded = boundedArguments(json);
  return bounded === json ? call : { ...call, arguments: bounded };
}

function isDeeperThan(max: number, json: string): boolean {
  let depth = 0;
  let isText = false;
  for (let at = 0; at < json.length; at++) {
    const character = json.charCodeAt(at);
    if (isText) {
      if (character === backslash) at++;
      else if (character === quote) isText = false;
    } else if (character === quote) isText = true;
    else if (character === brace || character === bracket) {
      if (++depth > max) return true;
    } else if (character === brace + 2 || character === bracket + 2) depth--;
  }
  return false;
}

const quote = 0x22;
const backslash = 0x5c;
const bracket = 0x5b;
const brace = 0x7b;
