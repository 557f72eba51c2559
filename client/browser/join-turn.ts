import { fieldOf, framesOf, readEvent } from './frames.js';
import type { LiveEvent } from './options.js';
import { jittered, wait } from './wait.js';

/** Without a byte for this long a connection is taken for dead: the server sends a comment every 15 s. */
const silenceMs = 45_000;
const firstWaitMs = 500;
const longestWaitMs = 10_000;

export interface LiveFrame {
  /** The event as it came. */
  data: string;
  event: LiveEvent;
  /** Names the event to a server that is asked to go on behind it. */
  id?: string;
}

/** Asks for the stream, from behind the event of that id on. */
type Open = (after: string | undefined, signal: AbortSignal) => Promise<Response>;

/**
 * A running turn's events until its end, over as many connections as that takes. Ends without a `turn.ended` when the
 * server refuses, or the signal aborts.
 */
export async function* joinTurn(open: Open, signal: AbortSignal, after?: string): AsyncGenerator<LiveFrame> {
  for (let failures = 0; !signal.aborted;) {
    const connection = new AbortController();
    const leave = () => connection.abort();
    signal.addEventListener('abort', leave);
    let silence = setTimeout(leave, silenceMs);
    try {
      const response = await open(after, connection.signal);
      if (isRefused(response.status)) return;
      for await (const frames of response.ok && response.body ? framesOf(response.body) : []) {
        clearTimeout(silence);
        silence = setTimeout(leave, silenceMs);
        for (const frame of frames) {
          const read = readFrame(frame);
          if (!read) continue;
          failures = 0;
          after = read.id ?? after;
          yield read;
          if (read.event.type === 'turn.ended') return;
        }
      }
    } catch {
      // Lost, like one that ends too early: the next one goes on where it was.
    } finally {
      clearTimeout(silence);
      signal.removeEventListener('abort', leave);
      leave();
    }
    await wait(jittered(Math.min(longestWaitMs, firstWaitMs * 2 ** failures++)), signal);
  }
}

/** The server will not say anything else when it is asked again. */
const isRefused = (status: number): boolean =>
  status >= 400 && status < 500 && ![408, 425, 429].includes(status);

function readFrame(frame: string): LiveFrame | undefined {
  const data = fieldOf(frame, 'data');
  const event = data === undefined ? undefined : readEvent(data);
  if (!event) return undefined;
  const id = fieldOf(frame, 'id');
  return { data: data!, event, ...(id !== undefined && { id }) };
}
