import { ThreadStreamEvent } from '../../../src/protocol/events.js';
import { foldItems } from '../../../src/protocol/fold.js';
import type { ThreadItem, WidgetItem } from '../../../src/protocol/items.js';
import { card, text } from '../../../src/protocol/widgets/builders.js';
import { streamWidget } from '../../../src/protocol/widgets/stream-widget.js';
import type { WidgetRoot } from '../../../src/protocol/widgets/widget.js';
import { withoutNulls } from '../../../src/protocol/widgets/without-nulls.js';
import { randomlyChanged, randomRoot, seeded } from './random-widgets.js';

const thread = { id: 'thr_1' };
const created_at = '2026-01-02T03:04:05.678Z';
const fixed = { newId: () => 'msg_1', now: () => new Date(created_at) };
const state = (value: string, streaming?: boolean): WidgetRoot =>
  card({ children: [text({ id: 't', value, streaming })] });
const base = { type: 'widget', id: 'msg_1', thread_id: 'thr_1', created_at } as const;
const item = (widget: WidgetRoot): WidgetItem => ({ ...base, widget });
const added = (widget: WidgetRoot) => ({ type: 'thread.item.added', item: item(widget) });
const done = (widget: WidgetRoot) => ({ type: 'thread.item.done', item: item(widget) });
const updated = (update: object) => ({ type: 'thread.item.updated', item_id: 'msg_1', update });
const grown = (delta: string, isDone = true) =>
  updated({ type: 'widget.streaming_text.value_delta', component_id: 't', delta, done: isDone });

async function* these<T>(...values: T[]): AsyncGenerator<T> {
  yield* values;
}
async function collect<T>(values: AsyncIterable<T>): Promise<T[]> {
  const collected: T[] = [];
  for await (const value of values) collected.push(value);
  return collected;
}
const eventsOf = (widget: WidgetRoot | AsyncIterable<WidgetRoot>) =>
  collect(streamWidget(thread, widget, fixed));

