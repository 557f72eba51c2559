import { useId } from 'react';
import type { Checkbox, DatePicker, RadioGroup, Select } from '../../../../src/protocol/widgets/forms';
import { useFieldProps } from './field-props';
import { useAction } from './use-action';

// Fields to choose in. Each can have an action of its own, that carries the choice.

export function SelectView({ component }: { component: Select }) {
  const { name, options, defaultValue, placeholder, clearable, disabled, block, onChangeAction } = component;
  const { run } = useAction(onChangeAction, 'none');
  const field = useFieldProps(component);
  return (
    <select
      // The browser forgets which option was the first choice; a new first choice is a new field.
      key={defaultValue}
      className="w-field"
      data-block={block || undefined}
      data-pill={component.pill || undefined}
      data-default={defaultValue ?? ''}
      {...field}
      name={name}
      defaultValue={defaultValue ?? ''}
      disabled={disabled}
      onChange={({ target }) => void run({ fields: [[name, target.value]] })}
    >
      {(clearable || defaultValue === undefined) && (
        <option value="" disabled={!clearable} hidden={!clearable}>
          {placeholder ?? (clearable ? 'None' : 'Choose…')}
        </option>
      )}
      {options.map((option) => (
        <option key={option.value} value={option.value} disabled={option.disabled}>
          {option.label}
        </option>
      ))}
    </select>
  );
}

export function DatePickerView({ component }: { component: DatePicker }) {
  const { name, defaultValue, min, max, disabled, block, onChangeAction } = component;
  const { run } = useAction(onChangeAction, 'none');
  return (
    <input
      className="w-field"
      type="date"
      data-block={block || undefined}
      data-pill={component.pill || undefined}
      {...useFieldProps(component)}
      name={name}
      defaultValue={toDay(defaultValue)}
      min={toDay(min)}
      max={toDay(max)}
      disabled={disabled}
      onChange={({ target }) => void run({ fields: [[name, target.value]] })}
    />
  );
}

const toDay = (date: string | undefined): string | undefined => date?.slice(0, 10);

export function CheckboxView({ component }: { component: Checkbox }) {
  const { name, label, defaultChecked, disabled, required, onChangeAction } = component;
  const { run } = useAction(onChangeAction, 'none');
  const field = useFieldProps({ name, ariaLabel: label || undefined });
  return (
    <label className="w-choice">
      <input
        type="checkbox"
        {...field}
        name={name}
        defaultChecked={defaultChecked}
        disabled={disabled}
        required={required}
        onChange={({ target }) => void run({ fields: [[name, target.checked]] })}
      />
      {label && <span>{label}</span>}
    </label>
  );
}

export function RadioGroupView({ component }: { component: RadioGroup }) {
  const {
    name,
    options = [],
    defaultValue,
    direction = 'col',
    disabled,
    required,
    onChangeAction,
  } = component;
  const { run } = useAction(onChangeAction, 'none');
  // Radio buttons of one name are one choice in the whole page, and a widget can be shown twice.
  const group = useId();
  const { id, 'aria-label': ariaLabel, ...field } = useFieldProps(component);
  return (
    <div
      className="w-radios"
      data-direction={direction}
      role="radiogroup"
      id={id}
      aria-label={ariaLabel ?? name}
    >
      {options.map((option) => (
        <label key={option.value} className="w-choice">
          <input
            type="radio"
            {...field}
            name={group}
            value={option.value}
            defaultChecked={option.value === defaultValue}
            disabled={disabled || option.disabled}
            required={required}
            onChange={() => void run({ fields: [[name, option.value]] })}
          />
          <span>{option.label}</span>
        </label>
      ))}
    </div>
  );
}
