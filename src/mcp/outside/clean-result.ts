import { boundToolResult, type ToolContent } from '../bound-result.js';
import { toToolResult, type ToolResult } from '../tool-connection.js';
import { plainLine, plainText } from './plain-text.js';

/** A result as it comes over the wire. */
export interface RawResult {
  content: ToolContent[];
  structuredContent?: unknown;
  isError?: boolean;
}

/**
 * What the model is given of an outside tool's result: texts, made plain and cut to `maxBytes`. Pictures, sounds and
 * files give way to a word on what they were. Structured content counts where there is no other.
 */
export function cleanResult(raw: RawResult, maxBytes: number): ToolResult {
  const structured = raw.content.length === 0 && raw.structuredContent !== undefined;
  const content = structured ? [textPart(asJson(raw.structuredContent))] : raw.content.map(cleanPart);
  return toToolResult(boundToolResult(content, maxBytes), { isError: raw.isError });
}

/** A call that did not work, told to the model in our own words. */
export function failedResult(text: string): ToolResult {
  return toToolResult([textPart(text)], { isError: true });
}

const textPart = (text: string): ToolContent => ({ type: 'text', text });

function cleanPart(part: ToolContent): ToolContent {
  switch (part.type) {
    case 'text':
      return textPart(plainText(asText(part.text)));
    case 'image':
    case 'audio':
      return leftOut(`${part.type} ${asText(part.mimeType)}`);
    case 'resource_link':
      return textPart(plainLine(`[link: ${asText(part.name)} ${asText(part.uri)}]`, 500));
    case 'resource':
      return cleanResource((part.resource ?? {}) as Record<string, unknown>);
    default:
      return leftOut('part of an unknown kind');
  }
}

function cleanResource({ uri, text, mimeType }: Record<string, unknown>): ToolContent {
  if (typeof text !== 'string') return leftOut(`file ${asText(mimeType)} ${asText(uri)}`);
  return textPart(`${plainLine(asText(uri), 300)}\n${plainText(text)}`);
}

const leftOut = (what: string) => textPart(`[${plainLine(what, 200)}: left out, only text can be read here]`);

const asText = (value: unknown) => (typeof value === 'string' ? value : '');

function asJson(value: unknown): string {
  return plainText(JSON.stringify(value) ?? '');
}
