import type { ServerResponse } from 'node:http';
import type { ThreadItem } from '../../src/protocol/items.js';
import { foldItems } from '../../src/protocol/fold.js';
import { textOf } from '../../src/testing/client/answers.js';
import type { Api } from '../support/agent-server.js';
import { startApp, type TestApp } from '../support/app.js';
import {
  answers,
  begin,
  startFaultyProvider,
  type FaultyProvider,
  type Reply,
} from '../support/faulty-provider.js';
import { chunkOf, messageOf, responsesAnswer } from '../support/scripted-provider.js';

const text = 'Grüße, 世界! 👩‍👩‍👧 𝒳';

/** Each piece in a packet of its own. */
async function inPackets(response: ServerResponse, packets: Iterable<Uint8Array | string>): Promise<void> {
  begin(response);
  for (const packet of packets) {
    response.write(packet);
    await new Promise(setImmediate);
  }
  response.end();
}

const line = (event: object) => `data: ${JSON.stringify(event)}\n\n`;
type Events = Record<string, unknown>[];

describe.each<Api>(['responses', 'chat_completions'])(
  '[A6] an answer that comes in an odd shape (%s)',
  (api) => {
    let provider: FaultyProvider;
    let server: TestApp;
    beforeAll(async () => {
      provider = await startFaultyProvider();
      server = await startApp({
        variables: { OPENAI_BASE_URL: provider.baseUrl, OPENAI_API: api, MODEL: 'odd', MODEL_RETRIES: '0' },
      });
    });
    afterAll(async () => {
      await server.close();
      provider.close();
    });

    /** One delta for each UTF-16 unit: surrogate pairs are split. */
    const unitByUnit = (): Events => {
      const deltas = text.split('');
      if (api === 'chat_completions')
        return [...deltas.map((content) => chunkOf({ content })), chunkOf({}, 'stop')];
      const events = responsesAnswer([messageOf(text)]) as Events;
      const at = events.findIndex(({ type }) => type === 'response.output_text.delta');
      const last = events.findLastIndex(({ type }) => type === 'response.output_text.delta');
      return [
        ...events.slice(0, at),
        ...deltas.map((delta) => ({ ...events[at], delta })),
        ...events.slice(last + 1),
      ];
    };
    const whole = () => answers[api].whole(text);
    const withEnds = (end: string) => whole().replaceAll('\n', end);

    const shapes: [string, Reply][] = [
      [
        'a byte at a time',
        (response) =>
          inPackets(
            response,
            [...Buffer.from(whole())].map((byte) => Buffer.of(byte)),
          ),
      ],
      ['lines that end in CRLF', (response) => inPackets(response, [withEnds('\r\n')])],
      ['lines that end in CR', (response) => inPackets(response, [withEnds('\r')])],
      ['a byte order mark', (response) => inPackets(response, [`\ufeff${whole()}`])],
      [
        'comments between events',
        (response) => inPackets(response, [whole().replaceAll('\n\n', '\n\n: ping\n\n')]),
      ],
      ['no [DONE]', (response) => inPackets(response, [whole()])],
      ['surrogate pairs split across deltas', (response) => inPackets(response, unitByUnit().map(line))],
      [
        'events that come twice, where they say nothing of the text',
        (response) =>
          inPackets(
            response,
            unitByUnit().map((event) => line(event) + (isDelta(event) ? '' : line(event))),
          ),
      ],
    ];

    it.each(shapes)('%s: the text is right, in the stream and in the store', async (_, reply) => {
      provider.reply = reply;
      const { threadId, events } = await server.alice.createThread('Hello');
      expect(events.filter(({ type }) => type === 'error')).toEqual([]);
      expect(textOf(events)).toBe(text);
      const items = await server.alice.items(threadId);
      expect(events.reduce<ThreadItem[]>(foldItems, [])).toEqual(items);
      expect(items.filter(({ type }) => type === 'assistant_message')).toMatchObject([
        { content: [{ text }] },
      ]);
    });

    if (api === 'chat_completions') return;

    it.each([
      [
        'deltas before the item that they are of',
        (events: Events) => [...events.filter(isDelta), ...events.filter((event) => !isDelta(event))],
      ],
      [
        'deltas of an item that was never begun',
        (events: Events) => events.filter(({ type }) => isDelta({ type }) || type === 'response.completed'),
      ],
      [
        'sequence numbers that are all the same',
        (events: Events) => events.map((event) => ({ ...event, sequence_number: 0 })),
      ],
      ['no beginning', (events: Events) => events.slice(1)],
      [
        'events that no version of the API has',
        (events: Events) => events.flatMap((event) => [{ type: 'response.novelty', item: null }, event]),
      ],
    ])('%s: nothing breaks, and the text is stored once', async (_, shuffle) => {
      provider.reply = (response) =>
        inPackets(response, shuffle(responsesAnswer([messageOf(text)]) as Events).map(line));
      const { threadId, events } = await server.alice.createThread('Hello');
      expect(events.filter(({ type }) => type === 'error')).toEqual([]);
      const items = await server.alice.items(threadId);
      expect(events.reduce<ThreadItem[]>(foldItems, [])).toEqual(items);
      expect(items.filter(({ type }) => type === 'assistant_message')).toMatchObject([
        { content: [{ text }] },
      ]);
    });
  },
);

const isDelta = ({ type, choices }: { type?: unknown; choices?: unknown }): boolean =>
  type === 'response.output_text.delta' || JSON.stringify(choices)?.includes('"content":"') === true;
