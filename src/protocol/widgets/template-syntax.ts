import { parse, tokenize, type Node } from './template-engine.js';

/**
 * Parses a template, and marks in its tree what the engine leaves out and Jinja2 does: what is printed is printed as
 * Python's `str()` has it, and what a loop's round, a block set and a filter block assign ends with them.
 */
export function parseTemplate(source: string): Node {
  // Neither `trim_blocks` nor `lstrip_blocks`: white space goes only where a dash says so.
  return prepared(toTree(source));
}

const toTree = (source: string): Node => parse(tokenize(source, {}));

/** Nodes of a block that are not printed, and text, which is as it is. */
const unprinted = new Set(
  'If For Set Macro CallStatement FilterStatement Break Continue Comment StringLiteral'.split(' '),
);
const scoped = new Set(['For', 'Set', 'FilterStatement']);

function prepared(node: Node): Node {
  for (const part of ['body', 'alternate', 'defaultBlock']) {
    const block = node[part];
    if (!Array.isArray(block)) continue;
    const statements = (block as Node[]).map((each) =>
      unprinted.has(each.type) ? prepared(each) : printed(each),
    );
    node[part] = scoped.has(node.type) ? [inScope(statements)] : statements;
  }
  return node;
}

/** `{{ x }}` as `{{ x | string }}`. */
function printed(expression: Node): Node {
  const [print] = toTree('{{ x | string }}').body as [Node];
  print.operand = expression;
  return print;
}

/** A program of its own: the renderer gives each a scope. */
function inScope(statements: Node[]): Node {
  const program = toTree('');
  program.body = statements;
  return program;
}

/** An expression as its author wrote it, as far as a message needs it: `user.name`. */
export function toSource(node: Node): string {
  if (node.type === 'Identifier') return String(node.value);
  if (node.type === 'SelectExpression') return 'an "if" without "else"';
  if (node.type !== 'MemberExpression') return 'a value';
  const property = node.property as Node;
  const name = node.computed ? `[${JSON.stringify(property.value) ?? '…'}]` : `.${String(property.value)}`;
  return toSource(node.object as Node) + name;
}
