/** As much of a JSON schema as is looked at here. */
interface Schema {
  type?: string | readonly string[];
  enum?: readonly unknown[];
  const?: unknown;
  anyOf?: readonly Schema[];
  properties?: Readonly<Record<string, Schema>>;
  items?: Schema;
  minItems?: number;
  minimum?: number;
  $ref?: string;
  $defs?: Readonly<Record<string, Schema>>;
}

/** Schemas may refer to themselves. */
const maxDepth = 8;

/**
 * The output that a schema asks for, as JSON text: of several values the one that the person named, else the first.
 * That is enough for a workflow's branches to be tried without a model.
 */
export function toDemoOutput(schema: unknown, said: string): string {
  const root = schema as Schema;
  return JSON.stringify(valueOf(root, root, said.toLowerCase(), 0));
}

function valueOf(schema: Schema, root: Schema, said: string, depth: number): unknown {
  const within = (inner: Schema) => valueOf(inner, root, said, depth + 1);
  const { $ref, enum: values, anyOf, properties = {}, items, minItems = 0, minimum = 0 } = schema;
  if (depth > maxDepth) return null;
  if ($ref) return within($ref === '#' ? root : (root.$defs?.[$ref.slice('#/$defs/'.length)] ?? {}));
  if ('const' in schema) return schema.const;
  if (values) return values.find((value) => isNamed(value, said)) ?? values[0];
  if (anyOf?.[0]) return within(anyOf[0]);
  switch ([schema.type].flat()[0]) {
    case 'object':
      return Object.fromEntries(Object.entries(properties).map(([name, inner]) => [name, within(inner)]));
    case 'array':
      return Array.from({ length: Math.min(minItems, maxDepth) }, () => within(items ?? {}));
    case 'number':
    case 'integer':
      return minimum;
    case 'boolean':
      return false;
    case 'string':
      return 'demo';
    default:
      return null;
  }
}

function isNamed(value: unknown, said: string): boolean {
  return typeof value === 'string' && value !== '' && said.includes(value.toLowerCase().replaceAll('_', ' '));
}
