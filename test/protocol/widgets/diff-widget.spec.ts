import type { ItemUpdate } from '../../../src/protocol/events.js';
import { applyUpdate } from '../../../src/protocol/fold.js';
import type { WidgetItem } from '../../../src/protocol/items.js';
import {
  basic,
  box,
  card,
  col,
  listView,
  listViewItem,
  markdown,
  text,
  title,
  transition,
} from '../../../src/protocol/widgets/builders.js';
import type { Component } from '../../../src/protocol/widgets/components.js';
import { diffWidget } from '../../../src/protocol/widgets/diff-widget.js';
import type { WidgetRoot } from '../../../src/protocol/widgets/widget.js';
import { withoutNulls } from '../../../src/protocol/widgets/without-nulls.js';
import { randomlyChanged, randomRoot, seeded } from './random-widgets.js';

const inCard = (...children: Component[]): WidgetRoot => card({ children });
const t = (value: string, streaming?: boolean) => text({ id: 't', value, streaming });
const delta = (component_id: string, grown: string, done: boolean): ItemUpdate => ({
  type: 'widget.streaming_text.value_delta',
  component_id,
  delta: grown,
  done,
});
const whole = (widget: WidgetRoot): ItemUpdate => ({ type: 'widget.root.updated', widget });

/** What is to be said of a change: nothing, these deltas, or the whole new widget. */
type Said = 'nothing' | 'the whole widget' | ItemUpdate[];
// prettier-ignore
const table: [title: string, before: WidgetRoot, after: WidgetRoot, said: Said][] = [
  ['says nothing of equal empty cards [E124]', inCard(), inCard(), 'nothing'],
  ['says nothing of equal widgets', inCard(t('He'), title({ value: 'a' })), inCard(t('He'), title({ value: 'a' })), 'nothing'],
  ['sends only the new characters of a growing text [E125]', inCard(t('He', true)), inCard(t('Hello', true)), [delta('t', 'llo', false)]],
  ['lets the first characters grow out of nothing [E120]', inCard(t('', true)), inCard(t('H', true)), [delta('t', 'H', false)]],
  ['calls growth done while `streaming` is unset [Q27]', inCard(t('He')), inCard(t('Hello')), [delta('t', 'llo', true)]],
  ['calls growth done while `streaming` is false [Q27]', inCard(t('He', false)), inCard(t('Hello', false)), [delta('t', 'llo', true)]],
  ['lets Markdown grow as text does', inCard(markdown({ id: 'm', value: '#', streaming: true })), inCard(markdown({ id: 'm', value: '# A', streaming: true })), [delta('m', ' A', false)]],
  ['sends the whole when the streaming flag flips with the growth [E126]', inCard(t('He', true)), inCard(t('Hello', false)), 'the whole widget'],
  ['sends the whole when the streaming flag goes away', inCard(t('He', true)), inCard(t('He')), 'the whole widget'],
  ['sends the whole when text does not extend the old [E122]', inCard(t('Hello')), inCard(t('World')), 'the whole widget'],
  ['sends the whole when text shrinks', inCard(t('Hello')), inCard(t('Hell')), 'the whole widget'],
  ['sends the whole when a text without an id grows [Q24]', inCard(text({ value: 'He' })), inCard(text({ value: 'Hello' })), 'the whole widget'],
  ['sends the whole when a text with an empty id grows [Q24]', inCard(text({ id: '', value: 'He' })), inCard(text({ id: '', value: 'Hello' })), 'the whole widget'],
  ['sends the whole when a text without an id changes [E127]', inCard(text({ value: 'Hello' })), inCard(text({ value: 'World' })), 'the whole widget'],
  ['sends the whole when a text in a Transition grows [Q24]', inCard(transition({ children: t('He') })), inCard(transition({ children: t('Hello') })), 'the whole widget'],
  ['sends the whole when a text behind a single child grows [Q24]', basic({ children: box({ children: [t('He')] }) }), basic({ children: box({ children: [t('Hello')] }) }), 'the whole widget'],
  ['sends the whole when a Title grows', inCard(title({ id: 't', value: 'a' })), inCard(title({ id: 't', value: 'ab' })), 'the whole widget'],
  ['sends the whole when a child is added', inCard(t('a')), inCard(t('a'), t('b')), 'the whole widget'],
  ['sends the whole when a child is taken away', inCard(t('a'), title({ value: 'b' })), inCard(t('a')), 'the whole widget'],
  ['sends the whole once when the root changes and text grows', card({ size: 'sm', children: [t('He')] }), card({ size: 'lg', children: [t('Hello')] }), 'the whole widget'],
  ['sends the whole once when two texts grow and a third changes', inCard(text({ id: 'a', value: '' }), t('x'), text({ id: 'b', value: '' })), inCard(text({ id: 'a', value: '1' }), t('y'), text({ id: 'b', value: '2' })), 'the whole widget'],
  ['sends a delta each when two texts grow, in document order', inCard(box({ children: [text({ id: 'z', value: '' })] }), text({ id: 'a', value: 'x' })), inCard(box({ children: [text({ id: 'z', value: '1' })] }), text({ id: 'a', value: 'x2' })), [delta('z', '1', true), delta('a', '2', true)]],
  ['finds a growing text deep in lists of children', listView({ children: [listViewItem({ children: [col({ children: [t('He')] })] })] }), listView({ children: [listViewItem({ children: [col({ children: [t('Hello')] })] })] }), [delta('t', 'llo', true)]],
  ['sends the whole when the type of the root changes', card({ children: [] }), basic({ children: [] }), 'the whole widget'],
  ['sends the whole when the type of a text changes', inCard(t('He')), inCard(markdown({ id: 't', value: 'Hello' })), 'the whole widget'],
  ['sends the whole when an id is taken away [E123]', inCard(t('He')), inCard(text({ value: 'He' })), 'the whole widget'],
  ['sends the whole when a key changes [E123]', inCard(text({ key: 'a', value: 'He' })), inCard(text({ key: 'b', value: 'He' })), 'the whole widget'],
  ['sends the whole when two texts share the id of the one that grows [Q26]', inCard(t('He'), t('Ho')), inCard(t('He'), t('Hou')), 'the whole widget'],
  ['sends the whole when the id is that of a single child too [Q26]', inCard(transition({ children: t('He') }), t('Ho')), inCard(transition({ children: t('He') }), t('Hou')), 'the whole widget'],
];

