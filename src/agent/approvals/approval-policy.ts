// Which tool calls wait for a person. By rules of the operator's first; where none fits, by what the tool says of
// itself, in as far as that can be believed.

/** What becomes of a call: made at once, made when the person agrees, or never made. */
export type Verdict = 'allow' | 'ask' | 'deny';

/** A verdict for the tools whose names fit a pattern; `*` in it stands for any characters. */
export interface ApprovalRule {
  verdict: Verdict;
  /** Against the tool's name, or `server.tool`. */
  pattern: string;
}

/** What is known of a tool. */
export interface ToolFacts {
  /** As the model calls it. */
  name: string;
  title?: string;
  /** The MCP server that it comes from. Absent: a function of the agent's own. */
  server?: {
    name: string;
    /** Part of this process, so that its word can be taken. */
    isOwn: boolean;
    /** The tool's name there, where it is offered by another. */
    tool?: string;
  };
  /** MCP's hints. */
  annotations?: { readOnlyHint?: boolean; destructiveHint?: boolean };
}

/**
 * Decides about tool calls, by the tool's name: the first rule that fits counts. Without one
 *
 * - a tool of this process asks when it says that it destroys (`destructiveHint`),
 * - a tool of an outside server asks unless it says that it only reads, or destroys nothing: what MCP has a client
 *   assume of a tool that says nothing,
 * - a function of the agent's own does as its code says (`needsApproval`).
 */
export class ApprovalPolicy {
  private readonly rules: readonly { verdict: Verdict; fits: RegExp }[];

  constructor(rules: readonly ApprovalRule[] = []) {
    this.rules = rules.map(({ verdict, pattern }) => ({ verdict, fits: toExpression(pattern) }));
  }

  /** The verdict about a tool's calls; undefined leaves it to the tool's own code. */
  verdictOn(tool: ToolFacts): Verdict | undefined {
    const names = namesOf(tool);
    const rule = this.rules.find(({ fits }) => names.some((name) => fits.test(name)));
    return rule ? rule.verdict : byItself(tool);
  }
}

function byItself({ server, annotations = {} }: ToolFacts): Verdict | undefined {
  if (!server) return undefined;
  const { readOnlyHint, destructiveHint } = annotations;
  if (server.isOwn) return destructiveHint === true ? 'ask' : 'allow';
  return readOnlyHint === true || destructiveHint === false ? 'allow' : 'ask';
}

/** A tool may be offered by a name of its own; the server's name and the one that it has there name it, too. */
function namesOf({ name, server }: ToolFacts): string[] {
  return server ? [name, `${server.name}.${server.tool ?? name}`] : [name];
}

function toExpression(pattern: string): RegExp {
  const parts = pattern.split('*').map((part) => part.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`));
  return new RegExp(`^${parts.join('.*')}$`, 's');
}
