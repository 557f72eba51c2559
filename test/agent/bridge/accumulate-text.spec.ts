import { accumulateText, type ModelTextEvent } from '../../../src/agent/bridge/accumulate-text.js';
import { streamWidget } from '../../../src/protocol/widgets/stream-widget.js';
import type { WidgetRoot } from '../../../src/protocol/widgets/widget.js';
import { kindsOf, modelEvent, responsesCall } from '../../support/scripted-run.js';

const base = { type: 'Markdown', id: 'body', value: '', streaming: true };
const delta = (text: string) => ({
  type: 'response.output_text.delta',
  item_id: 'm',
  content_index: 0,
  delta: text,
});

async function* streamOf(events: ModelTextEvent[]) {
  yield* events;
}

async function statesOf(events: ModelTextEvent[]) {
  const states = [];
  for await (const state of accumulateText(streamOf(events), base)) states.push(state);
  return states;
}

const expected = [
  base,
  { ...base, value: 'Hel' },
  { ...base, value: 'Hello' },
  { ...base, value: 'Hello', streaming: false },
];

describe('a text widget that an answer writes itself into', () => {
  it.each<[string, ModelTextEvent[]]>([
    ['a run over the Responses API', responsesCall([delta('Hel'), delta('lo')])],
    [
      'a run over any other model',
      [
        modelEvent({ type: 'response_started' }),
        modelEvent({ type: 'output_text_delta', delta: 'Hel' }),
        modelEvent({ type: 'output_text_delta', delta: 'lo' }),
      ],
    ],
    ['the Responses API itself', [{ type: 'response.created' }, delta('Hel'), delta('lo')]],
    [
      'Chat Completions itself',
      [
        { choices: [{ delta: { content: 'Hel' } }] },
        { choices: [{ delta: {} }] },
        { choices: [{ delta: { content: 'lo' } }] },
        { choices: [] },
      ],
    ],
  ])(
    'is itself first, then has the text so far, and ends without streaming, from %s [E178]',
    async (_name, events) => {
      expect(await statesOf(events)).toEqual(expected);
    },
  );

  it('sends only what grew, until it ends', async () => {
    async function* cards() {
      for await (const text of accumulateText(streamOf([delta('Hel'), delta('lo')]), base)) {
        yield { type: 'Card', children: [text] } as WidgetRoot;
      }
    }
    const events = [];
    for await (const event of streamWidget({ id: 'thr' }, cards())) events.push(event);
    expect(kindsOf(events)).toEqual([
      'thread.item.added',
      'widget.streaming_text.value_delta',
      'widget.streaming_text.value_delta',
      'widget.root.updated',
      'thread.item.done',
    ]);
  });
});
