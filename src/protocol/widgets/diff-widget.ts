import type { ItemUpdate } from '../events.js';
import type { WidgetRoot } from './widget.js';
import { withoutNulls } from './without-nulls.js';

// What to tell a client whose widget must change (protocol document 8.6). Only text can change in part: a `Text` or
// `Markdown` with an id that grew at its end. Any other difference is told by sending the whole widget again.

/**
 * The updates that turn one state of a widget into the next: none when they are equal, a `value_delta` for each
 * text that grew, in document order, or else one `widget.root.updated`. An absent prop, `null` and `undefined` are
 * the same; the order of keys is nothing. The updates share no object with the states.
 *
 * A delta's `done` is "`streaming` is not true", as the reference has it: of a text that never sets the flag, every
 * delta says that it is the last.
 */
export function diffWidget(before: WidgetRoot, after: WidgetRoot): ItemUpdate[] {
  const from = withoutNulls(before);
  const to = withoutNulls(after);
  const grown: GrownText[] = [];
  const deltasSuffice = componentsMatch(from, to, grown) && canBeAddressed(grown, to);
  return deltasSuffice ? grown.map(toDelta) : [{ type: 'widget.root.updated', widget: to }];
}

type Json = Record<string, unknown>;
interface GrownText {
  id: string;
  delta: string;
  done: boolean;
}

function toDelta({ id, delta, done }: GrownText): ItemUpdate {
  return { type: 'widget.streaming_text.value_delta', component_id: id, delta, done };
}

/** Whether two components are equal but for texts that grew, which are collected. */
function componentsMatch(before: Json, after: Json, grown: GrownText[]): boolean {
  const growth = textGrowth(before, after);
  if (growth) grown.push(growth);
  return keysOf(before, after).every((key) => {
    if (key === 'value' && growth) return true;
    if (key === 'children') return childrenMatch(before.children, after.children, grown);
    return jsonEquals(before[key], after[key]);
  });
}

/**
 * Text may grow in arrays of children alone: that a client looks for an id in a single child, or behind one, is
 * nowhere said, so what differs there is sent whole.
 */
function childrenMatch(before: unknown, after: unknown, grown: GrownText[]): boolean {
  if (!Array.isArray(before) || !Array.isArray(after)) return jsonEquals(before, after);
  if (before.length !== after.length) return false;
  return before.every((child: unknown, index) => {
    const next: unknown = after[index];
    return isObject(child) && isObject(next) ? componentsMatch(child, next, grown) : jsonEquals(child, next);
  });
}

/** How a text grew, if that is what became of it and there is an id to say it by. */
function textGrowth(before: Json, after: Json): GrownText | undefined {
  const { type, id, value, streaming } = after;
  if (type !== 'Text' && type !== 'Markdown') return undefined;
  if (typeof id !== 'string' || id === '') return undefined;
  if (typeof value !== 'string' || typeof before.value !== 'string') return undefined;
  if (value === before.value || !value.startsWith(before.value)) return undefined;
  return { id, delta: value.slice(before.value.length), done: streaming !== true };
}

/** A delta finds its text by id alone: an id that two components share, wherever they stand, is of no use. */
function canBeAddressed(grown: readonly GrownText[], root: Json): boolean {
  if (grown.length === 0) return true;
  const uses = new Map<unknown, number>();
  const count = (component: Json): void => {
    if ('id' in component) uses.set(component.id, (uses.get(component.id) ?? 0) + 1);
    [component.children].flat().filter(isObject).forEach(count);
  };
  count(root);
  return grown.every(({ id }) => uses.get(id) === 1);
}

function jsonEquals(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (Array.isArray(a) && Array.isArray(b)) {
    return a.length === b.length && a.every((element, index) => jsonEquals(element, b[index]));
  }
  if (!isObject(a) || !isObject(b)) return false;
  return keysOf(a, b).every((key) => jsonEquals(a[key], b[key]));
}

function keysOf(a: Json, b: Json): string[] {
  return [...new Set([...Object.keys(a), ...Object.keys(b)])];
}

function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
