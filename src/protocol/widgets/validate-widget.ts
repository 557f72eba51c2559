import type { z } from 'zod';
import { placementFault, type ChildRule, childRules } from './child-rules.js';
import { propsSchema } from './component-schemas.js';
import { rootTypes } from './widget.js';
import { withoutNulls } from './without-nulls.js';

// Finds mistakes while a widget is being built. Nothing on the way to a client asks it: a widget travels and is
// stored as opaque JSON. So it lets pass what a newer client may know: props that are not named here, and component
// types that are not, below the root.

/** What is wrong with a widget, and where: `widget.children[0].onClickAction.type`, `is required`. */
export interface WidgetFault {
  path: string;
  message: string;
}

/**
 * The faults of a widget in document order, none when it is fine: a root that is none, required props that are
 * missing, values that no client knows (icon names among them), components where they may not stand, and ids that
 * two components share. `null` counts as absent.
 */
export function checkWidget(widget: unknown): WidgetFault[] {
  const faults: WidgetFault[] = [];
  const visit = visitor(faults);
  if (!isObject(widget)) faults.push({ path: 'widget', message: 'must be an object' });
  else if (!(rootTypes as readonly unknown[]).includes(widget.type)) {
    const message = `must be ${rootTypes.join(', ')} at the root${named(widget.type)}`;
    faults.push({ path: 'widget.type', message });
  } else visit(widget, 'widget');
  return faults;
}

type Json = Record<string, unknown>;

function visitor(faults: WidgetFault[]) {
  const pathById = new Map<string, string>();

  return function visit(component: Json, path: string): void {
    const { children, ...props } = component;
    faults.push(...nameFaults(props, path, pathById), ...propFaults(props, path));
    const rule = childRules.get(String(component.type));
    const shape = rule && childrenFault(children, rule);
    if (shape) faults.push({ path: `${path}.children`, message: shape });

    const isList = Array.isArray(children);
    (isList ? (children as unknown[]) : [children]).forEach((child, index) => {
      if (child === null || child === undefined) return;
      const childPath = `${path}.children${isList ? `[${index}]` : ''}`;
      const fault = rule && placementFault(child, rule);
      if (fault) faults.push({ path: childPath, message: fault });
      if (isObject(child)) visit(child, childPath);
    });
  };
}

function childrenFault(children: unknown, rule: ChildRule): string | undefined {
  if (children === null || children === undefined) return rule.required ? 'is required' : undefined;
  if (rule.takes === 'list' && !Array.isArray(children)) return 'must be an array of components';
  if (rule.takes === 'one' && Array.isArray(children)) return 'must be a single component';
  return undefined;
}

/** Faults of what every component may have: `id` and `key`. */
function nameFaults({ id, key }: Json, path: string, pathById: Map<string, string>): WidgetFault[] {
  const faults: WidgetFault[] = [];
  const isName = (name: unknown) => name === undefined || name === null || typeof name === 'string';
  if (!isName(id)) faults.push({ path: `${path}.id`, message: 'must be a string' });
  if (!isName(key)) faults.push({ path: `${path}.key`, message: 'must be a string' });
  if (typeof id !== 'string') return faults;
  const holder = pathById.get(id);
  if (holder) faults.push({ path: `${path}.id`, message: `"${id}" is already the id of ${holder}` });
  else pathById.set(id, path);
  return faults;
}

function propFaults({ type, ...props }: Json, path: string): WidgetFault[] {
  const result = propsSchema(String(type))?.safeParse(withoutNulls(props), { reportInput: true });
  return (result?.error?.issues ?? []).map((issue) => ({
    path: path + toPath(issue.path),
    message: toMessage(issue),
  }));
}

function toPath(keys: readonly PropertyKey[]): string {
  const step = (key: PropertyKey) => (typeof key === 'number' ? `[${key}]` : `.${String(key)}`);
  return keys.map(step).join('');
}

function toMessage(issue: z.core.$ZodIssue): string {
  return issue.input === undefined ? 'is required' : issue.message.replace(/^Invalid (input|option): /, '');
}

function named(type: unknown): string {
  return typeof type === 'string' ? `, not ${type}` : '';
}

function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
