import { wellFormedJson } from '../../protocol/text.js';
import type { OfferedTool, ToolHints } from '../tool-connection.js';
import { plainLine, plainText } from './plain-text.js';

/** A tool as its server lists it, with all that a provider could refuse, or a reader choke on, taken out. */
export type CleanTool = Pick<OfferedTool, 'title' | 'description' | 'inputSchema' | 'annotations'> & {
  /** At its server. */
  name: string;
};

/** A tool as it comes over the wire. */
export interface ListedTool {
  name: string;
  title?: string;
  description?: string;
  inputSchema: { type: 'object'; [key: string]: unknown };
  annotations?: ToolHints;
}

const maxNameLength = 128;
const maxTitleLength = 80;
/** What the strictest of the providers takes. */
const maxDescriptionLength = 1024;
const maxSchemaBytes = 16 * 1024;
const maxSchemaDepth = 32;

/** Beside `type: object`, providers refuse these at the top of a tool's parameters, and with them the whole request. */
const notAtTheTop = ['allOf', 'anyOf', 'oneOf', 'not', 'enum', 'const', 'if', 'then', 'else'];

/** The tool as it can be offered; undefined when its parameters are too large, too deep or refer to other places. */
export function cleanTool(tool: ListedTool): CleanTool | undefined {
  const inputSchema = cleanSchema(tool.inputSchema);
  if (!inputSchema || !tool.name || tool.name.length > maxNameLength) return undefined;
  const { annotations } = tool;
  const title = tool.title ?? annotations?.title;
  return {
    name: tool.name,
    ...(title && { title: plainLine(title, maxTitleLength) }),
    ...(tool.description && { description: shorten(tool.description) }),
    inputSchema,
    ...(annotations && { annotations: hintsOf(annotations) }),
  };
}

function hintsOf({ readOnlyHint, destructiveHint, idempotentHint, openWorldHint }: ToolHints): ToolHints {
  return { readOnlyHint, destructiveHint, idempotentHint, openWorldHint };
}

function shorten(description: string): string {
  const text = plainText(description.slice(0, maxDescriptionLength * 4));
  return text.length <= maxDescriptionLength
    ? text
    : `${text.slice(0, maxDescriptionLength - 1).toWellFormed()}…`;
}

function cleanSchema(listed: ListedTool['inputSchema']): CleanTool['inputSchema'] | undefined {
  const top = Object.fromEntries(Object.entries(listed).filter(([key]) => !notAtTheTop.includes(key)));
  try {
    const schema = wellFormedJson(top, maxSchemaDepth);
    if (JSON.stringify(schema).length > maxSchemaBytes || refersElsewhere(schema)) return undefined;
    const { properties, required } = schema;
    return {
      ...schema,
      type: 'object',
      properties: isObject(properties) ? properties : {},
      required: Array.isArray(required) ? required.filter((name) => typeof name === 'string') : [],
      // The Agents SDK offers a model `true`, whatever stands here; a `true` it complains of on the console.
      additionalProperties: false,
    };
  } catch {
    // Too deep.
    return undefined;
  }
}

/** Whether a `$ref` leads out of the schema, for whoever resolves it to fetch. One that leads back into it is fine. */
function refersElsewhere(value: unknown): boolean {
  if (Array.isArray(value)) return value.some(refersElsewhere);
  if (!isObject(value)) return false;
  return Object.entries(value).some(([key, inner]) =>
    key === '$ref' && typeof inner === 'string' ? !inner.startsWith('#') : refersElsewhere(inner),
  );
}

function isObject(value: unknown): value is Record<string, unknown> {
  return value !== null && typeof value === 'object' && !Array.isArray(value);
}
