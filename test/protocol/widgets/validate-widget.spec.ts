import { iconNames } from '../../../src/protocol/icons.js';
import { card, listView, text, transition } from '../../../src/protocol/widgets/builders.js';
import { checkWidget } from '../../../src/protocol/widgets/validate-widget.js';

const inCard = (...children: unknown[]) => ({ type: 'Card', children });
const fault = (path: string, message: unknown) => [{ path, message }];

describe('checking a widget', () => {
  it.each([
    [undefined, 'widget', 'must be an object'],
    [[], 'widget', 'must be an object'],
    [{}, 'widget.type', 'must be Card, ListView, Basic at the root'],
    [text({ value: 'Hi' }), 'widget.type', 'must be Card, ListView, Basic at the root, not Text'],
    [{ type: 'Gauge' }, 'widget.type', 'must be Card, ListView, Basic at the root, not Gauge'],
    [{ type: 'constructor' }, 'widget.type', 'must be Card, ListView, Basic at the root, not constructor'],
  ])('refuses %j as a root', (widget, path, message) => {
    expect(checkWidget(widget)).toEqual(fault(path, message));
  });

  it.each([
    [{ type: 'Text' }, 'value'],
    [{ type: 'Text', value: null }, 'value'],
    [{ type: 'Icon' }, 'name'],
    [{ type: 'Label', value: 'x' }, 'fieldName'],
    [{ type: 'Image' }, 'src'],
    [{ type: 'Input' }, 'name'],
    [{ type: 'Select', name: 's' }, 'options'],
    [{ type: 'Select', name: 's', options: [{ value: 'a' }] }, 'options[0].label'],
    [{ type: 'Button', onClickAction: { payload: {} } }, 'onClickAction.type'],
    [{ type: 'Chart', data: [], series: [] }, 'xAxis'],
    [{ type: 'Chart', data: [], xAxis: 'x', series: [{ type: 'bar' }] }, 'series[0].dataKey'],
    [{ type: 'Transition' }, 'children'],
  ])('misses what %j must have', (component, prop) => {
    expect(checkWidget(inCard(component))).toEqual(fault(`widget.children[0].${prop}`, 'is required'));
  });

  it('misses the children of a root that must have some', () => {
    expect(checkWidget({ type: 'Card' })).toEqual(fault('widget.children', 'is required'));
    expect(checkWidget({ type: 'ListView' })).toEqual(fault('widget.children', 'is required'));
    expect(checkWidget({ type: 'Basic' })).toEqual([]);
  });

  it.each([
    [{ type: 'Text', value: 7 }, 'value', 'expected string, received number'],
    [{ type: 'Text', value: 'x', size: 'huge' }, 'size', expect.stringContaining('expected one of "xs"')],
    [{ type: 'Text', value: 'x', color: 5 }, 'color', 'expected a colour, or one as {dark, light}'],
    [{ type: 'Text', value: 'x', editable: true }, 'editable', expect.stringContaining('expected false')],
    [{ type: 'Box', border: 1.5 }, 'border', expect.stringContaining('expected a width in whole pixels')],
    [{ type: 'DatePicker', name: 'd', min: 'soon' }, 'min', 'expected an ISO 8601 date or date-time'],
    [{ type: 'Button', onClickAction: { type: '' } }, 'onClickAction.type', 'expected a name'],
    [{ type: 'Text', value: 'x', id: 7 }, 'id', 'must be a string'],
    [{ type: 'Text', value: 'x', key: 7 }, 'key', 'must be a string'],
  ])('says what is wrong with %j', (component, prop, message) => {
    expect(checkWidget(inCard(component))).toEqual(fault(`widget.children[0].${prop}`, message));
  });

  it.each(['vendor:acme', 'lucide:leaf'])('knows the icon %s by its prefix [E143]', (name) => {
    expect(checkWidget(inCard({ type: 'Icon', name }))).toEqual([]);
  });

  it('knows every icon of the list, of which there are 64 [E144]', () => {
    expect(new Set(iconNames).size).toBe(64);
    expect(checkWidget(inCard(...iconNames.map((name) => ({ type: 'Icon', name }))))).toEqual([]);
  });

  it('refuses other icons wherever one is named [E145]', () => {
    const message = 'must be a built-in icon name, or start with `vendor:` or `lucide:`';
    const widget = {
      ...inCard({ type: 'Icon', name: 'upload' }, { type: 'Button', iconStart: 'upload', iconEnd: 'play' }),
      status: { text: 's', icon: 'upload' },
    };
    expect(checkWidget(widget)).toEqual([
      { path: 'widget.status.icon', message },
      { path: 'widget.children[0].name', message },
      { path: 'widget.children[1].iconStart', message },
    ]);
  });

  it('names both places of an id that is used twice, single children included [Q26]', () => {
    const twice = text({ id: 'a', value: 'x' });
    expect(checkWidget(card({ id: 'c', children: [transition({ children: twice }), twice] }))).toEqual(
      fault('widget.children[1].id', '"a" is already the id of widget.children[0].children'),
    );
  });

  it('lets the bars of a chart overlap', () => {
    const chart = { type: 'Chart', data: [{ x: 1 }], series: [{ type: 'bar', dataKey: 'x' }], xAxis: 'x' };
    expect(checkWidget(inCard({ ...chart, barGap: -8, barCategoryGap: 2 }))).toEqual([]);
    expect(checkWidget(inCard({ ...chart, barGap: 0.5 }))).toHaveLength(1);
  });

  it('takes a key for what it is: siblings of different parents may share one', () => {
    expect(checkWidget(inCard(text({ key: 'a', value: 'x' }), text({ key: 'a', value: 'y' })))).toEqual([]);
  });

  it.each([
    [listView({ children: [] }), text({ value: 'x' }), 'must be ListViewItem, not Text'],
    [
      card({ children: [] }),
      { type: 'ListViewItem', children: [] },
      'ListViewItem may stand only in ListView',
    ],
    [card({ children: [] }), { type: 'Table.Row' }, 'Table.Row may stand only in Table'],
    [card({ children: [] }), { type: 'Table.Cell' }, 'Table.Cell may stand only in Table.Row'],
    [card({ children: [] }), 'words', 'must be a component, an object with a type'],
    [card({ children: [] }), { value: 'x' }, 'must be a component, an object with a type'],
  ])('refuses a child where it may not stand: in %j, %j', (parent, child, message) => {
    expect(checkWidget({ ...parent, children: [child] })).toEqual(fault('widget.children[0]', message));
  });

  it('refuses one child in place of a list, and a list in place of one', () => {
    const one = text({ value: 'x' });
    expect(checkWidget({ type: 'Card', children: one })).toEqual(
      fault('widget.children', 'must be an array of components'),
    );
    expect(checkWidget(inCard({ type: 'Transition', children: [one] }))).toEqual(
      fault('widget.children[0].children', 'must be a single component'),
    );
    expect(checkWidget({ type: 'Basic', children: one })).toEqual([]);
    expect(checkWidget({ type: 'Basic', children: [one, card({ children: [] })] })).toEqual([]);
  });

  it('lets pass what a newer client may know: props, and components below the root', () => {
    const gauge = { type: 'Gauge', children: 'opaque', needle: { type: 'Text' } };
    expect(checkWidget({ ...inCard({ type: 'Text', value: 'x', glow: 3 }, gauge), aura: true })).toEqual([]);
  });

  it('looks into components that it does not know', () => {
    const gauge = { type: 'Gauge', children: [{ type: 'Text' }] };
    expect(checkWidget(inCard(gauge))).toEqual(fault('widget.children[0].children[0].value', 'is required'));
  });

  it('takes null for absent', () => {
    expect(
      checkWidget(inCard(null, { type: 'Text', value: 'x', id: null, size: null, color: null })),
    ).toEqual([]);
  });
});