describe('streaming a widget', () => {
  it('says a finished widget in one event', async () => {
    expect(await eventsOf(state('Hi'))).toStrictEqual([done(state('Hi'))]);
  });

  it('adds the first state, sends what grew, and ends with the last [E120]', async () => {
    const events = await eventsOf(these(state('', true), state('He', true), state('Hello', true)));
    expect(events).toStrictEqual([
      added(state('', true)),
      grown('He', false),
      grown('llo', false),
      done(state('Hello', true)),
    ]);
  });

  it('cuts deltas wherever the states do, spaces kept [E121]', async () => {
    const values = ['', 'Hel', 'Hello,', 'Hello, world'];
    const events = await eventsOf(these(...values.map((value) => state(value))));
    expect(events.slice(1, -1)).toEqual([grown('Hel'), grown('lo,'), grown(' world')]);
  });

  it('sends the whole for text that does not extend the old [E122]', async () => {
    expect(await eventsOf(these(state('Hello'), state('World')))).toStrictEqual([
      added(state('Hello')),
      updated({ type: 'widget.root.updated', widget: state('World') }),
      done(state('World')),
    ]);
  });

  it('adds and ends a single state, with nothing between', async () => {
    expect(await eventsOf(these(state('Hi')))).toStrictEqual([added(state('Hi')), done(state('Hi'))]);
  });

  it('says nothing of a state that equals the one before', async () => {
    const types = (await eventsOf(these(state('Hi'), state('Hi')))).map(({ type }) => type);
    expect(types).toEqual(['thread.item.added', 'thread.item.done']);
  });

  it('says nothing when there is no state [Q28]', async () => {
    expect(await eventsOf(these<WidgetRoot>())).toEqual([]);
  });

  it('reads whatever can be iterated asynchronously, a generator or not [Q29]', async () => {
    const states = [state('H'), state('Hi')];
    const iterable: AsyncIterable<WidgetRoot> = {
      [Symbol.asyncIterator]: () => ({
        next: async () => {
          const value = states.shift();
          return value ? { value } : { value, done: true };
        },
      }),
    };
    expect(await eventsOf(iterable)).toEqual([added(state('H')), grown('i'), done(state('Hi'))]);
    const web = new ReadableStream<WidgetRoot>({
      start(controller) {
        controller.enqueue(state('H'));
        controller.close();
      },
    });
    expect(await eventsOf(web)).toHaveLength(2);
  });

  it('keeps one id and the first time through all events [Q30]', async () => {
    let made = 0;
    const options = { newId: (kind: string) => `${kind}_${++made}`, now: () => new Date(++made * 1000) };
    const events = await collect(streamWidget(thread, these(state('a'), state('ab'), state('b')), options));
    const named = events.map((event) =>
      'item' in event ? event.item.id : (event as { item_id: string }).item_id,
    );
    expect(new Set(named)).toEqual(new Set(['message_1']));
    const times = events.flatMap((event) => ('item' in event ? [event.item.created_at] : []));
    expect(times).toEqual(['1970-01-01T00:00:02.000Z', '1970-01-01T00:00:02.000Z']);
  });

  it('notices what the owner changed in one and the same object between two states', async () => {
    async function* mutated() {
      const body = text({ id: 't', value: 'H' });
      const widget = { type: 'Card' as const, children: [body] };
      yield widget;
      body.value = 'Hi';
      yield widget;
      body.value = 'Hi!';
    }
    expect(await eventsOf(mutated())).toEqual([added(state('H')), grown('i'), done(state('Hi'))]);
  });

  it('is not led astray by a reader that changes what it read', async () => {
    const events: unknown[] = [];
    for await (const event of streamWidget(thread, these(state('H'), state('Hi')), fixed)) {
      events.push(structuredClone(event));
      if (event.type === 'thread.item.added') (event.item as WidgetItem).widget.children = [];
    }
    expect(events.slice(1)).toEqual([grown('i'), done(state('Hi'))]);
  });

  it('leaves nulls out at every depth [E130 E131]', async () => {
    const widget: WidgetRoot = {
      type: 'Card',
      key: undefined,
      size: null,
      children: [null, { type: 'Text', id: 't', value: 'Hi', italic: null }],
      confirm: { label: 'Yes', action: { type: 'yes', payload: { a: null, b: 1 } } },
    };
    const clean = {
      ...state('Hi'),
      confirm: { label: 'Yes', action: { type: 'yes', payload: { b: 1 } } },
    };
    expect(await eventsOf(widget)).toStrictEqual([done(clean)]);
    expect(await eventsOf(these(widget))).toStrictEqual([added(clean), done(clean)]);
  });

  it('carries the text to copy, and leaves it out when there is none', async () => {
    const options = { ...fixed, copyText: 'Hi' };
    const [event] = await collect(streamWidget(thread, state('Hi'), options));
    expect(event).toEqual({ type: 'thread.item.done', item: { ...item(state('Hi')), copy_text: 'Hi' } });
  });

  it('makes ids and times by itself when it is given none', async () => {
    const [event] = await collect(streamWidget(thread, state('Hi')));
    expect(event).toMatchObject({ item: { id: expect.stringMatching(/^msg_[0-9a-f]{32}$/) } });
    expect(ThreadStreamEvent.parse(event)).toEqual(event);
  });

  it('ends the states when the reader stops', async () => {
    let ended = false;
    async function* endless() {
      try {
        for (;;) yield state('Hi');
      } finally {
        ended = true;
      }
    }
    for await (const event of streamWidget(thread, endless(), fixed)) {
      if (event.type === 'thread.item.added') break;
    }
    expect(ended).toBe(true);
  });

  it('passes an error of the states on, with the item unfinished', async () => {
    async function* failing() {
      yield state('H');
      throw new Error('no more');
    }
    const types: string[] = [];
    const read = async () => {
      for await (const { type } of streamWidget(thread, failing(), fixed)) types.push(type);
    };
    await expect(read()).rejects.toThrow('no more');
    expect(types).toEqual(['thread.item.added']);
  });

  it('folds into the finished item, and without its last event too', async () => {
    for (let seed = 1; seed <= 300; seed++) {
      const random = seeded(seed);
      const states = [randomRoot(random)];
      for (let left = random(8); left > 0; left--) states.push(randomlyChanged(random, states.at(-1)!));
      const events = await eventsOf(these(...states));
      const last = { seed, view: [item(withoutNulls(states.at(-1)!))] };
      expect({ seed, view: events.reduce<ThreadItem[]>(foldItems, []) }).toEqual(last);
      expect({ seed, view: events.slice(0, -1).reduce<ThreadItem[]>(foldItems, []) }).toEqual(last);
      for (const event of events) expect(ThreadStreamEvent.parse(event)).toEqual(event);
    }
  });
});
