import type { ComponentType } from './components.js';

/** What a component's `children` may be. */
export interface ChildRule {
  /** Some take an array, some a single component, one takes either. */
  takes: 'list' | 'one' | 'either';
  required?: boolean;
  /** The type that all children must have. */
  only?: ComponentType;
}

/** Components with children, by type. Of the others, and of unknown types, nothing is asked. */
export const childRules: ReadonlyMap<string, ChildRule> = new Map(
  Object.entries({
    Card: { takes: 'list', required: true },
    ListView: { takes: 'list', required: true, only: 'ListViewItem' },
    ListViewItem: { takes: 'list', required: true },
    Basic: { takes: 'either' },
    Box: { takes: 'list' },
    Row: { takes: 'list' },
    Col: { takes: 'list' },
    Form: { takes: 'list' },
    Transition: { takes: 'one', required: true },
    Table: { takes: 'list', only: 'Table.Row' },
    'Table.Row': { takes: 'list', only: 'Table.Cell' },
    'Table.Cell': { takes: 'list' },
  } satisfies Partial<Record<ComponentType, ChildRule>>),
);

/** Parts, and the one component that each stands in. */
const homes: ReadonlyMap<unknown, ComponentType> = new Map<string, ComponentType>([
  ['ListViewItem', 'ListView'],
  ['Table.Row', 'Table'],
  ['Table.Cell', 'Table.Row'],
]);

/** Why a child may not stand where it does, if it may not. */
export function placementFault(child: unknown, { only }: ChildRule): string | undefined {
  const type = (child as { type?: unknown }).type;
  if (typeof type !== 'string') return 'must be a component, an object with a type';
  if (only) return type === only ? undefined : `must be ${only}, not ${type}`;
  const home = homes.get(type);
  return home && `${type} may stand only in ${home}`;
}
