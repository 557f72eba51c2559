import { z } from 'zod';
import type { AnyComponent, ComponentType } from './components.js';
import { contentShapes } from './content-schemas.js';
import { formShapes } from './form-schemas.js';
import { layoutShapes } from './layout-schemas.js';

// The props of every component but `type`, `id`, `key` and `children`, which `validate-widget.ts` sees to.

type OwnProps<C> = Omit<C, 'type' | 'id' | 'key' | 'children'>;
/** Holds the schemas to the types: every prop of a component has one, and it lets nothing else through. */
type Shapes = {
  [C in AnyComponent as C['type']]: { [Prop in keyof OwnProps<C>]-?: z.ZodType<OwnProps<C>[Prop]> };
};

const shapes = { ...layoutShapes, ...contentShapes, ...formShapes } satisfies Shapes;

const schemas = new Map<string, z.ZodType>(
  Object.entries(shapes).map(([type, shape]) => [type, z.object(shape)]),
);

/** The schema of a component's own props, if there is such a component. */
export function propsSchema(type: string): z.ZodType | undefined {
  return schemas.get(type);
}

export const componentTypes = Object.keys(shapes) as ComponentType[];
