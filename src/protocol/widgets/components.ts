import type { Chart } from './chart.js';
import type { Button, Checkbox, DatePicker, Input, RadioGroup, Select, Textarea } from './forms.js';
import type { Divider, Icon, Image, Spacer } from './media.js';
import type { Badge, Caption, Label, Markdown, Text, Title } from './text.js';
import type {
  ActionConfig,
  Alignment,
  BackgroundColor,
  Border,
  Borders,
  BoxProps,
  CardAction,
  ComponentBase,
  Direction,
  Gap,
  Justification,
  Len,
  Spacing,
  ThemeName,
  WidgetStatus,
} from './values.js';

// Components that hold others, and what may stand where. They are told apart by `type`. A widget authored as bare
// JSON needs none of this: it is a `WidgetRoot`, and goes through as it is.

/** A framed container, with an optional header line and a footer of two buttons. */
export type Card = ComponentBase<'Card'> & {
  children: Component[];
  /** The card is a form: confirming checks its fields and carries their values. */
  asForm?: boolean;
  background?: BackgroundColor;
  /** A width in pixels, a line, or lines by side. */
  border?: number | Border | Borders;
  size?: 'sm' | 'md' | 'lg' | 'full';
  padding?: Gap | Spacing;
  status?: WidgetStatus;
  /** The body folds away when the main action is done. */
  collapsed?: boolean;
  confirm?: CardAction;
  cancel?: CardAction;
  theme?: ThemeName;
};

/** A list of items, and of nothing else. */
export type ListView = ComponentBase<'ListView'> & {
  children: ListViewItem[];
  /** Items shown before "show more". */
  limit?: number | 'auto';
  status?: WidgetStatus;
  theme?: ThemeName;
};

/** One row of a {@link ListView}; it stands nowhere else. */
export type ListViewItem = ComponentBase<'ListViewItem'> & {
  children: Component[];
  onClickAction?: ActionConfig;
  gap?: Gap;
  align?: Alignment;
};

/** A bare container; the one that may hold other roots. */
export type Basic = ComponentBase<'Basic'> & {
  children?: Component | Root | (Component | Root)[];
  theme?: ThemeName;
  direction?: Direction;
  gap?: Gap;
  padding?: Gap | Spacing;
  align?: Alignment;
  justify?: Justification;
};

type BoxBase = BoxProps & { children?: Component[] };
export type Box = ComponentBase<'Box'> & BoxBase & { direction?: Direction };
export type Row = ComponentBase<'Row'> & BoxBase;
export type Col = ComponentBase<'Col'> & BoxBase;
/** A box whose fields' values are merged into the payload of every action in it. */
export type Form = ComponentBase<'Form'> & BoxBase & { onSubmitAction?: ActionConfig; direction?: Direction };

/** Animates the change from one child to the next. */
export type Transition = ComponentBase<'Transition'> & { children: Component };

export type Table = ComponentBase<'Table'> & { children?: TableRow[] };
export type TableRow = ComponentBase<'Table.Row'> & { children?: TableCell[]; header?: boolean };
export type TableCell = ComponentBase<'Table.Cell'> & {
  children?: Component[];
  width?: Len;
  padding?: Spacing;
  colSpan?: number;
  rowSpan?: number;
  align?: 'start' | 'center' | 'end';
  vAlign?: 'start' | 'center' | 'end';
  colSize?: 'xs' | 'sm' | 'md' | 'lg' | 'xl';
};

/** What a widget item can carry. */
export type Root = Card | ListView | Basic;

/** What may stand in a container. */
export type Component =
  | Box
  | Row
  | Col
  | Form
  | Transition
  | Table
  | Spacer
  | Divider
  | Text
  | Title
  | Caption
  | Markdown
  | Label
  | Badge
  | Icon
  | Image
  | Button
  | Input
  | Textarea
  | Select
  | DatePicker
  | Checkbox
  | RadioGroup
  | Chart;

/** Every component there is: the roots, what they hold, and the parts of lists and tables. */
export type AnyComponent = Root | Component | ListViewItem | TableRow | TableCell;
export type ComponentType = AnyComponent['type'];
