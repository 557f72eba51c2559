import { z } from 'zod';
import * as v from './value-schemas.js';

// Schemas of buttons and fields.

const field = {
  name: v.string,
  ...v.optional({
    defaultValue: v.string,
    pattern: v.string,
    placeholder: v.string,
    required: v.boolean,
    allowAutofillExtensions: v.boolean,
    autoSelect: v.boolean,
    autoFocus: v.boolean,
    disabled: v.boolean,
    variant: z.enum(['soft', 'outline']),
    size: v.controlSize,
    gutterSize: v.gutterSize,
  }),
};
const picker = {
  name: v.string,
  ...v.optional({
    onChangeAction: v.action,
    placeholder: v.string,
    variant: v.controlVariant,
    size: v.controlSize,
    pill: v.boolean,
    block: v.boolean,
    clearable: v.boolean,
    disabled: v.boolean,
  }),
};
const radioOption = z.object({ label: v.string, value: v.string, disabled: v.boolean.optional() });

export const formShapes = {
  Button: v.optional({
    label: v.string,
    submit: v.boolean,
    onClickAction: v.action,
    iconStart: v.icon,
    iconEnd: v.icon,
    style: z.enum(['primary', 'secondary']),
    iconSize: z.enum(['sm', 'md', 'lg', 'xl', '2xl']),
    color: z.enum(['primary', 'secondary', 'info', 'discovery', 'success', 'caution', 'warning', 'danger']),
    variant: v.controlVariant,
    size: v.controlSize,
    pill: v.boolean,
    uniform: v.boolean,
    block: v.boolean,
    disabled: v.boolean,
  }),
  Input: {
    ...field,
    ...v.optional({
      inputType: z.enum(['number', 'email', 'text', 'password', 'tel', 'url']),
      pill: v.boolean,
    }),
  },
  Textarea: { ...field, ...v.optional({ autoResize: v.boolean, rows: v.count, maxRows: v.count }) },
  Select: {
    ...picker,
    options: z.array(radioOption.extend({ description: v.string.optional() })),
    ...v.optional({ defaultValue: v.string, searchable: v.boolean }),
  },
  DatePicker: {
    ...picker,
    ...v.optional({
      defaultValue: v.date,
      min: v.date,
      max: v.date,
      side: z.enum(['top', 'bottom', 'left', 'right']),
      align: v.textAlign,
    }),
  },
  Checkbox: {
    name: v.string,
    ...v.optional({
      label: v.string,
      defaultChecked: v.boolean,
      onChangeAction: v.action,
      disabled: v.boolean,
      required: v.boolean,
    }),
  },
  RadioGroup: {
    name: v.string,
    ...v.optional({
      options: z.array(radioOption),
      ariaLabel: v.string,
      onChangeAction: v.action,
      defaultValue: v.string,
      direction: v.direction,
      disabled: v.boolean,
      required: v.boolean,
    }),
  },
};