describe('the difference of two widgets', () => {
  it.each(table)('%s', (_, before, after, said) => {
    const expected = said === 'nothing' ? [] : said === 'the whole widget' ? [whole(after)] : said;
    expect(diffWidget(before, after)).toEqual(expected);
  });

  describe('of untyped widgets', () => {
    const gauge = (props: object, value: string) =>
      ({ type: 'Card', children: [{ type: 'Gauge', ...props, children: [t(value, true)] }] }) as WidgetRoot;

    it('is nothing, deltas or the whole by the same rules [E128]', () => {
      expect(diffWidget(gauge({ at: { x: 1 } }, 'He'), gauge({ at: { x: 1 } }, 'He'))).toEqual([]);
      expect(diffWidget(gauge({ at: [1] }, 'He'), gauge({ at: [1] }, 'Hello'))).toEqual([
        delta('t', 'llo', false),
      ]);
      expect(diffWidget(gauge({}, 'Hello'), gauge({}, 'World'))).toEqual([whole(gauge({}, 'World'))]);
      const flipped = {
        type: 'Card',
        children: [{ type: 'Gauge', children: [t('Hello', false)] }],
      } as WidgetRoot;
      expect(diffWidget(gauge({}, 'He'), flipped)).toEqual([whole(flipped)]);
      const nameless = (value: string) =>
        ({ type: 'Card', children: [{ type: 'Text', value }] }) as WidgetRoot;
      expect(diffWidget(nameless('a'), nameless('b'))).toEqual([whole(nameless('b'))]);
      for (const [a, b] of [
        [{ x: 1 }, { x: 2 }],
        [[1], [1, 2]],
        [[1], { 0: 1 }],
        [{ x: 1 }, 'x'],
      ]) {
        expect(diffWidget(gauge({ at: a }, ''), gauge({ at: b }, ''))).toEqual([whole(gauge({ at: b }, ''))]);
      }
    });

    it('takes a prop that one state lacks for a change, and does not fail [Q25]', () => {
      const [without, withSize] = [gauge({}, ''), gauge({ size: 1 }, '')];
      expect(diffWidget(without, withSize)).toEqual([whole(withSize)]);
      expect(diffWidget(withSize, without)).toEqual([whole(without)]);
      const bare: WidgetRoot = { type: 'Card' };
      expect(diffWidget(bare, without)).toEqual([whole(without)]);
      expect(diffWidget(without, bare)).toEqual([whole(bare)]);
    });

    it('takes absent, undefined and null for the same [Q25]', () => {
      expect(diffWidget(gauge({ size: null }, ''), gauge({ size: undefined }, ''))).toEqual([]);
      expect(diffWidget(gauge({ size: null }, ''), gauge({}, ''))).toEqual([]);
    });

    it('takes text that was no string before for a change', () => {
      const before = { type: 'Card', children: [{ type: 'Text', id: 't' }] } as WidgetRoot;
      expect(diffWidget(before, inCard(t('Hi')))).toEqual([whole(inCard(t('Hi')))]);
    });

    it('does not read children that are no components', () => {
      const before = { type: 'Card', children: ['a', [t('He')]] } as WidgetRoot;
      const after = { type: 'Card', children: ['a', [t('Hello')]] } as WidgetRoot;
      expect(diffWidget(before, before)).toEqual([]);
      expect(diffWidget(before, after)).toEqual([whole(after)]);
    });
  });

  it('leaves nulls out of the whole widget that it sends [E131]', () => {
    const after = { type: 'Card', size: null, children: [null, t('a')] } as WidgetRoot;
    expect(diffWidget(inCard(), after)).toStrictEqual([whole(inCard(t('a')))]);
  });

  it('shares nothing with the states, and changes neither', () => {
    const [before, after] = [inCard(), inCard(t('a'))];
    const [update] = diffWidget(before, after) as Extract<ItemUpdate, { widget: unknown }>[];
    update!.widget.children = [];
    expect([before, after]).toEqual([inCard(), inCard(t('a'))]);
  });

  it('turns any state into any other, as a client folds it', () => {
    const seen = new Set<string>();
    for (let seed = 1; seed <= 3000; seed++) {
      const random = seeded(seed);
      const before = randomRoot(random);
      const after = randomlyChanged(random, before);
      const updates = diffWidget(before, after);
      const item = { type: 'widget', widget: withoutNulls(before) } as WidgetItem;
      for (const update of updates) {
        applyUpdate(item, update);
        seen.add(update.type);
      }
      expect({ seed, widget: item.widget }).toEqual({ seed, widget: withoutNulls(after) });
    }
    expect(seen.size).toBe(2);
  });
});
