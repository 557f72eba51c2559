import { z } from 'zod';
import type { WidgetItem } from '../../../src/protocol/items.js';
import { card, listView, listViewItem, text, title } from '../../../src/protocol/widgets/builders.js';
import { componentTypes } from '../../../src/protocol/widgets/component-schemas.js';
import { checkWidget } from '../../../src/protocol/widgets/validate-widget.js';
import { WidgetRoot } from '../../../src/protocol/widgets/widget.js';
import { withoutNulls } from '../../../src/protocol/widgets/without-nulls.js';
import { examples, exampleTypes, inRoot } from './examples.js';

describe('the builders of widgets', () => {
  it.each(exampleTypes)('write the type of a %s first [E129]', (type) => {
    for (const component of examples[type]) expect(Object.entries(component)[0]).toEqual(['type', type]);
  });

  it.each(exampleTypes)('make a %s that is free of faults', (type) => {
    for (const component of examples[type]) expect(checkWidget(inRoot(component))).toEqual([]);
  });

  it('are there for every component that has a schema', () => {
    expect(exampleTypes.toSorted()).toEqual(componentTypes.toSorted());
  });

  it.each(exampleTypes)('make a %s that is plain JSON', (type) => {
    for (const component of examples[type]) {
      expect(z.json().safeParse(component).success).toBe(true);
      expect(JSON.parse(JSON.stringify(component))).toStrictEqual(component);
    }
  });

  it('write the type at the root and in the children [E129]', () => {
    expect(card({ children: [text({ value: 'Hi' })] })).toStrictEqual({
      type: 'Card',
      children: [{ type: 'Text', value: 'Hi' }],
    });
  });

  it('leave out what is null or undefined [E130]', () => {
    const built = card({
      key: null,
      padding: undefined,
      status: null,
      collapsed: null,
      children: [null, text({ value: 'Hi', italic: null, streaming: undefined, color: null }), undefined],
    });
    expect(Object.keys(built)).toEqual(['type', 'children']);
    expect(built.children).toStrictEqual([{ type: 'Text', value: 'Hi' }]);
  });

  it('leave nulls out of nested objects and arrays, payloads of actions too [E131]', () => {
    const payload = { a: null, b: 1, c: [null, { d: undefined }, 2] };
    const item: Pick<WidgetItem, 'widget'> = {
      widget: listView({
        children: [listViewItem({ children: [], onClickAction: { type: 'go', payload } })],
      }),
    };
    expect(JSON.stringify(item)).toBe(
      '{"widget":{"type":"ListView","children":[{"type":"ListViewItem","children":[],' +
        '"onClickAction":{"type":"go","payload":{"b":1,"c":[{},2]}}}]}}',
    );
  });

  it('keep an action as it was authored, without defaults of its own [Q23]', () => {
    const built = card({ children: [], confirm: { label: 'Yes', action: { type: 'yes' } } });
    expect(built.confirm!.action).toStrictEqual({ type: 'yes' });
  });

  it('share nothing with what they were given', () => {
    const children = [text({ value: 'Hi' })];
    const built = card({ children });
    children[0]!.value = 'later';
    expect(built.children[0]).toMatchObject({ value: 'Hi' });
  });

  it('are not misled by the type of a component whose props were spread', () => {
    const heading = title({ value: 'Hi', weight: 'bold' });
    expect(text({ ...heading, size: 'xs' })).toStrictEqual({
      type: 'Text',
      value: 'Hi',
      weight: 'bold',
      size: 'xs',
    });
  });

  it('take list items alone into a list, by their types', () => {
    // @ts-expect-error a text is no list item
    expect(checkWidget(listView({ children: [text({ value: 'Hi' })] }))).toHaveLength(1);
    // @ts-expect-error a list item stands in a list alone
    expect(checkWidget(card({ children: [listViewItem({ children: [] })] }))).toHaveLength(1);
  });

  it('return roots that a widget item takes, unknown props and all [Q23]', () => {
    const root: WidgetRoot = { ...card({ children: [] }), glow: { strength: 2 } };
    expect(WidgetRoot.parse(root)).toStrictEqual(root);
  });
});

describe('leaving nulls out', () => {
  it('keeps every other value as it is', () => {
    const value = { zero: 0, no: false, empty: '', list: [], object: {}, ['__proto__']: { a: 1 } };
    expect(withoutNulls(value)).toStrictEqual(value);
    expect(Object.keys(withoutNulls(value))).toContain('__proto__');
  });

  it('copies what JSON would say, and leaves out what JSON cannot say', () => {
    const value = { at: new Date(0), not: NaN, run: () => 1, list: [Infinity, Symbol('s'), 1] };
    expect(withoutNulls(value)).toStrictEqual({ at: '1970-01-01T00:00:00.000Z', list: [1] });
  });
});
