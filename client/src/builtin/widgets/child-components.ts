import type { WidgetComponent } from '../../../../src/protocol/widgets/widget.js';

/** The children that can be drawn, whether they are given as a list, as one, or not at all. */
export function childrenOf(component: object): WidgetComponent[] {
  const { children } = component as { children?: unknown };
  const nodes: unknown[] = Array.isArray(children) ? children : [children];
  return nodes.filter(
    (node): node is WidgetComponent => typeof node === 'object' && node !== null && 'type' in node,
  );
}
