import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { WidgetItem } from '../../../src/protocol/items.js';
import { checkWidget } from '../../../src/protocol/widgets/validate-widget.js';
import { WidgetTemplate, WidgetTemplateError } from '../../../src/protocol/widgets/widget-template.js';

const read = (name: string) => WidgetTemplate.fromFile(`templates/${name}.widget`, import.meta.url);
const inline = (template: string, name = 'test') => new WidgetTemplate({ version: '1.0', name, template });
const value = (expression: string, data?: object) =>
  inline(`{"type":"Card","children":[],"value":{{ (${expression}) | tojson }}}`).build(data).value;
const text = (words: string) => ({ type: 'Text', value: words });

describe('a widget template', () => {
  it('builds a list without data [E135]', () => {
    expect(read('plain-list').build()).toStrictEqual({
      type: 'ListView',
      children: [
        { type: 'ListViewItem', key: 'tea', children: [text('Tea')] },
        {
          type: 'ListViewItem',
          key: 'coffee',
          onClickAction: { type: 'drink.pick', payload: { id: 'coffee' } },
          children: [{ type: 'Icon', name: 'star' }, text('Coffee')],
        },
      ],
    });
  });

  it('builds a card without data [E136]', () => {
    expect(read('plain-card').build()).toStrictEqual({
      type: 'Card',
      size: 'sm',
      status: { text: 'Kitchen', icon: 'info' },
      children: [
        { type: 'Title', value: 'Closed' },
        { type: 'Divider' },
        { type: 'Markdown', value: 'Open again **tomorrow**.' },
      ],
      confirm: { label: 'Remind me', action: { type: 'remind' } },
    });
  });

  it('builds a row for each entry of a list, commas right [E137]', () => {
    const plants = [
      { id: 'a', name: 'Aloe', days: 14 },
      { id: 'b', name: 'Basil', days: 1 },
      { id: 'c', name: 'Clover', days: 0 },
    ];
    const row = (key: string, words: string, days: string) => ({
      type: 'ListViewItem',
      key,
      children: [text(words), { type: 'Caption', value: days }],
    });
    expect(read('rows').build({ plants })).toStrictEqual({
      type: 'ListView',
      children: [
        row('a', '1. Aloe', '14 days'),
        row('b', '2. Basil', '1 day'),
        row('c', '3. Clover', '0 days'),
      ],
    });
  });

  it('reads nested data, and keeps the line breaks of a text [E138]', () => {
    const user = { name: 'Ada', picture: '/ada.png' };
    const body = 'Two lines:\n\n- "one"\n- {{ two }} <é😀>';
    const widget = read('message').build({ channel: '#garden', user, body });
    expect(widget).toMatchObject({
      status: { text: '#garden' },
      children: [{ children: [{ src: '/ada.png' }, { value: 'Ada' }] }, { type: 'Markdown', value: body }],
    });
  });

  it('builds a root of type Basic, which a widget item takes [E139 E140]', () => {
    const widget = read('preview').build({ cover: '/c.png', title: 'T', author: 'A' });
    expect(widget).toMatchObject({ type: 'Basic', direction: 'row' });
    expect(checkWidget(widget)).toEqual([]);
    const item = {
      type: 'widget',
      id: 'msg_1',
      thread_id: 'thr_1',
      created_at: '2026-01-02T03:04:05.678Z',
      widget,
    };
    expect(WidgetItem.parse(item)).toStrictEqual(item);
  });

  it('builds arrays by the leading comma, one within another', () => {
    const orders = [
      { id: '1', title: 'Soup, hot', parts: ['a', ',b'] },
      { id: '2', title: 'Bread', parts: [] },
    ];
    const { children } = read('orders').build({ orders, chosen: null, note: 'Until noon' });
    expect(children).toMatchObject([
      {
        key: '1',
        children: [{}, { type: 'Row', children: [{ label: 'a' }, { label: ',b', key: 'part-1' }] }],
      },
      { key: '2', children: [{ value: 'Bread' }] },
      { key: 'note' },
    ]);
  });

  it('builds a list of a thousand rows', () => {
    const plants = Array.from({ length: 1000 }, (_, days) => ({ id: `p${days}`, name: 'Fern', days }));
    expect(read('rows').build({ plants }).children).toHaveLength(1000);
  });

  it('can be built again and again, and leaves its data alone', () => {
    const agenda = read('agenda');
    const data = { days: [{ label: 'Friday', events: [{ id: 'e1', title: 'Sowing' }] }], chosenId: 'e1' };
    const before = structuredClone(data);
    expect(agenda.build(data)).toEqual(agenda.build(data));
    expect(data).toEqual(before);
    const grow = inline('{% set _ = xs.append(1) %}{"type":"Card","children":[],"xs":{{ xs | tojson }}}');
    const xs = [0];
    expect([grow.build({ xs }).xs, grow.build({ xs }).xs, xs]).toEqual([[0, 1], [0, 1], [0]]);
  });

  it('takes data as JSON says them: dates are text, and what is undefined is not there', () => {
    expect(value('at', { at: new Date(0) })).toBe('1970-01-01T00:00:00.000Z');
    expect(() => value('gone', { gone: undefined })).toThrow('gone is not defined');
  });

  it('takes what is in the data for text, whatever it looks like', () => {
    const body = '{{ secret }}{% for i in range(9) %}", "type": "Evil';
    expect(value('body', { body, secret: 1 })).toBe(body);
    expect(
      Object.keys(
        inline('{"type":"Card"}').build(JSON.parse('{"__proto__":{"a":1},"constructor":1}') as object),
      ),
    ).toEqual(['type']);
    expect(() => value('constructor')).toThrow('constructor is not defined');
    expect(() => value('a.constructor', { a: {} })).toThrow('a.constructor is not defined');
  });
});

