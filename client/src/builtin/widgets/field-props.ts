import { useContext } from 'react';
import { fieldName } from './names';
import { WidgetScope } from './scopes';

/** What labels and fields of a widget find each other by. */
export const fieldId = (uid: string, name: string): string => `${uid}${name}`;

interface NamedField {
  name: string;
  placeholder?: string;
  ariaLabel?: string;
}

/** What every field has: the id that its label leads to, or a name where no label does. */
export function useFieldProps(field: NamedField) {
  const { uid, labelled } = useContext(WidgetScope)!;
  return {
    id: fieldId(uid, field.name),
    'data-field': field.name,
    'aria-label': field.ariaLabel ?? (labelled.has(field.name) ? undefined : fieldName(field)),
  };
}
