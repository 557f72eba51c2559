/** A part of a tool's result. */
export interface ToolContent {
  type: string;
  [key: string]: unknown;
}

/** Bytes of one tool result, as UTF-8, that a model is given. */
export const maxToolResultBytes = 64 * 1024;

/**
 * A tool's result cut to `maxBytes`, with a marker where something is missing that tells model and person
 * alike. A result within the bound is returned as it is. Parts that are no texts cannot be cut, and give way
 * to the marker as a whole.
 */
export function boundToolResult(content: ToolContent[], maxBytes = maxToolResultBytes): ToolContent[] {
  let left = maxBytes;
  let isCut = false;
  const bounded = content.map((part) => {
    const text = typeof part.text === 'string' && part.type === 'text' ? part.text : undefined;
    const bytes = Buffer.byteLength(text ?? JSON.stringify(part));
    if (bytes <= left) {
      left -= bytes;
      return part;
    }
    isCut = true;
    const kept = text === undefined ? '' : firstBytes(text, left);
    left -= Buffer.byteLength(kept);
    return { type: 'text', text: `${kept}${marker(bytes - Buffer.byteLength(kept))}` };
  });
  return isCut ? bounded : content;
}

const marker = (bytes: number) => `\n[… ${bytes} bytes of this result were left out, it was too large]`;

/** As many whole characters from the start as fit. */
function firstBytes(text: string, maxBytes: number): string {
  const bytes = Buffer.from(text.slice(0, maxBytes));
  if (bytes.length <= maxBytes) return bytes.toString();
  let end = maxBytes;
  // A byte 10xxxxxx continues a character; one cut in two must go as a whole.
  while (end > 0 && (bytes[end]! & 0xc0) === 0x80) end--;
  return bytes.toString('utf8', 0, end);
}
