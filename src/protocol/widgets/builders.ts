import type { Chart } from './chart.js';
import type {
  AnyComponent,
  Basic,
  Box,
  Card,
  Col,
  Form,
  ListView,
  ListViewItem,
  Row,
  Table,
  TableCell,
  TableRow,
  Transition,
} from './components.js';
import type { Button, Checkbox, DatePicker, Input, RadioGroup, Select, Textarea } from './forms.js';
import type { Divider, Icon, Image, Spacer } from './media.js';
import type { Badge, Caption, Label, Markdown, Text, Title } from './text.js';
import { withoutNulls } from './without-nulls.js';

// One function per component. Each returns plain JSON that shares nothing with what it was given, with absent props
// left out (protocol document 8.3). Nothing is checked here beyond the types: `checkWidget` does that.

type Given<T> = T extends readonly (infer Element)[] ? readonly (Element | null | undefined)[] : T;

/**
 * What a component's builder takes: its props without `type`. An optional prop may be `null`, and an array may hold
 * `null` and `undefined`, all of which are left out: `children: [title, picture ? image(picture) : null]`.
 */
export type WidgetProps<C extends AnyComponent> = {
  [Prop in keyof C as Exclude<Prop, 'type'>]: Given<C[Prop]> | (undefined extends C[Prop] ? null : never);
};

function build<C extends AnyComponent>(type: C['type'], props: WidgetProps<C>): C {
  // The type comes first, to be read, and last, to win over that of a component whose props were spread.
  return withoutNulls(Object.assign({ type }, props, { type })) as unknown as C;
}

// Roots.

/** A framed container: `card({ children: [text({ value: 'Hi' })] })`. */
export const card = (props: WidgetProps<Card>): Card => build('Card', props);
/** A list; its children are made with {@link listViewItem}. */
export const listView = (props: WidgetProps<ListView>): ListView => build('ListView', props);
/** A bare container. */
export const basic = (props: WidgetProps<Basic> = {}): Basic => build('Basic', props);

// Layout.

/** A row of a {@link listView}. */
export const listViewItem = (props: WidgetProps<ListViewItem>): ListViewItem => build('ListViewItem', props);
/** A container in the direction it is told. */
export const box = (props: WidgetProps<Box> = {}): Box => build('Box', props);
/** Children side by side. */
export const row = (props: WidgetProps<Row> = {}): Row => build('Row', props);
/** Children below each other. */
export const col = (props: WidgetProps<Col> = {}): Col => build('Col', props);
/** A container whose fields travel with the actions in it. */
export const form = (props: WidgetProps<Form> = {}): Form => build('Form', props);
/** Room that takes what is left. */
export const spacer = (props: WidgetProps<Spacer> = {}): Spacer => build('Spacer', props);
/** A line between children. */
export const divider = (props: WidgetProps<Divider> = {}): Divider => build('Divider', props);
/** Animates the change of its one child. */
export const transition = (props: WidgetProps<Transition>): Transition => build('Transition', props);

// Words.

/** Running text. */
export const text = (props: WidgetProps<Text>): Text => build('Text', props);
/** A heading. */
export const title = (props: WidgetProps<Title>): Title => build('Title', props);
/** Small print. */
export const caption = (props: WidgetProps<Caption>): Caption => build('Caption', props);
/** Text with Markdown in it. */
export const markdown = (props: WidgetProps<Markdown>): Markdown => build('Markdown', props);
/** The words of a field. */
export const label = (props: WidgetProps<Label>): Label => build('Label', props);
/** A short word on a coloured ground. */
export const badge = (props: WidgetProps<Badge>): Badge => build('Badge', props);

// Pictures.

/** A named icon. */
export const icon = (props: WidgetProps<Icon>): Icon => build('Icon', props);
/** A picture by its URL. */
export const image = (props: WidgetProps<Image>): Image => build('Image', props);
/** A chart over rows of data. */
export const chart = (props: WidgetProps<Chart>): Chart => build('Chart', props);

// Tables.

/** A table; its children are made with {@link tableRow}. */
export const table = (props: WidgetProps<Table> = {}): Table => build('Table', props);
/** A row of a {@link table}; its children are made with {@link tableCell}. */
export const tableRow = (props: WidgetProps<TableRow> = {}): TableRow => build('Table.Row', props);
/** A cell of a {@link tableRow}. */
export const tableCell = (props: WidgetProps<TableCell> = {}): TableCell => build('Table.Cell', props);

// Buttons and fields.

/** A button. */
export const button = (props: WidgetProps<Button> = {}): Button => build('Button', props);
/** A field of one line. */
export const input = (props: WidgetProps<Input>): Input => build('Input', props);
/** A field of several lines. */
export const textarea = (props: WidgetProps<Textarea>): Textarea => build('Textarea', props);
/** A choice from a list that opens. */
export const select = (props: WidgetProps<Select>): Select => build('Select', props);
/** A choice of a date. */
export const datePicker = (props: WidgetProps<DatePicker>): DatePicker => build('DatePicker', props);
/** A box to tick. */
export const checkbox = (props: WidgetProps<Checkbox>): Checkbox => build('Checkbox', props);
/** A choice of one of the options in sight. */
export const radioGroup = (props: WidgetProps<RadioGroup>): RadioGroup => build('RadioGroup', props);
