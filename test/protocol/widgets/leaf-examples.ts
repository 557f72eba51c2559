import * as b from '../../../src/protocol/widgets/builders.js';
import type { AnyComponent } from '../../../src/protocol/widgets/components.js';
import type { ActionConfig } from '../../../src/protocol/widgets/values.js';

/** Components twice each: with nothing but what they require, and with much of what they may have. */
export type Examples<Of extends AnyComponent> = { [C in Of as C['type']]: [least: C, most: C] };

export const action: ActionConfig = {
  type: 'pick',
  payload: { id: 1 },
  handler: 'client',
  loadingBehavior: 'self',
  streaming: false,
};
const blockSizes = { height: 1, width: '50%', minSize: 2, maxSize: '4rem', aspectRatio: '16 / 9' } as const;
export const block = { ...blockSizes, radius: 'full', margin: { x: 1, bottom: '2px' } } as const;
const words = { weight: 'bold', textAlign: 'end', truncate: true, maxLines: 2, color: 'gray-500' } as const;
const option = { value: 'a', label: 'A', disabled: true };
const picker = {
  name: 'p',
  onChangeAction: action,
  placeholder: '…',
  variant: 'ghost',
  size: '3xs',
} as const;

/** The components that hold no others. */
export const leafExamples = {
  Spacer: [b.spacer(), b.spacer({ minSize: '1rem' })],
  Divider: [b.divider(), b.divider({ color: 'strong', size: 2, spacing: 4, flush: true })],
  Text: [
    b.text({ value: '' }),
    b.text({
      value: 'x',
      ...words,
      streaming: true,
      italic: true,
      lineThrough: false,
      width: 10,
      size: 'xs',
      minLines: 1,
      editable: { name: 'todo.title', required: true, pattern: '.+' },
    }),
  ],
  Title: [b.title({ value: '' }), b.title({ value: 'x', ...words, size: '5xl' })],
  Caption: [b.caption({ value: '' }), b.caption({ value: 'x', ...words, size: 'lg' })],
  Markdown: [b.markdown({ value: '' }), b.markdown({ value: '# x', streaming: false })],
  Label: [
    b.label({ value: 'x', fieldName: 'f' }),
    b.label({
      value: 'x',
      fieldName: 'f',
      size: 'sm',
      weight: 'medium',
      textAlign: 'start',
      color: 'danger',
    }),
  ],
  Badge: [
    b.badge({ label: 'x' }),
    b.badge({ label: 'x', color: 'discovery', variant: 'outline', size: 'lg', pill: true }),
  ],
  Icon: [b.icon({ name: 'dot' }), b.icon({ name: 'lucide:leaf', color: '#abc', size: '3xl' })],
  Image: [
    b.image({ src: 'data:,' }),
    b.image({ src: 'data:,', ...block, alt: 'a', fit: 'cover', position: 'top left', frame: true, flex: 1 }),
  ],
  Button: [
    b.button(),
    b.button({
      label: 'Go',
      submit: true,
      onClickAction: action,
      iconStart: 'vendor:x',
      iconEnd: 'play',
      style: 'primary',
      iconSize: '2xl',
      color: 'caution',
      variant: 'solid',
      size: '3xl',
      pill: true,
      uniform: true,
      block: true,
      disabled: true,
    }),
  ],
  Input: [
    b.input({ name: 'i' }),
    b.input({
      name: 'i',
      inputType: 'email',
      required: true,
      variant: 'soft',
      gutterSize: '2xs',
      pill: true,
    }),
  ],
  Textarea: [
    b.textarea({ name: 't' }),
    b.textarea({ name: 't', autoResize: true, rows: 2, maxRows: 9, defaultValue: 'x', size: 'md' }),
  ],
  Select: [
    b.select({ name: 's', options: [] }),
    b.select({ ...picker, options: [{ ...option, description: 'd' }], defaultValue: 'a', searchable: true }),
  ],
  DatePicker: [
    b.datePicker({ name: 'd' }),
    b.datePicker({
      ...picker,
      defaultValue: '2026-01-02T03:04:05Z',
      min: '2026-01-01',
      max: '2026-12-31T00:00:00+02:00',
      side: 'left',
      align: 'end',
      clearable: true,
    }),
  ],
  Checkbox: [
    b.checkbox({ name: 'c' }),
    b.checkbox({ name: 'c', label: 'C', defaultChecked: true, onChangeAction: action, required: true }),
  ],
  RadioGroup: [
    b.radioGroup({ name: 'r' }),
    b.radioGroup({ name: 'r', options: [option], ariaLabel: 'R', defaultValue: 'a', direction: 'row' }),
  ],
  Chart: [
    b.chart({ data: [], series: [], xAxis: 'day' }),
    b.chart({
      ...blockSizes,
      data: [{ day: 'Mo', done: 3 }],
      series: [
        { type: 'bar', label: 'Done', dataKey: 'done', stack: 's', color: 'blue' },
        { type: 'area', dataKey: 'done', curveType: 'natural' },
        { type: 'line', dataKey: 'done', curveType: 'step' },
      ],
      xAxis: { dataKey: 'day', hide: true, labels: { Mo: 'Monday' } },
      showYAxis: true,
      showLegend: false,
      showTooltip: true,
      barGap: 1,
      barCategoryGap: 2,
      flex: 1,
    }),
  ],
} satisfies Partial<Examples<AnyComponent>>;
