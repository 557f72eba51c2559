import type { WidgetComponent } from '../../../../src/protocol/widgets/widget.js';
import { childrenOf } from './child-components.js';

/** The words of a widget, where it is not drawn: every shown text, top to bottom. */
export function widgetLines(component: WidgetComponent): string[] {
  const own = [component.value, component.label, component.title].filter(
    (text): text is string => typeof text === 'string' && text.trim() !== '',
  );
  return [...own.slice(0, 1), ...childrenOf(component).flatMap(widgetLines)];
}
