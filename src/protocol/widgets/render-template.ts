import { Environment, Interpreter, type Node, type Scope, type Value } from './template-engine.js';
import { parseTemplate, toSource } from './template-syntax.js';
import { equals, isDict, isList, toText, toValue } from './template-values.js';

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

/** Python's: from 0 up to the only argument, or from the first up to the second. */
function range(first: number, second?: number, step = 1): number[] {
  const [start, stop] = second === undefined ? [0, first] : [first, second];
  const length = Math.max(0, Math.ceil((stop - start) / step));
  if (!(length <= maxRange)) throw new Error(`range() makes at most ${maxRange} numbers`);
  return Array.from({ length }, (_, index) => start + index * step);
}

class Renderer extends Interpreter {
  #steps = 0;
  /** Nodes that may come to nothing: what they stand in asks just that. */
  readonly #mayBeUndefined = new WeakSet<Node>();

  render(program: Node, data: object): string {
    const scope = new Environment();
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
        return super.evaluate(node, new Environment(scope));
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
    const operator = (node.operator as { value: string }).value;
    const [left, right] = [node.left as Node, node.right as Node];
    if (operator === '~') return toValue(this.#text(left, scope) + this.#text(right, scope));
    const operate = operators.get(operator);
    return operate && toValue(operate(this.evaluate(left, scope), this.evaluate(right, scope)));
  }

  /** What a node prints. An "if" without "else" may print nothing; all else must be defined. */
  #text(node: Node, scope: Scope): string {
    if (node.type === 'SelectExpression') this.#mayBeUndefined.add(node);
    return toText(this.evaluate(node, scope));
  }

  #filter(node: Node, scope: Scope): Value | undefined {
    const [name, args] = toCall(node.filter as Node);
    const operand = node.operand as Node;
    if (name === 'string') return toValue(this.#text(operand, scope));
    if (name !== 'default' && name !== 'd') return undefined;
    this.#mayBeUndefined.add(operand);
    const value = this.evaluate(operand, scope);
    const [otherwise, alsoIfFalse] = args.map((arg) => () => this.evaluate(toArgument(arg), scope));
    const holds = isDefined(value) && (value.__bool__().value || !alsoIfFalse?.().__bool__().value);
    return holds ? value : (otherwise?.() ?? toValue(''));
  }

  /** Calls of the methods that change a list or a dict, of which the engine has none. */
  #method(node: Node, scope: Scope): Value | undefined {
    const callee = node.callee as Node;
    if (callee.type !== 'MemberExpression' || callee.computed) return undefined;
    const change = changes.get(String((callee.property as Node).value));
    if (!change) return undefined;
    const target = this.evaluate(callee.object as Node, scope);
    const [arg] = node.args as Node[];
    return change(target.value, () => this.evaluate(arg, scope)) ? toValue(null) : undefined;
  }
}

/** By name: change a list or a dict by an argument; false when it is called on something else. */
const changes = new Map<string, (target: unknown, argument: () => Value) => boolean>([
  ['append', (target, element) => isList(target) && target.push(element()) > 0],
  ['extend', (target, more) => isList(target) && target.push(...(more().value as Value[])) >= 0],
  ['update', (target, more) => isDict(target) && merge(target, more().value as Map<unknown, Value>)],
]);

function merge(dict: Map<unknown, Value>, more: Map<unknown, Value>): true {
  for (const [key, value] of more) dict.set(key, value);
  return true;
}

const operators = new Map<string, (left: Value, right: Value) => boolean>([
  ['==', equals],
  ['!=', (left, right) => !equals(left, right)],
  ['in', (left, right) => contains(right, left)],
  ['not in', (left, right) => !contains(right, left)],
]);

function contains({ value }: Value, wanted: Value): boolean {
  if (isList(value)) return value.some((element) => equals(element, wanted));
  if (isDict(value)) return value.has(wanted.value);
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