describe('a variable that a template reads and the data do not have', () => {
  it.each([
    ['name', {}, 'name'],
    ['user.name', { user: {} }, 'user.name'],
    ['user.name', {}, 'user'],
    ['user["first name"]', { user: {} }, 'user["first name"]'],
    ['users[3].name', { users: [] }, 'users[3]'],
    ['a ~ name', { a: 1 }, 'name'],
    ['name or 1', {}, 'name'],
    ['x if name else y', {}, 'name'],
    ['a.b.c | default(1)', { a: {} }, 'a.b'],
    ['greet(1)', {}, 'greet'],
    ['"a" if no', { no: false }, 'an "if" without "else"'],
  ])('fails by its name: %s', (expression, data, name) => {
    const message = `Widget template "test": it cannot be rendered: ${name} is not defined`;
    expect(() => value(expression, data)).toThrow(
      expect.objectContaining({ name: 'WidgetTemplateError', message }),
    );
  });

  it('is rescued by a default, and can be asked for', () => {
    expect(value('name | default("Ada")')).toBe('Ada');
    expect(value('user.name | d("Ada")', { user: {} })).toBe('Ada');
    expect(value('name is defined')).toBe(false);
    expect(value('user.name is not defined', { user: {} })).toBe(true);
  });
});

describe('a template that cannot be used', () => {
  it.each(['2.0', '1', 1, undefined])('is refused for its version: %j', (version) => {
    const definition = { version, name: 'test', template: '{}' } as never;
    expect(() => new WidgetTemplate(definition)).toThrow(/"test": .*expected "1.0".*version/s);
  });

  it.each([[{ version: '1.0' }], [{ version: '1.0', name: 'test' }], [null], ['{}']])(
    'is refused: %j',
    (definition) => {
      expect(() => new WidgetTemplate(definition as never)).toThrow(WidgetTemplateError);
    },
  );

  it.each(['{{ a', '{% for a %}{% endfor %}', '{% if a %}', '{{ a | }}', '{% nothing %}'])(
    'is refused when it is made: %s',
    (template) =>
      expect(() => inline(template)).toThrow('Widget template "test": its template cannot be read: '),
  );

  it.each([
    ['{"type":"Text","value":"x"}', 'widget.type: '],
    ['{"children":[]}', 'widget.type: '],
    ['[]', 'widget: '],
    ['null', 'widget: '],
    ['{"type":"Card","key":7}', 'widget.key: '],
    ['{"type":"Card","children":["x"]}', 'widget.children[0]: '],
    [
      '{"type":"Card","children":[{"type":"Row","children":[{"value":"x"}]}]}',
      'widget.children[0].children[0].type: ',
    ],
    [
      '{"type":"Card","children":[{"type":"Transition","children":{"id":7}}]}',
      'widget.children[0].children.type: ',
    ],
  ])('says where what it came to is no widget: %s', (template, where) => {
    expect(() => inline(template).build()).toThrow(`Widget template "test": ${where}`);
  });

  it('says so when what it came to is not JSON', () => {
    expect(() => inline('{"type":"Card",}').build()).toThrow('"test": what it rendered is not JSON: ');
  });

  it('keeps the cause', () => {
    const data = { self: {} };
    data.self = data;
    const build = () => inline('{"type":"Card"}').build(data);
    expect(build).toThrow(expect.objectContaining({ cause: expect.any(TypeError) }));
  });

  it.each([
    [
      '{% for a in xs %}{% for b in xs %}{% for c in xs %}{{ a }}{% endfor %}{% endfor %}{% endfor %}',
      'does not end',
    ],
    ['{% for i in range(1000000000) %}{% endfor %}', 'range() makes at most'],
    ['{% for i in range(0, 1, 0) %}{% endfor %}', 'range() makes at most'],
    ['{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}', 'cannot be rendered'],
  ])('is stopped when it would not end: %s', (template, why) => {
    expect(() => inline(template).build({ xs: Array(300).fill(1) })).toThrow(why);
  });
});

