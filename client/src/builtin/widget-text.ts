import type { WidgetComponent } from '../../../src/protocol/widgets/widget';

/** The words of a widget, for a chat that cannot draw it: every shown text, top to bottom. */
export function widgetLines(component: WidgetComponent): string[] {
  const own = [component.value, component.label, component.title].filter(
    (text): text is string => typeof text === 'string' && text.trim() !== '',
  );
  const children = Array.isArray(component.children)
    ? (component.children as unknown[])
    : [component.children];
  return [...own.slice(0, 1), ...children.filter(isComponent).flatMap(widgetLines)];
}

function isComponent(child: unknown): child is WidgetComponent {
  return typeof child === 'object' && child !== null && 'type' in child;
}
