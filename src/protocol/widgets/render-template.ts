import { Interpreter } from '@huggingface/jinja';
import { parseTemplate, toSource, type Node } from './template-syntax.js';
import { equals, newScope, toText, toValue, type Scope, type Value } from './template-values.js';

// Templates of `.widget` files, rendered as Jinja2 renders them with `StrictUndefined` (protocol document 8.7). The
// engine does the work; here is what it lacks: a name that is not defined is an error, text and equality are Python's,
// scopes are Jinja2's, and lists can be appended to. `docs/decisions` says how that was measured.

/** Steps after which a template is taken for one that does not end. Some 40 are a row of a rich list. */
const maxSteps = 1_000_000;
const maxRange = 100_000;

/** Makes a template ready to be rendered with data, which are JSON. Throws where the template cannot be read. */
export function compileTemplate(source: string): (data: object) => string {
  const program = parseTemplate(source);
  return (data) => new Renderer().render(program, data);
}

const globals = { true: true, True: true, false: false, False: false, none: null, None: null, range };

function range(...given: number[]): number[] {
  const [start, stop, step = 1] = given.length > 1 ? given : [0, given[0]];
  const length = Math.max(0, Math.ceil((stop! - start!) / step));
  if (!(length <= maxRange)) throw new Error(`range() makes at most ${maxRange} numbers`);
  return Array.from({ length }, (_, index) => start! + index * step);
}

/** The engine, with the one hook that is used of it: it evaluates every node of a template by this method. */
const Engine = Interpreter as unknown as new () => {
  evaluate(node: Node | undefined, scope: Scope): Value;
};

class Renderer extends Engine {
  #steps = 0;
  /** Nodes that may come to nothing: what they stand in asks just that. */
  readonly #mayBeUndefined = new WeakSet<Node>();

  render(program: Node, data: object): string {
    const scope = newScope();
    // Through JSON, so that a date is its text, and that what is undefined is not there.
    const variables = { ...globals, ...(JSON.parse(JSON.stringify(data)) as object) };
    for (const [name, value] of Object.entries(variables)) scope.setVariable(name, toValue(value));
    return this.evaluate(program, scope).toString();
  }

  override evaluate(node: Node | undefined, scope: Scope): Value {
    if (++this.#steps > maxSteps) throw new Error(`it does not end within ${maxSteps} steps`);
    // The engine asks so for the parts of a slice that are left out.
    if (!node) return super.evaluate(node, scope);
    const value = this.#own(node, scope) ?? super.evaluate(node, scope);
    if (isDefined(value) || this.#mayBeUndefined.has(node)) return value;
    throw new Error(`${toSource(node)} is not defined`);
  }

  /** What is not left to the engine, or nothing. */
  #own(node: Node, scope: Scope): Value | undefined {
    switch (node.type) {
      case 'Program':
        return super.evaluate(node, newScope(scope));
      case 'BinaryExpression':
        return this.#operation(node, scope);
      case 'FilterExpression':
        return this.#filter(node, scope);
      case 'CallExpression':
        return this.#method(node, scope);
      case 'TestExpression':
        this.#mayBeUndefined.add(node.operand as Node);
        return undefined;
      case 'Ternary':
        if (!this.#mayBeUndefined.has(node)) return undefined;
        this.#mayBeUndefined.add(node.trueExpr as Node).add(node.falseExpr as Node);
        return undefined;
      default:
        return undefined;
    }
  }

  #operation(node: Node, scope: Scope): Value | undefined {
    const operate = operators.get((node.operator as { value: string }).value);
    if (!operate) return undefined;
    const [left, right] = [node.left, node.right].map((side) => this.evaluate(side as Node, scope));
    return operate(left!, right!);
  }

  #filter(node: Node, scope: Scope): Value | undefined {
    const [name, args] = toCall(node.filter as Node);
    const operand = node.operand as Node;
    if (name === 'string') return toValue(toText(this.evaluate(operand, scope)));
    if (name !== 'default' && name !== 'd') return undefined;
    this.#mayBeUndefined.add(operand);
    const value = this.evaluate(operand, scope);
    const [otherwise, alsoIfFalse] = args.map((arg) => () => this.evaluate(toArgument(arg), scope));
    const holds = isDefined(value) && (value.__bool__().value || !alsoIfFalse?.().__bool__().value);
    return holds ? value : (otherwise?.() ?? toValue(''));
  }

  /** Methods that change what they are called on; the engine has none. */
  #method(node: Node, scope: Scope): Value | undefined {
    const callee = node.callee as Node;
    if (callee.type !== 'MemberExpression' || callee.computed) return undefined;
    const method = methods.get(String((callee.property as Node).value));
    if (!method) return undefined;
    const { value } = this.evaluate(callee.object as Node, scope);
    if (!Array.isArray(value)) return undefined;
    method(value as Value[], this.evaluate((node.args as Node[])[0], scope));
    return toValue(null);
  }
}

const operators = new Map<string, (left: Value, right: Value) => Value | undefined>([
  ['==', (left, right) => toValue(equals(left, right))],
  ['!=', (left, right) => toValue(!equals(left, right))],
  ['~', (left, right) => toValue(toText(left) + toText(right))],
  ['in', (left, right) => toValue(contains(right, left))],
  ['not in', (left, right) => toValue(!contains(right, left))],
]);

const methods = new Map<string, (list: Value[], value: Value) => unknown>([
  ['append', (list, value) => list.push(value)],
  ['extend', (list, { value }) => list.push(...(value as Value[]))],
]);

function contains({ value }: Value, wanted: Value): boolean {
  if (Array.isArray(value)) return value.some((element: Value) => equals(element, wanted));
  if (value instanceof Map) return value.has(wanted.value);
  if (typeof value === 'string' && typeof wanted.value === 'string') return value.includes(wanted.value);
  throw new Error('"in" needs a list, a dict, or two strings');
}

/** A filter's name and arguments; it stands there bare, or as a call. */
function toCall(filter: Node): [unknown, Node[]] {
  if (filter.type !== 'CallExpression') return [filter.value, []];
  return [(filter.callee as Node).value, filter.args as Node[]];
}

/** The value of an argument, named or not. */
function toArgument(arg: Node): Node {
  return arg.type === 'KeywordArgumentExpression' ? (arg.value as Node) : arg;
}

/** The first of no elements is not even undefined to the engine. */
function isDefined(value: Value | undefined): value is Value {
  return value !== undefined && value.type !== 'UndefinedValue';
}
