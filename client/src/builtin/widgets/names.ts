import type { WidgetComponent } from '../../../../src/protocol/widgets/widget.js';
import { childrenOf } from './child-components.js';
import { widgetLines } from './widget-lines.js';

// Names for those who cannot see what a control or a widget is for.

/** `tasks.mark_done` in words: "Mark done". */
export function actionName(type: string): string {
  return inWords(type.split('.').findLast(Boolean) ?? '');
}

/** The name of a field that has no label: what it asks for, or its key in words. */
export function fieldName({ name, placeholder }: { name: string; placeholder?: string }): string {
  return placeholder || actionName(name);
}

/** The names of the fields that have a label of their own in the widget. */
export function labelledFields(component: WidgetComponent): Set<string> {
  const own = component.type === 'Label' ? [String(component.fieldName)] : [];
  return new Set([...own, ...childrenOf(component).flatMap((child) => [...labelledFields(child)])]);
}

/** What a widget is called: its first line. */
export function widgetName(widget: WidgetComponent): string {
  const { status } = widget as { status?: { text?: string } };
  return status?.text || widgetLines(widget)[0] || 'Widget';
}

function inWords(key: string): string {
  const words = key
    .replace(/([a-z\d])([A-Z])/g, '$1 $2')
    .replace(/[_-]+/g, ' ')
    .trim()
    .toLowerCase();
  return words ? words[0]!.toUpperCase() + words.slice(1) : 'Press';
}
