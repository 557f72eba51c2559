import { readFileSync } from 'node:fs';
import { compileFunction } from 'node:vm';
import ts from 'typescript';
import * as builders from '../../src/protocol/widgets/builders.js';
import { replaceWidget } from '../../src/protocol/widgets/replace-widget.js';
import { streamWidget } from '../../src/protocol/widgets/stream-widget.js';
import { checkWidget, type WidgetFault } from '../../src/protocol/widgets/validate-widget.js';
import { WidgetTemplate } from '../../src/protocol/widgets/widget-template.js';

const library = { ...builders, replaceWidget, streamWidget, checkWidget, WidgetTemplate };
const page = readFileSync('docs/widgets.md', 'utf8');
const examples = [...page.matchAll(/^## (.*?)\n[^]*?```ts\n([^]*?)```/gm)];

type Event = { update?: { delta?: string }; item?: object };
interface Exports {
  widget: { children: { type: string }[] };
  faults: WidgetFault[];
  respond(thread: object): AsyncIterable<Event>;
  action(thread: object, action: object, sender: object): AsyncIterable<Event>;
}

/** Runs the example of a section, and gives what it exports. */
function run(section: string): Exports {
  const [, , source] = examples.find(([, title]) => title === section)!;
  const options = { module: ts.ModuleKind.CommonJS, target: ts.ScriptTarget.ES2022 };
  const exported = {};
  compileFunction(ts.transpile(source!, options), ['exports', 'require'])(exported, (name: string) => {
    expect(name).toBe('nestjs-chatkit');
    return library;
  });
  return exported as Exports;
}

async function collect(events: AsyncIterable<Event>): Promise<Event[]> {
  const collected: Event[] = [];
  for await (const event of events) collected.push(event);
  return collected;
}

describe('the page on widgets', () => {
  it('has an example in five sections, each of which is run here', () => {
    expect(examples.map(([, title]) => title)).toEqual([
      'Builders',
      'Plain JSON',
      'Showing one, whole or in steps',
      'Templates',
      'Actions',
    ]);
    expect(page.match(/```ts\n/g)).toHaveLength(examples.length);
  });

  it('builds a card without faults', () => {
    const { widget, faults } = run('Builders');
    expect(faults).toEqual([]);
    expect(widget.children.map(({ type }) => type)).toEqual(['Title', 'Text', 'Button']);
  });

  it('finds the fault that it promises', () => {
    const [fault, ...others] = run('Plain JSON').faults;
    expect(others).toEqual([]);
    const [, path, message] = /path: '(.*?)', message: '(.*?) …'/.exec(page)!;
    expect(fault).toEqual({ path, message: expect.stringContaining(message!) });
  });

  it('shows a widget in steps', async () => {
    const events = await collect(run('Showing one, whole or in steps').respond({ id: 'thr_1' }));
    expect(events.map(({ update }) => update?.delta)).toEqual([undefined, 'One ', 'two', undefined]);
  });

  it('builds from a template', () => {
    expect(run('Templates').widget.children).toEqual([{ type: 'Title', value: 'Hello Ada' }]);
  });

  it('replaces a widget', async () => {
    const action = { type: 'order.send', payload: { id: 7 } };
    const [event, ...others] = await collect(run('Actions').action({}, action, { id: 'msg_1' }));
    expect(others).toEqual([]);
    expect(event).toMatchObject({
      item: { id: 'msg_1', widget: { children: [{ value: 'Order 7 is sent.' }] } },
    });
  });
});
