/** What one event of an SSE stream carried. */
export interface Frame {
  /** The `data` of the event, its lines joined. */
  data: string;
  /** The one JSON document in it; undefined when it is none. */
  json: unknown;
}

/**
 * Cuts the text of a stream into frames, as it comes. Comments, `id:`, `event:` and `retry:` lines and events without
 * data are passed over, as the widget does (protocol document 13.3).
 */
export class FrameReader {
  readonly frames: Frame[] = [];
  private rest = '';

  feed(text: string): void {
    const blocks = (this.rest + text).replaceAll('\r\n', '\n').split('\n\n');
    this.rest = blocks.pop()!;
    for (const block of blocks) this.read(block);
  }

  /** Whether the stream stopped inside an event. */
  get isHalfRead(): boolean {
    return dataOf(this.rest) !== undefined;
  }

  private read(block: string): void {
    const data = dataOf(block);
    if (data) this.frames.push({ data, json: parse(data) });
  }
}

function dataOf(block: string): string | undefined {
  const lines = block.split('\n').filter((line) => line.startsWith('data:'));
  if (lines.length === 0) return undefined;
  return lines.map((line) => line.slice('data:'.length).replace(/^ /, '')).join('\n');
}

function parse(data: string): unknown {
  try {
    return JSON.parse(data) as unknown;
  } catch {
    return undefined;
  }
}
