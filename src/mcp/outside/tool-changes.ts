import { createHash } from 'node:crypto';
import type { CleanTool } from './clean-tools.js';
import type { OutsideLog } from './outage-log.js';

/** Tools, of all people together, whose state is remembered. */
const maxRemembered = 5_000;

/**
 * Notices when a tool comes to say something else of itself than it did before. A server that was looked at once
 * can turn later on those who trusted it; people are offered different tools, so each person's are compared alone.
 */
export class ToolChanges {
  private readonly hashes = new Map<string, string>();
  private readonly told = new Set<string>();
  /** Lists that were looked at: one serves many runs. */
  private readonly compared = new WeakSet<readonly CleanTool[]>();

  constructor(
    private readonly server: string,
    private readonly logger: OutsideLog,
  ) {}

  /** Compares one person's tools with what they were, and logs each changed tool once, by its name alone. */
  compare(who: string, tools: readonly CleanTool[]): void {
    if (this.compared.has(tools)) return;
    this.compared.add(tools);
    for (const tool of tools) {
      const key = JSON.stringify([who, tool.name]);
      const hash = createHash('sha256').update(JSON.stringify(tool)).digest('base64');
      const before = this.hashes.get(key);
      this.hashes.delete(key);
      this.hashes.set(key, hash);
      if (before !== undefined && before !== hash) this.tell(tool.name);
    }
    for (const key of this.hashes.keys()) {
      if (this.hashes.size <= maxRemembered) break;
      this.hashes.delete(key);
    }
  }

  private tell(tool: string): void {
    if (this.told.has(tool) || this.told.size >= maxRemembered) return;
    this.told.add(tool);
    const msg = 'a tool of an outside MCP server has changed what it says of itself';
    this.logger.warn({ msg, server: this.server, tool: tool.replaceAll(/[^\w./-]/g, '_') });
  }
}
