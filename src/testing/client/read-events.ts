import { ThreadStreamEvent } from '../../protocol/events.js';

/**
 * The events of a stream, as they come. Comments are passed over, as every client does.
 * @throws Error for an event that the protocol does not have, and for a stream that ends inside a frame.
 */
export async function* readEvents(
  texts: AsyncIterable<string>,
): AsyncGenerator<ThreadStreamEvent, undefined> {
  let rest = '';
  for await (const text of texts) {
    const frames = (rest + text).split(/\r?\n\r?\n/);
    rest = frames.pop()!;
    for (const data of frames.map(dataOf)) if (data !== '') yield toEvent(data);
  }
  if (rest.trim() !== '') throw new Error(`The stream was cut inside a frame: ${rest.slice(0, 200)}`);
  return undefined;
}

/** What the `data` lines of a frame hold; nothing, when it is a comment. */
function dataOf(frame: string): string {
  return frame
    .split(/\r?\n/)
    .filter((line) => line.startsWith('data:'))
    .map((line) => line.slice('data:'.length).replace(/^ /, ''))
    .join('\n');
}

/** The event as it was sent, with whatever the schema would add or leave out. */
function toEvent(data: string): ThreadStreamEvent {
  const event = JSON.parse(data) as ThreadStreamEvent;
  const { error } = ThreadStreamEvent.safeParse(event);
  if (error) throw new Error(`The protocol has no such event: ${data.slice(0, 500)}`, { cause: error });
  return event;
}
