import * as engine from '@huggingface/jinja';

// The template engine, as far as it is used. Its own typings do not resolve under Node's module rules.

/** A node of a parsed template. */
export interface Node {
  type: string;
  [part: string]: unknown;
}

/** A value while a template runs: `type` names its class, `value` is the JavaScript inside. */
export interface Value {
  type: string;
  value: unknown;
  /** Python's truth: empty lists, empty dicts and empty strings are false. */
  __bool__(): { value: boolean };
  toString(): string;
}

/** Variables by name; those of the scope around it are seen through it. */
export interface Scope {
  setVariable(name: string, value: Value): Value;
  /** Gives the engine's value for a JavaScript one: JSON, or a function of JSON. */
  set(name: string, value: unknown): Value;
}

interface Engine {
  tokenize: (source: string, options: { trim_blocks?: boolean; lstrip_blocks?: boolean }) => unknown;
  parse: (tokens: unknown) => Node;
  Environment: new (parent?: Scope) => Scope;
  /** Evaluates every node of a template by this one method, which makes it the place to differ. */
  Interpreter: new () => { evaluate(node: Node | undefined, scope: Scope): Value };
}

export const { tokenize, parse, Environment, Interpreter } = engine as unknown as Engine;
