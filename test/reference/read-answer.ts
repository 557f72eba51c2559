/** What came back for one request. */
export interface Answer {
  status: number;
  /** The media type, without its parameters. */
  type: string;
  events?: unknown[];
  body?: unknown;
  /** The connection broke before the end of the body. */
  cut?: true;
  /** We closed the connection. */
  left?: true;
}

/** Reads an answer to its end, or up to so many events and then leaves. */
export async function readAnswer(
  response: Response,
  leaveAfter = Infinity,
  leave?: () => void,
): Promise<Answer> {
  const { status } = response;
  const type = (response.headers.get('content-type') ?? '').split(';')[0]!;
  if (type !== 'text/event-stream') {
    const text = await response.text();
    return { status, type, body: type.includes('json') ? (JSON.parse(text) as unknown) : text };
  }
  const { frames, rest, cut } = await readFrames(response, leaveAfter);
  const events = frames.slice(0, leaveAfter).map(toEvent);
  if (frames.length >= leaveAfter) {
    leave?.();
    return { status, type, events, left: true };
  }
  if (cut) return { status, type, events, cut };
  if (rest) throw new Error(`The stream ends in half a frame: ${rest}`);
  return { status, type, events };
}

async function readFrames(response: Response, count: number) {
  const reader = response.body!.pipeThrough(new TextDecoderStream()).getReader();
  const frames: string[] = [];
  let rest = '';
  try {
    while (frames.length < count) {
      const { done, value } = await reader.read();
      if (done) return { frames, rest };
      const parts = (rest + value).split('\n\n');
      rest = parts.pop()!;
      frames.push(...parts);
    }
    return { frames, rest };
  } catch {
    return { frames, rest, cut: true as const };
  }
}

/** A frame is one JSON document on one line, and nothing else. */
function toEvent(frame: string): unknown {
  if (!frame.startsWith('data: ')) throw new Error(`Not a frame: ${frame}`);
  return JSON.parse(frame.slice('data: '.length)) as unknown;
}
