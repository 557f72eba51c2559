/** A part of a tool's result. */
export interface ToolContent {
  type: string;
  [key: string]: unknown;
}

/** Bytes of one tool result, as UTF-8, that a model is given. */
export const maxToolResultBytes = 64 * 1024;

/** Parts of one tool result. Each costs a model something, and a database too, however short it is. */
const maxParts = 256;

/**
 * A tool's result cut to `maxBytes`, with one marker, where the first thing is missing, that tells model and person
 * alike. A result within the bounds is returned as it is. Parts that are no texts cannot be cut, and are left out as
 * a whole.
 */
export function boundToolResult(content: ToolContent[], maxBytes = maxToolResultBytes): ToolContent[] {
  const kept: ToolContent[] = [];
  let left = maxBytes;
  let missing = 0;
  let cut: { at: number; text: string } | undefined;
  for (const part of content) {
    const text = typeof part.text === 'string' && part.type === 'text' ? part.text : undefined;
    const bytes = Buffer.byteLength(text ?? JSON.stringify(part));
    if (bytes <= left && kept.length < maxParts) {
      left -= bytes;
      kept.push(part);
      continue;
    }
    missing += bytes;
    if (cut) continue;
    const start = text === undefined || kept.length >= maxParts ? '' : firstBytes(text, left);
    cut = { at: kept.length, text: start };
    kept.push(part);
    left -= Buffer.byteLength(start);
    missing -= Buffer.byteLength(start);
  }
  if (!cut) return content;
  kept[cut.at] = { type: 'text', text: `${cut.text}${marker(missing)}` };
  return kept;
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
