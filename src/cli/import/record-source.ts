import { fromHosted, fromHostedStatus, HostedItem, HostedThread } from './hosted-items.js';
import type { ImportSource, Problem, SourceItem, SourceThread } from './source.js';
import { Spool } from './spool.js';
import { ConversationRow, MessageRow, toItem, toThread } from './table-items.js';

const itemsAtOnce = 500;

/**
 * Conversations out of records that come in any order: threads and items as OpenAI's API lists them, or rows of
 * conversations and messages.
 */
export class RecordSource implements ImportSource {
  readonly problems: Problem[];
  private readonly found = new Map<string, Omit<SourceThread, 'items'>>();

  private constructor(
    private readonly spool: Spool,
    problems: Problem[],
    readonly kind: 'hosted' | 'tables',
  ) {
    this.problems = problems;
  }

  /**
   * Reads all records; their items wait on disk.
   * @param problems What the reader of the records has met, and goes on to meet.
   */
  static async read(records: AsyncIterable<object>, problems: Problem[] = []): Promise<RecordSource> {
    const spool = await Spool.open();
    try {
      let source: RecordSource | undefined;
      for await (const record of records) {
        source ??= new RecordSource(spool, problems, 'object' in record ? 'hosted' : 'tables');
        await source.take(record);
      }
      return source ?? new RecordSource(spool, problems, 'hosted');
    } catch (error) {
      await spool.close();
      throw error;
    }
  }

  async *threads(): AsyncGenerator<SourceThread> {
    const newestFirst = [...this.found.values()].sort(
      (one, other) => other.createdAt.getTime() - one.createdAt.getTime(),
    );
    for (const thread of newestFirst) {
      yield { ...thread, items: () => this.itemsOf(thread.id) };
    }
    for (const id of this.spool.keys()) {
      const { length } = await this.spool.take(id);
      this.problems.push({ reason: `items of a thread that was not given (${length})`, where: id });
    }
  }

  close(): Promise<void> {
    return this.spool.close();
  }

  private async *itemsOf(threadId: string): AsyncGenerator<SourceItem[]> {
    const read = (await this.spool.take(threadId)).map((record) => itemOf(record as object));
    const inOrder = sorted(read);
    const seen = new Set<string>();
    const once = inOrder.filter(({ id }) => !seen.has(id) && seen.add(id));
    for (let at = 0; at < once.length; at += itemsAtOnce) yield once.slice(at, at + itemsAtOnce);
  }

  private async take(record: object): Promise<void> {
    const hosted = HostedThread.safeParse(record).data;
    if (hosted) {
      const { id, user: userId, title, status, created_at: createdAt } = hosted;
      const named = title ? { title } : {};
      return void this.found.set(id, { id, userId, createdAt, status: fromHostedStatus(status), ...named });
    }
    const row = 'object' in record ? undefined : ConversationRow.safeParse(record).data;
    if (row && !('role' in record)) {
      return void this.found.set(row.id, toThread(row));
    }
    const threadId =
      HostedItem.safeParse(record).data?.thread_id ?? MessageRow.safeParse(record).data?.conversation_id;
    if (threadId !== undefined) return this.spool.add(threadId, record);
    this.problems.push({ reason: 'a record that is neither thread nor item', where: nameOf(record) });
  }
}

function itemOf(record: object): SourceItem {
  const hosted = HostedItem.safeParse(record).data;
  if (hosted) return { id: hosted.id, createdAt: hosted.created_at, ...fromHosted(hosted) };
  return toItem(MessageRow.parse(record));
}

/** By time; those of one time as they were listed, whichever way the list ran. */
function sorted(items: SourceItem[]): SourceItem[] {
  const isNewestFirst = items.length > 1 && items[0]!.createdAt > items.at(-1)!.createdAt;
  const listed = isNewestFirst ? [...items].reverse() : items;
  return listed.sort((one, other) => one.createdAt.getTime() - other.createdAt.getTime());
}

function nameOf(record: object): string {
  const { id, object } = record as { id?: unknown; object?: unknown };
  return (
    [object, id].filter((part) => typeof part === 'string' || typeof part === 'number').join(' ') || 'no id'
  );
}
