import fc from 'fast-check';
import { EventStreamParser, type ServerSentEvent } from '../../../src/agent/model/event-stream-parser.js';
import { ModelOutputTooLargeError } from '../../../src/agent/model/model-output-too-large.error.js';

function parse(...chunks: Buffer[]): ServerSentEvent[] {
  const events: ServerSentEvent[] = [];
  const parser = new EventStreamParser((event) => events.push(event));
  for (const chunk of chunks) parser.feed(chunk);
  parser.end();
  return events;
}

describe('a stream of events [A6]', () => {
  it.each<[string, string, ServerSentEvent[]]>([
    ['line feeds', 'event: a\ndata: 1\n\ndata: 2\n\n', [{ name: 'a', data: '1' }, { data: '2' }]],
    ['carriage returns and line feeds', 'event: a\r\ndata: 1\r\n\r\n', [{ name: 'a', data: '1' }]],
    ['carriage returns', 'event: a\rdata: 1\r\rdata: 2\r\r', [{ name: 'a', data: '1' }, { data: '2' }]],
    ['a byte order mark', '\uFEFFdata: 1\n\n', [{ data: '1' }]],
    ['comments that keep it alive', ': hi\n\ndata: 1\n: hi\n\n:\n\n', [{ data: '1' }]],
    ['data over several lines', 'data: 1\ndata:2\ndata\n\n', [{ data: '1\n2\n' }]],
    ['fields that say nothing', 'id: 7\nretry: 10\ndata: 1\nother\n\n', [{ data: '1' }]],
    ['spaces that are the value’s own', 'data:  1 \n\n', [{ data: ' 1 ' }]],
    ['no end', 'data: 1\n\ndata: 2', [{ data: '1' }, { data: '2' }]],
    ['a name without data', 'event: a\n\ndata: 1\n\n', [{ data: '1' }]],
  ])('may have %s', (_name, text, events) => {
    expect(parse(Buffer.from(text))).toEqual(events);
  });

  it('says the same however it is cut into packets', () => {
    const event = fc.record({
      name: fc.option(fc.stringMatching(/^[a-z.]{1,12}$/), { nil: undefined }),
      data: fc.array(
        fc.string({ unit: 'grapheme' }).map((text) => text.replaceAll(/[\r\n]/g, ' ')),
        {
          minLength: 1,
          maxLength: 3,
        },
      ),
    });
    const ends = fc.constantFrom('\n', '\r\n', '\r');
    fc.assert(
      fc.property(fc.array(event, { maxLength: 6 }), ends, fc.array(fc.nat(400)), (said, end, cuts) => {
        const text = said
          .map(({ name, data }) => [
            ...(name === undefined ? [] : [`event: ${name}`]),
            ...data.map((line) => `data: ${line}`),
            '',
            '',
          ])
          .map((lines) => lines.join(end))
          .join('');
        const bytes = Buffer.from(text);
        const at = [0, ...cuts.map((cut) => Math.min(cut, bytes.length)).sort((a, b) => a - b), bytes.length];
        const chunks = at.slice(1).map((to, index) => bytes.subarray(at[index], to));
        expect(parse(...chunks)).toEqual(
          said.map(({ name, data }) => ({ ...(name !== undefined && { name }), data: data.join('\n') })),
        );
      }),
    );
  });
});

describe('the size of what a model says [A7]', () => {
  const packet = (bytes: number, text = 'x') => Buffer.alloc(bytes, text);

  it('is bounded per event, also for one that never ends', () => {
    const parser = new EventStreamParser(() => {});
    parser.feed(Buffer.from('data: '));
    const feed = () => {
      for (let fed = 0; fed < 200; fed++) parser.feed(packet(64 * 1024));
    };
    expect(feed).toThrow(new ModelOutputTooLargeError('event', 1024 * 1024));
  });

  it('is bounded per call', () => {
    const parser = new EventStreamParser(() => {});
    const feed = () => {
      for (let fed = 0; fed < 50; fed++) {
        parser.feed(Buffer.concat([Buffer.from('data: '), packet(900 * 1024), Buffer.from('\n\n')]));
      }
    };
    expect(feed).toThrow(new ModelOutputTooLargeError('call', 16 * 1024 * 1024));
  });

  it('does not count what deltas are wrapped in: an answer of 100,000 words passes', () => {
    let words = 0;
    const parser = new EventStreamParser(() => words++);
    const one = Buffer.from(`event: response.output_text.delta\ndata: ${'{'.padEnd(300, 'x')}\n\n`);
    for (let fed = 0; fed < 100_000; fed++) parser.feed(one);
    expect(words).toBe(100_000);
  });

  it('lets pictures be larger than text', () => {
    const events: ServerSentEvent[] = [];
    const parser = new EventStreamParser((event) => events.push(event));
    parser.feed(Buffer.from('event: response.image_generation_call.partial_image\ndata: '));
    for (let fed = 0; fed < 48; fed++) parser.feed(packet(64 * 1024));
    parser.feed(Buffer.from('\n\n'));
    expect(events).toHaveLength(1);
  });
});
