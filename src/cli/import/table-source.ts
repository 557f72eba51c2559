import pg from 'pg';
import type { ImportSource, Problem, SourceItem, SourceThread } from './source.js';
import { ConversationRow, MessageRow, TaskRow, toItem, toThread } from './table-items.js';

const conversationNames = ['conversations', 'conversation'];
const messageNames = ['messages', 'message'];
const taskNames = ['tasks', 'task', 'taskphaseiii', 'tasks_phaseiii'];
const rowsAtOnce = 500;

/** The tables are not there, or not as they are expected. The message says what is missing. */
export class TablesError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'TablesError';
  }
}

/**
 * Conversations out of the tables of another chat server's PostgreSQL database. Read in one transaction that cannot
 * write: what that server stores meanwhile is not seen.
 */
export class TableSource implements ImportSource {
  readonly kind = 'tables';
  readonly problems: Problem[] = [];

  private constructor(
    private readonly client: pg.Client,
    private readonly tables: { conversations: string; messages: string; tasks?: string },
  ) {}

  /** @throws TablesError. @throws what the driver throws when there is no connection. */
  static async open(url: string): Promise<TableSource> {
    const client = new pg.Client({ connectionString: url });
    // A server that goes away in mid-read is told by the read; without a listener it would end the process.
    client.on('error', () => {});
    await client.connect();
    try {
      await client.query('BEGIN TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY');
      return new TableSource(client, await findTables(client));
    } catch (error) {
      await client.end();
      throw error;
    }
  }

  async *threads(): AsyncGenerator<SourceThread> {
    const { conversations } = this.tables;
    const rows = `SELECT * FROM ${conversations} ORDER BY created_at DESC, id DESC`;
    for await (const batch of this.batches('conversations', rows)) {
      for (const raw of batch) {
        const { data: row, error } = ConversationRow.safeParse(raw);
        if (!row) {
          const reason = `a conversation whose ${error.issues[0]!.path.join('.')} cannot be read`;
          this.problems.push({ reason, where: String(raw.id) });
          continue;
        }
        yield { ...toThread(row), items: () => this.itemsOf(raw.id) };
      }
    }
  }

  /** The tasks of everybody, oldest first; none where there is no such table. */
  async *tasks(): AsyncGenerator<TaskRow> {
    const { tasks } = this.tables;
    if (!tasks) return;
    for await (const batch of this.batches('tasks', `SELECT * FROM ${tasks} ORDER BY id`)) {
      for (const raw of batch) {
        const row = TaskRow.safeParse(raw).data;
        if (row) yield row;
        else this.problems.push({ reason: 'a task that cannot be read', where: String(raw.id) });
      }
    }
  }

  async close(): Promise<void> {
    await this.client.end();
  }

  private async *itemsOf(conversationId: unknown): AsyncGenerator<SourceItem[]> {
    const rows = `SELECT * FROM ${this.tables.messages} WHERE conversation_id = $1 ORDER BY created_at, id`;
    for await (const batch of this.batches('messages', rows, [conversationId])) {
      yield batch.map((raw): SourceItem => {
        const { data: row, error } = MessageRow.safeParse(raw);
        if (row) return toItem(row);
        const problem = `a message whose ${error.issues[0]!.path.join('.')} cannot be read`;
        return { id: String(raw.id), createdAt: new Date(0), problem };
      });
    }
  }

  /** The rows of a statement, through a cursor of the server's: it has them, and not this process. */
  private async *batches(
    name: string,
    statement: string,
    parameters: unknown[] = [],
  ): AsyncGenerator<Record<string, unknown>[]> {
    await this.client.query(`DECLARE import_${name} NO SCROLL CURSOR FOR ${statement}`, parameters);
    try {
      for (;;) {
        const { rows } = await this.client.query<Record<string, unknown>>(
          `FETCH ${rowsAtOnce} FROM import_${name}`,
        );
        if (rows.length === 0) return;
        yield rows;
        if (rows.length < rowsAtOnce) return;
      }
    } finally {
      await this.client.query(`CLOSE import_${name}`).catch(() => undefined);
    }
  }
}

async function findTables(client: pg.Client) {
  const { rows } = await client.query<{ name: string; columns: string[] }>(
    `SELECT table_name AS name, array_agg(column_name::text) AS columns FROM information_schema.columns
     WHERE table_schema = ANY (current_schemas(false)) GROUP BY table_name`,
  );
  const find = (names: string[], needed: string[]) => {
    const table = rows.find(({ name }) => names.includes(name));
    const missing = table && needed.filter((column) => !table.columns.includes(column));
    if (missing?.length)
      throw new TablesError(`The table ${table!.name} has no column ${missing.join(', ')}.`);
    return table && `"${table.name}"`;
  };
  const conversations = find(conversationNames, ['id', 'user_id', 'created_at']);
  const messages = find(messageNames, ['id', 'conversation_id', 'role', 'content', 'created_at']);
  if (!conversations || !messages) {
    throw new TablesError(
      `The database has no table ${conversations ? messageNames.join(' or ') : conversationNames.join(' or ')}. ` +
        'Both are looked for in the schemas of the search path.',
    );
  }
  return { conversations, messages, tasks: find(taskNames, ['id', 'user_id', 'title']) };
}
