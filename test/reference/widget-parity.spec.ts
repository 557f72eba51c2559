import { readFileSync } from 'node:fs';
import { WidgetTemplate } from '../../src/protocol/widgets/widget-template.js';
import { recordedFolder } from './recorded.js';

type Answer = { widget: Record<string, unknown> } | { error: string };
const templates = 'test/protocol/widgets/templates';
const read = <T>(path: string) => JSON.parse(readFileSync(path, 'utf8')) as T;
const cases = read<{ name: string; file: string; data?: object }[]>(`${templates}/cases.json`);
const language = read<{ data: object; expressions: string[]; blocks: string[] }>(
  `${templates}/expressions.json`,
);
const recorded = read<{
  versions: Record<string, string>;
  files: Record<string, Answer>;
  texts: Record<string, Answer>;
}>(`${recordedFolder}/recorded-widgets.json`);

/** What we make of it, in the words of the record; of a failure, only that it is one. */
function answer(make: () => object): Answer {
  try {
    return { widget: make() as Record<string, unknown> };
  } catch {
    return { error: expect.any(String) as string };
  }
}

describe(`what Jinja2 ${recorded.versions.jinja2} makes of a template, and what we do`, () => {
  it.each(cases)('of $file: $name', ({ name, file, data }) => {
    const template = new WidgetTemplate(read(`${templates}/${file}.widget`));
    expect(recorded.files[name]).toEqual(answer(() => template.build(data)));
  });

  const texts = [...language.expressions.map((it) => `{{ (${it}) | tojson }}`), ...language.blocks];
  it.each(texts)('of %j', (text) => {
    const template = `{% set text %}${text}{% endset %}{"type":"Card","children":[],"text":{{ text | tojson }}}`;
    const make = () => new WidgetTemplate({ version: '1.0', name: 'text', template }).build(language.data);
    expect(recorded.texts[text]).toEqual(answer(make));
  });

  it('was recorded for every case, and for no other', () => {
    expect(Object.keys(recorded.files)).toEqual(cases.map(({ name }) => name));
    expect(Object.keys(recorded.texts)).toEqual(texts);
  });
});
