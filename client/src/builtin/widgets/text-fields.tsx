import type { FocusEvent } from 'react';
import type { Input, Textarea } from '../../../../src/protocol/widgets/forms';
import type { Text } from '../../../../src/protocol/widgets/text';
import type { EditableProps } from '../../../../src/protocol/widgets/values';
import { useFieldProps } from './field-props';

// Fields to write in. The browser keeps their values; a form reads them when it is sent.

type TextField = Omit<Input, 'type' | 'inputType'>;

export function InputView({ component }: { component: Input }) {
  const { inputType = 'text', pill } = component;
  return (
    <input
      className="w-field"
      type={inputType}
      data-pill={pill || undefined}
      {...useFieldProps(component)}
      {...textProps(component)}
      pattern={component.pattern}
    />
  );
}

export function TextareaView({ component }: { component: Textarea }) {
  const { rows = 3, maxRows = 12, autoResize } = component;
  return (
    <textarea
      className="w-field"
      rows={rows}
      data-grows={autoResize || undefined}
      style={autoResize ? { maxHeight: `calc(${maxRows}lh + 20px)` } : undefined}
      {...useFieldProps(component)}
      {...textProps(component)}
    />
  );
}

/** A text that is a field: it reads like the text, and can be written in. */
export function EditableText({ component, editable }: { component: Text; editable: EditableProps }) {
  return (
    <input
      className="w-field w-editable"
      {...useFieldProps(editable)}
      {...textProps({ ...editable, defaultValue: component.value })}
      data-size={component.size}
      pattern={editable.pattern}
      autoComplete={editable.autoComplete}
    />
  );
}

// `autoFocus` is left out: a widget that comes while a person writes must not take the caret away.
function textProps(field: TextField) {
  const { name, defaultValue, placeholder, required, disabled, autoSelect } = field;
  return {
    name,
    defaultValue,
    placeholder,
    required,
    disabled,
    'data-variant': field.variant,
    'data-size': field.size,
    autoComplete: field.allowAutofillExtensions ? undefined : 'off',
    onFocus: autoSelect
      ? ({ target }: FocusEvent<HTMLInputElement | HTMLTextAreaElement>) => target.select()
      : undefined,
  };
}
