import { shorten } from './shorten.js';
import { isSecretName, normalName } from './secret-names.js';
import { hidden, withoutSecrets } from './secret-values.js';

/**
 * How much of tool calls is shown: that there was one, also what the tool was asked, or also what it answered. What
 * failed is told in our words; the tool's own count as its answer.
 */
export type ToolDetail = 'names' | 'arguments' | 'results';

/** Units of a text that are looked at; what lies behind is not shown. */
const window = 2_000;
const maxTextLength = 80;
const maxNameLength = 40;
const maxEntries = 12;
const maxListEntries = 5;
const maxDepth = 4;

/**
 * What of a tool call's values a person may see: nothing by a secret's name, nothing in a secret's form, and of
 * everything else as much as one reads.
 */
export class Redaction {
  private readonly names: ReadonlySet<string>;

  /** @param names Names of values that are hidden beside the usual ones; case and separators make no difference. */
  constructor(names: readonly string[] = []) {
    this.names = new Set(names.map(normalName).filter(Boolean));
  }

  /** A text without secrets, of at most `max` code points. */
  text(text: string, max = maxTextLength): string {
    return shorten(withoutSecrets(beginning(text)), max);
  }

  /** `name: value, …`. At most a dozen values, none deeper than four levels. */
  entries(values: object): string {
    return this.list(values, maxDepth);
  }

  private list(values: object, depth: number): string {
    const entries = Object.entries(values).filter(([, value]) => value !== null && value !== '');
    const shown = entries.slice(0, maxEntries).map(([name, value]) => {
      const label = this.text(name, maxNameLength);
      return `${label}: ${isSecretName(name, value, this.names) ? hidden : this.value(value, depth - 1)}`;
    });
    return [...shown, ...(entries.length > maxEntries ? ['…'] : [])].join(', ');
  }

  private value(value: unknown, depth: number): string {
    if (typeof value === 'string') return JSON.stringify(this.text(value));
    if (value === null || typeof value !== 'object') return String(value);
    if (depth === 0) return '…';
    if (!Array.isArray(value)) return `{${this.list(value, depth)}}`;
    const shown = value.slice(0, maxListEntries).map((entry) => this.value(entry, depth - 1));
    return `[${[...shown, ...(value.length > maxListEntries ? ['…'] : [])].join(', ')}]`;
  }
}

/**
 * As much of a text as is looked at. What stands at the cut goes: of a secret that begins there, too little would be
 * left to know it by. One that begins earlier is known.
 */
function beginning(text: string): string {
  if (text.length <= window) return text;
  return `${text.slice(0, window).replace(/[!-~]{1,300}$/, '')}…`;
}
