import type { ThreadStreamEvent } from '../../src/protocol/events.js';
import { readEvents } from '../../src/testing/client/read-events.js';

const progress = (text: string): ThreadStreamEvent => ({ type: 'progress_update', text });
const frame = (text: string) => `data: ${JSON.stringify(progress(text))}\n\n`;

async function read(...chunks: string[]): Promise<ThreadStreamEvent[]> {
  const events: ThreadStreamEvent[] = [];
  const texts = (async function* () {
    yield* chunks;
  })();
  for await (const event of readEvents(texts)) events.push(event);
  return events;
}

describe('the events of a stream', () => {
  it('are read wherever the text is cut', async () => {
    const text = frame('one') + frame('two');
    for (let at = 0; at <= text.length; at++) {
      expect(await read(text.slice(0, at), text.slice(at))).toEqual([progress('one'), progress('two')]);
    }
    expect(await read(...text)).toHaveLength(2);
  });

  it('are read with either line end, over several lines, and past comments and other fields', async () => {
    const json = JSON.stringify(progress('one'), null, 1).replaceAll('\n', '\r\ndata: ');
    const text = `: ping\r\n\r\nid: 7\r\nevent: message\r\ndata: ${json}\r\n\r\n: ping\n\n`;
    expect(await read(text)).toEqual([progress('one')]);
    expect(await read(...text)).toEqual([progress('one')]);
  });

  it('must be events of the protocol', async () => {
    await expect(read('data: {"type":"thread.item.finished"}\n\n')).rejects.toThrow('no such event');
    await expect(read('data: {"type":"progress_update"}\n\n')).rejects.toThrow('no such event');
    await expect(read('data: oops\n\n')).rejects.toThrow(SyntaxError);
  });

  it('must be whole', async () => {
    await expect(read(frame('one'), 'data: {"type":"prog')).rejects.toThrow('cut inside a frame');
  });

  it('are given as they were sent, without what a schema would add', async () => {
    const effect = { type: 'client_effect', name: 'blink' };
    expect(await read(`data: ${JSON.stringify(effect)}\n\n`)).toEqual([effect]);
  });
});