describe('a template in a file', () => {
  it('is found from the file that asks, wherever the process was started [E141]', () => {
    const started = process.cwd();
    process.chdir(tmpdir());
    try {
      expect(WidgetTemplate.fromFile('templates/rows.widget', import.meta.url).name).toBe('rows');
      expect(WidgetTemplate.fromFile('./templates/rows.widget', __filename).name).toBe('rows');
      expect(WidgetTemplate.fromFile('../widgets/templates/rows.widget', new URL(import.meta.url)).name).toBe(
        'rows',
      );
    } finally {
      process.chdir(started);
    }
  });

  it('is found by its absolute path, and by its URL', () => {
    const path = resolve(__dirname, 'templates/rows.widget');
    expect(WidgetTemplate.fromFile(path).name).toBe('rows');
    expect(WidgetTemplate.fromFile(pathToFileURL(path)).name).toBe('rows');
    expect(WidgetTemplate.fromFile(pathToFileURL(path).href, '/elsewhere/file.js').name).toBe('rows');
  });

  it('is refused by a relative path that has nothing to start from', () => {
    expect(() => WidgetTemplate.fromFile('templates/rows.widget')).toThrow(
      'Widget template "templates/rows.widget": it cannot be read: a relative path needs import.meta.url',
    );
  });

  it('keeps what the studio wrote about it', () => {
    const { name, version, dataSchema } = read('rows');
    expect({ name, version, dataSchema }).toEqual({
      name: 'rows',
      version: '1.0',
      dataSchema: { type: 'object', properties: { plants: { type: 'array' } }, required: ['plants'] },
    });
  });

  it('says which file is missing, or no JSON', () => {
    const path = join(mkdtempSync(join(tmpdir(), 'widget-')), 'broken.widget');
    expect(() => WidgetTemplate.fromFile(path)).toThrow(
      `Widget template "${path}": it cannot be read: ENOENT`,
    );
    writeFileSync(path, '{');
    expect(() => WidgetTemplate.fromFile(path)).toThrow(`Widget template "${path}": it is not JSON: `);
  });
});

describe('the deprecated way to build a Basic', () => {
  it('still works, and warns once [E142]', () => {
    const warn = jest.spyOn(process, 'emitWarning').mockReturnValue();
    const data = { cover: '/c.png', title: 'T', author: 'A' };
    expect(read('preview').buildBasic(data)).toEqual(read('preview').build(data));
    expect(() => read('plain-card').buildBasic()).toThrow('its root is not Basic but Card');
    expect(warn.mock.calls).toEqual([
      [expect.stringContaining('buildBasic is deprecated'), 'DeprecationWarning'],
    ]);
    warn.mockRestore();
  });
});
