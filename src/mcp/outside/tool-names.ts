import { createHash } from 'node:crypto';

/** What every provider takes as a tool's name. */
const maxNameLength = 64;

/**
 * The names under which a server's tools are offered: `<prefix>_<tool>`, of letters, digits, `_` and `-`. They depend
 * on the names alone, so a restart changes none. A tool whose name would be another's, or too long, gets a short
 * hash of its own name behind it.
 *
 * @param tools The server's own names, each once.
 * @param taken Names that are in use already.
 * @returns Own name -> offered name.
 */
export function offeredNames(
  prefix: string,
  tools: readonly string[],
  taken: ReadonlySet<string>,
): Map<string, string> {
  const plain = new Map(tools.map((tool) => [tool, `${prefix}_${tool.replaceAll(/[^\w-]/g, '_')}`]));
  const uses = new Map<string, number>();
  for (const name of plain.values()) uses.set(name, (uses.get(name) ?? 0) + 1);
  const used = new Set(taken);
  const offered = new Map<string, string>();
  for (const [tool, name] of plain) {
    const isExact = name === `${prefix}_${tool}`;
    const isFree = !taken.has(name) && (isExact || uses.get(name) === 1);
    const chosen = isFree && name.length <= maxNameLength ? name : withHash(name, tool);
    // Only a server that guesses the hash of another tool of its own comes here.
    if (used.has(chosen)) continue;
    used.add(chosen);
    offered.set(tool, chosen);
  }
  return offered;
}

function withHash(name: string, tool: string): string {
  const hash = createHash('sha256').update(tool).digest('hex').slice(0, 8);
  return `${name.slice(0, maxNameLength - hash.length - 1)}_${hash}`;
}

/** Whether a tool's own name matches one of the patterns, in which `*` stands for anything. */
export function matchesAny(tool: string, patterns: readonly string[]): boolean {
  return patterns.some((pattern) => matches(tool, pattern));
}

function matches(tool: string, pattern: string): boolean {
  const [first = '', ...rest] = pattern.split('*');
  const last = rest.pop();
  if (last === undefined) return tool === first;
  if (!tool.startsWith(first)) return false;
  let at = first.length;
  for (const piece of rest) {
    const found = tool.indexOf(piece, at);
    if (found < 0) return false;
    at = found + piece.length;
  }
  return tool.length - last.length >= at && tool.endsWith(last);
}
