import { createHash } from 'node:crypto';
import { idPrefixes, type IdKind } from '../../protocol/ids.js';
import type { ThreadItemType } from '../../protocol/items.js';

const kinds: Partial<Record<ThreadItemType, IdKind>> = {
  client_tool_call: 'tool_call',
  workflow: 'workflow',
  task: 'task',
  sdk_hidden_context: 'sdk_hidden_context',
};

/**
 * The ids of what is imported: the same one each time for the same thing of the same source. That alone is what makes
 * a second run add nothing.
 */
export class ImportIds {
  /** @param source Tells sources apart that use the same ids, such as two databases with a conversation 5 each. */
  constructor(private readonly source: readonly string[]) {}

  thread(id: string): string {
    return this.idOf('thread', ['thread', id]);
  }

  item(threadId: string, id: string, type: ThreadItemType): string {
    return this.idOf(kinds[type] ?? 'message', ['item', threadId, id]);
  }

  /** Names a task that is imported, for the list that it is added to. */
  task(id: string): string {
    return this.digest(['task', id]);
  }

  private idOf(kind: IdKind, parts: readonly string[]): string {
    return `${idPrefixes[kind]}_${this.digest(parts)}`;
  }

  /** As long as our own ids. */
  private digest(parts: readonly string[]): string {
    const named = JSON.stringify([...this.source, ...parts]);
    return createHash('sha256').update(named).digest('hex').slice(0, 32);
  }
}
