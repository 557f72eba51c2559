import type {
  ActionConfig,
  ComponentBase,
  ControlSize,
  ControlVariant,
  Direction,
  GutterSize,
  WidgetIcon,
} from './values.js';

// Components that a person uses. A field's `name` is its key in the payload of a form's actions; a dot nests.

export type Button = ComponentBase<'Button'> & {
  label?: string;
  /** Submits the nearest form. */
  submit?: boolean;
  onClickAction?: ActionConfig;
  iconStart?: WidgetIcon;
  iconEnd?: WidgetIcon;
  /** A preset of colour and variant. */
  style?: 'primary' | 'secondary';
  iconSize?: 'sm' | 'md' | 'lg' | 'xl' | '2xl';
  color?: 'primary' | 'secondary' | 'info' | 'discovery' | 'success' | 'caution' | 'warning' | 'danger';
  variant?: ControlVariant;
  size?: ControlSize;
  pill?: boolean;
  /** As wide as high. */
  uniform?: boolean;
  /** As wide as what holds it. */
  block?: boolean;
  disabled?: boolean;
};

type TextField = {
  name: string;
  defaultValue?: string;
  /** A regular expression for the whole value. */
  pattern?: string;
  placeholder?: string;
  required?: boolean;
  allowAutofillExtensions?: boolean;
  autoSelect?: boolean;
  autoFocus?: boolean;
  disabled?: boolean;
  variant?: 'soft' | 'outline';
  size?: ControlSize;
  gutterSize?: GutterSize;
};

export type Input = ComponentBase<'Input'> &
  TextField & {
    inputType?: 'number' | 'email' | 'text' | 'password' | 'tel' | 'url';
    pill?: boolean;
  };

export type Textarea = ComponentBase<'Textarea'> &
  TextField & {
    /** Grows with its text, up to `maxRows`. */
    autoResize?: boolean;
    /** Height in lines of text. */
    rows?: number;
    maxRows?: number;
  };

type Picker = {
  name: string;
  onChangeAction?: ActionConfig;
  placeholder?: string;
  variant?: ControlVariant;
  size?: ControlSize;
  pill?: boolean;
  block?: boolean;
  /** The choice can be taken back. */
  clearable?: boolean;
  disabled?: boolean;
};

export type SelectOption = { value: string; label: string; disabled?: boolean; description?: string };

export type Select = ComponentBase<'Select'> &
  Picker & {
    options: SelectOption[];
    /** The `value` of an option. */
    defaultValue?: string;
    /** Can be searched; on by itself above 15 options. */
    searchable?: boolean;
  };

export type DatePicker = ComponentBase<'DatePicker'> &
  Picker & {
    /** An ISO 8601 date or date-time, as are the bounds. */
    defaultValue?: string;
    min?: string;
    max?: string;
    side?: 'top' | 'bottom' | 'left' | 'right';
    align?: 'start' | 'center' | 'end';
  };

export type Checkbox = ComponentBase<'Checkbox'> & {
  name: string;
  label?: string;
  defaultChecked?: boolean;
  onChangeAction?: ActionConfig;
  disabled?: boolean;
  required?: boolean;
};

export type RadioOption = { label: string; value: string; disabled?: boolean };

export type RadioGroup = ComponentBase<'RadioGroup'> & {
  name: string;
  options?: RadioOption[];
  /** Read aloud in place of a visible label. */
  ariaLabel?: string;
  onChangeAction?: ActionConfig;
  /** The `value` of an option. */
  defaultValue?: string;
  direction?: Direction;
  disabled?: boolean;
  required?: boolean;
};
