import { z } from 'zod';
import type { Basic } from './components.js';
import { compileTemplate } from './render-template.js';
import { readWidgetFile } from './widget-file.js';
import { WidgetComponent, WidgetRoot } from './widget.js';
import { withoutNulls } from './without-nulls.js';

/** What of a `.widget` file is used. What else it holds (a preview, the studio's source) is let pass. */
export const WidgetDefinition = z.looseObject({
  version: z.literal('1.0'),
  name: z.string(),
  /** A Jinja2 template; what it renders to is the widget's JSON. */
  template: z.string(),
  /** JSON Schema of the data. Kept for whoever wants to check by it, and not enforced. */
  jsonSchema: z.record(z.string(), z.unknown()).default({}),
});
export type WidgetDefinition = z.input<typeof WidgetDefinition>;

/** A template that cannot be read, or that came to no widget; the message names the template and says why. */
export class WidgetTemplateError extends Error {
  override readonly name = 'WidgetTemplateError';
}

/**
 * A widget with gaps, as the widget studio exports it in a `.widget` file (protocol document 8.7):
 *
 *     const hello = WidgetTemplate.fromFile('hello.widget', import.meta.url);
 *     yield* streamWidget(thread, hello.build({ name: 'Ada' }));
 *
 * A template is trusted as code is. Data need not be: they are values only, and no template within them is read.
 */
export class WidgetTemplate {
  readonly version: string;
  readonly name: string;
  readonly dataSchema: Record<string, unknown>;
  readonly #render: (data: object) => string;

  /**
   * @param definition the parsed content of a `.widget` file
   * @throws {WidgetTemplateError} when the version is not "1.0", a part is missing, or the template cannot be read
   */
  constructor(definition: WidgetDefinition) {
    const { data, error } = WidgetDefinition.safeParse(definition);
    if (error) throw failure(definition?.name, z.prettifyError(error));
    this.version = data.version;
    this.name = data.name;
    this.dataSchema = data.jsonSchema;
    this.#render = attempt(data.name, 'its template cannot be read', () => compileTemplate(data.template));
  }

  /**
   * Reads a `.widget` file, at once and synchronously: do it where the program starts.
   *
   * @param path of the file, or its `file:` URL
   * @param caller `import.meta.url` of the file that calls, or its `__filename`: a relative path starts there
   * @throws {WidgetTemplateError} as the constructor, and when a relative path has nothing to start from
   */
  static fromFile(path: string | URL, caller?: string | URL): WidgetTemplate {
    const text = attempt(String(path), 'it cannot be read', () => readWidgetFile(path, caller));
    return new WidgetTemplate(
      attempt(String(path), 'it is not JSON', () => JSON.parse(text) as WidgetDefinition),
    );
  }

  /**
   * The widget with its gaps filled; nulls are left out at every depth. `checkWidget` finds what is wrong inside.
   *
   * @param data by the names that the template uses; each that it reads must be there, if only as `null`
   * @throws {WidgetTemplateError} when a variable is not defined (it is named), or when what came out is not JSON, has
   * another root than Card, ListView or Basic, or holds a child that is no component
   */
  build(data: object = {}): WidgetRoot {
    const text = attempt(this.name, 'it cannot be rendered', () => this.#render(data));
    const json = attempt(this.name, 'what it rendered is not JSON', () => JSON.parse(text) as unknown);
    const widget = withoutNulls(json);
    const fault = structureFault(widget, WidgetRoot, 'widget');
    if (fault) throw failure(this.name, fault);
    return widget as WidgetRoot;
  }

  /**
   * {@link build}, for a template whose root is a Basic.
   *
   * @deprecated `build` does the same for every root.
   */
  buildBasic(data?: object): Basic {
    warnOfBuildBasic();
    const widget = this.build(data);
    if (widget.type !== 'Basic') throw failure(this.name, `its root is not Basic but ${widget.type}`);
    return widget as unknown as Basic;
  }
}

let warned = false;
function warnOfBuildBasic(): void {
  if (warned) return;
  warned = true;
  process.emitWarning(
    'WidgetTemplate.buildBasic is deprecated: build makes every root.',
    'DeprecationWarning',
  );
}

/** The first thing that makes a tree no tree of components. */
function structureFault(value: unknown, schema: z.ZodType, path: string): string | undefined {
  const issue = schema.safeParse(value).error?.issues[0];
  if (issue) return `${[path, ...issue.path].join('.')}: ${issue.message}`;
  const { children = [] } = value as { children?: unknown };
  if (!Array.isArray(children)) return structureFault(children, WidgetComponent, `${path}.children`);
  for (const [index, child] of children.entries()) {
    const fault = structureFault(child, WidgetComponent, `${path}.children[${index}]`);
    if (fault) return fault;
  }
  return undefined;
}

function attempt<T>(name: string, what: string, run: () => T): T {
  try {
    return run();
  } catch (cause) {
    throw failure(name, `${what}: ${(cause as Error).message}`, cause);
  }
}

function failure(name: unknown, why: string, cause?: unknown): WidgetTemplateError {
  return new WidgetTemplateError(`Widget template "${String(name)}": ${why}`, { cause });
}
