import type { ReactNode } from 'react';
import type { AnyComponent } from '../../../../src/protocol/widgets/components';
import type { WidgetComponent } from '../../../../src/protocol/widgets/widget';
import { BasicView, BoxView, DividerView, FormView, RowView, SpacerView, TransitionView } from './boxes';
import { ButtonView } from './button';
import { CardView } from './card';
import { ChartTable } from './chart-table';
import { CheckboxView, DatePickerView, RadioGroupView, SelectView } from './choices';
import { ListItemView, ListView } from './list-view';
import { IconView, ImageView } from './media';
import { TableView } from './table';
import { InputView, TextareaView } from './text-fields';
import { BadgeView, CaptionView, LabelView, MarkdownView, TextView, TitleView } from './texts';
import { WidgetText } from './widget-text';

type View<Type> = (props: { component: Extract<AnyComponent, { type: Type }> }) => ReactNode;

/** What draws each type. Rows and cells have no entry: their table draws them. */
const views: { [Type in Exclude<AnyComponent['type'], `Table.${string}`>]: View<Type> } = {
  Card: CardView,
  ListView: ListView,
  ListViewItem: ListItemView,
  Basic: BasicView,
  Box: BoxView,
  Row: RowView,
  Col: BoxView,
  Form: FormView,
  Spacer: SpacerView,
  Divider: DividerView,
  Transition: TransitionView,
  Text: TextView,
  Title: TitleView,
  Caption: CaptionView,
  Markdown: MarkdownView,
  Label: LabelView,
  Badge: BadgeView,
  Icon: IconView,
  Image: ImageView,
  Button: ButtonView,
  Input: InputView,
  Textarea: TextareaView,
  Select: SelectView,
  DatePicker: DatePickerView,
  Checkbox: CheckboxView,
  RadioGroup: RadioGroupView,
  Table: TableView,
  Chart: ChartTable,
};

/** A component by its type. Of an unknown one the words are shown. */
export function Component({ component }: { component: WidgetComponent }) {
  const View = Object.hasOwn(views, component.type)
    ? (views[component.type as keyof typeof views] as (props: { component: WidgetComponent }) => ReactNode)
    : null;
  return View ? <View component={component} /> : <WidgetText widget={component} />;
}
