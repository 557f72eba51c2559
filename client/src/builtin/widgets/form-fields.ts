import type { Field } from './form-values';

// A form is any element with fields in it: widgets nest forms, HTML does not.

type FieldElement = HTMLInputElement | HTMLSelectElement | HTMLTextAreaElement;

const fieldsIn = (form: HTMLElement): FieldElement[] =>
  [...form.querySelectorAll<FieldElement>('[data-field]')].filter(({ disabled }) => !disabled);

/** What stands in the fields. Of a group of radio buttons only the chosen one counts. */
export function readFields(form: HTMLElement): Field[] {
  return fieldsIn(form)
    .filter((field) => field.type !== 'radio' || (field as HTMLInputElement).checked)
    .map((field) => [field.dataset.field!, valueOf(field)]);
}

/** Whether every field may be sent as it is. The browser tells the person about the first that may not. */
export function isValid(form: HTMLElement): boolean {
  return !fieldsIn(form).some((field) => !field.reportValidity());
}

/** Gives the fields that still hold what was sent the value that the widget has for them now. */
export function clearSent(form: HTMLElement, sent: readonly Field[]): void {
  const values = new Map(sent);
  for (const field of fieldsIn(form)) {
    if (values.get(field.dataset.field!) === valueOf(field)) reset(field);
  }
}

function valueOf(field: FieldElement): string | boolean {
  return field.type === 'checkbox' ? (field as HTMLInputElement).checked : field.value;
}

function reset(field: FieldElement): void {
  if (field.tagName === 'SELECT') field.value = field.dataset.default ?? '';
  else if (field.type === 'checkbox') {
    (field as HTMLInputElement).checked = (field as HTMLInputElement).defaultChecked;
  } else if (field.type !== 'radio') field.value = (field as HTMLInputElement).defaultValue;
}
