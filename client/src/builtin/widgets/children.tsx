import { useContext } from 'react';
import { childrenOf } from './child-components';
import { WidgetScope } from './scopes';

/** What stands in a component. A `key` or `id` keeps a child's fields and focus where they were. */
export function Children({ of }: { of: object }) {
  const { Component } = useContext(WidgetScope)!;
  return childrenOf(of).map((child, index) => (
    <Component key={child.key ?? child.id ?? index} component={child} />
  ));
}
