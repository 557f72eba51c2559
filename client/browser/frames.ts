import type { LiveEvent } from './options.js';

// Server-sent events as nestjs-chatkit writes them: lines that end with a line feed alone, one `data` line for each
// event. A comment is a frame without one.

/** The frames of a stream, as many at a time as have come, each with the empty line behind it. @throws what reading does. */
export async function* framesOf(body: ReadableStream<Uint8Array>): AsyncGenerator<string[]> {
  const decoder = new TextDecoder();
  const reader = body.getReader();
  let rest = '';
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) break;
      const parts = (rest + decoder.decode(value, { stream: true })).split('\n\n');
      rest = parts.pop()!;
      if (parts.length) yield parts.map((part) => `${part}\n\n`);
    }
  } finally {
    // Whoever leaves the loop early wants no more of it.
    void reader.cancel().catch(() => undefined);
  }
}

/** A line of a frame. */
export function fieldOf(frame: string, name: 'id' | 'data'): string | undefined {
  const line = frame.split('\n').find((each) => each.startsWith(`${name}: `));
  return line?.slice(name.length + 2);
}

/** The event of a `data` line. Undefined for a line that holds none: whose it is will know. */
export function readEvent<T>(data: string): (LiveEvent & T) | undefined {
  try {
    const event = JSON.parse(data) as (LiveEvent & T) | null;
    return typeof event?.type === 'string' ? event : undefined;
  } catch {
    return undefined;
  }
}
