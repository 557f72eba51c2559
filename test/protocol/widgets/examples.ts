import * as b from '../../../src/protocol/widgets/builders.js';
import type {
  AnyComponent,
  Component,
  ComponentType,
  Root,
} from '../../../src/protocol/widgets/components.js';
import { action, block, leafExamples, type Examples } from './leaf-examples.js';

const border = { top: 1, x: { size: 2, color: 'subtle', style: 'dashed' } } as const;
const boxed = {
  ...block,
  align: 'baseline',
  justify: 'evenly',
  wrap: 'wrap',
  flex: '1 1 auto',
  gap: 2,
  padding: 3,
  border,
  background: { dark: '#000', light: '#fff' },
} as const;
const leaf = () => b.text({ value: 'x' });

/** Every component there is. */
export const examples: Examples<AnyComponent> = {
  Card: [
    b.card({ children: [] }),
    b.card({
      children: [leaf()],
      id: 'card',
      key: 'k',
      asForm: true,
      background: 'surface',
      border,
      size: 'full',
      padding: { y: 2 },
      status: { text: 's', icon: 'bolt' },
      collapsed: false,
      confirm: { label: 'Yes', action },
      cancel: { label: 'No', action: { type: 'no' } },
      theme: 'dark',
    }),
  ],
  ListView: [
    b.listView({ children: [] }),
    b.listView({
      children: [b.listViewItem({ children: [leaf()] })],
      limit: 'auto',
      status: { text: 's', favicon: 'https://example.com/i.png', frame: true },
      theme: 'light',
    }),
  ],
  ListViewItem: [
    b.listViewItem({ children: [] }),
    b.listViewItem({ children: [leaf()], onClickAction: action, gap: 1, align: 'center' }),
  ],
  Basic: [
    b.basic(),
    b.basic({
      children: [leaf(), b.card({ children: [] })],
      theme: 'dark',
      direction: 'row',
      gap: 1,
      padding: '1rem',
      align: 'end',
      justify: 'between',
    }),
  ],
  Box: [b.box(), b.box({ ...boxed, direction: 'col', children: [leaf()] })],
  Row: [b.row(), b.row({ ...boxed, children: [leaf()] })],
  Col: [b.col(), b.col({ ...boxed, border: 1, padding: 'inherit', children: [leaf()] })],
  Form: [b.form(), b.form({ ...boxed, direction: 'col', onSubmitAction: action, children: [leaf()] })],
  Transition: [b.transition({ children: leaf() }), b.transition({ children: b.box({ children: [leaf()] }) })],
  Table: [b.table(), b.table({ children: [b.tableRow()] })],
  'Table.Row': [b.tableRow(), b.tableRow({ header: true, children: [b.tableCell()] })],
  'Table.Cell': [
    b.tableCell(),
    b.tableCell({
      children: [leaf()],
      width: 100,
      padding: { x: 1 },
      colSpan: 2,
      rowSpan: 1,
      align: 'end',
      vAlign: 'center',
      colSize: 'xl',
    }),
  ],
  ...leafExamples,
};

/** The component in a root that may hold it, or the component itself when it is one. */
export function inRoot(component: AnyComponent): Root {
  switch (component.type) {
    case 'Card':
    case 'ListView':
    case 'Basic':
      return component;
    case 'ListViewItem':
      return b.listView({ children: [component] });
    case 'Table.Row':
      return inRoot(b.table({ children: [component] }));
    case 'Table.Cell':
      return inRoot(b.tableRow({ children: [component] }));
    default:
      return b.card({ children: [component satisfies Component] });
  }
}

export const exampleTypes = Object.keys(examples) as ComponentType[];
