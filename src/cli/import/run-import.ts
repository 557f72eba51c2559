import type { DataSource } from 'typeorm';
import type { ThreadItem } from '../../protocol/items.js';
import { wellFormedJson } from '../../protocol/text.js';
import type { ThreadMetadata } from '../../protocol/thread.js';
import { TasksService } from '../../tasks/tasks.service.js';
import { importItems, importThread } from '../../threads/import-thread.js';
import type { Principal } from '../../turns/principal.js';
import type { ImportIds } from './import-ids.js';
import { ImportReport } from './report.js';
import type { ImportSource, SourceItem, SourceThread } from './source.js';
import { isDone, type TaskRow } from './table-items.js';

const maxUserIdLength = 255;
/** As long as the tools let a title be. */
const maxTaskTitle = 200;

export interface ImportOptions {
  ids: ImportIds;
  /** Who a user of the source is here. */
  userOf: (userId: string) => string;
  /** Absent: nothing is written. */
  target?: DataSource;
  /** Told now and then how far it is. */
  onProgress?: (report: ImportReport) => void;
}

/**
 * Brings a source's conversations over, newest first. A thread is written with its items in order; a run that was
 * killed is finished by the next one, and one that was whole has nothing left to do.
 */
export async function runImport(source: ImportSource, options: ImportOptions): Promise<ImportReport> {
  const report = new ImportReport(!options.target);
  for await (const thread of source.threads()) {
    await takeThread(thread, source, options, report);
    options.onProgress?.(report);
  }
  return report;
}

/** Adds people's tasks to their lists, those that are not there from a run before. */
export async function importTasks(
  tasks: AsyncIterable<TaskRow>,
  { ids, userOf, target }: ImportOptions,
  report: ImportReport,
): Promise<void> {
  const lists = target && new TasksService(target);
  for await (const task of tasks) {
    report.tasks.found++;
    if (task.title.length > maxTaskTitle) {
      report.tasks.skipped++;
      report.addProblem({ reason: `a task whose title is longer than ${maxTaskTitle}`, where: task.id });
      continue;
    }
    report.tasks.added++;
    if (!lists) continue;
    const principal = { userId: userOf(task.user_id) };
    const { title, description } = task;
    const idempotencyKey = ids.task(task.id);
    const added = await lists.add(principal, { title, ...(description && { description }), idempotencyKey });
    if (isDone(task)) await lists.complete(principal, added.number);
  }
}

async function takeThread(
  thread: SourceThread,
  source: ImportSource,
  { ids, userOf, target }: ImportOptions,
  report: ImportReport,
): Promise<void> {
  report.threads.found++;
  const principal: Principal = { userId: userOf(thread.userId) };
  const threadId = ids.thread(thread.id);
  const fault = userFault(principal.userId);
  if (fault) {
    report.threads.skipped++;
    report.addProblem({ reason: fault, where: thread.id });
    return;
  }
  const became = target
    ? await importThread(target, toThread(thread, threadId, source.kind), {
        externalId: thread.id,
        updatedAt: thread.updatedAt ?? thread.createdAt,
        principal,
      })
    : 'added';
  if (became === 'foreign') {
    report.threads.skipped++;
    report.addProblem({ reason: 'a thread that was imported for somebody else', where: thread.id });
    return;
  }
  report.threads[became]++;
  for await (const batch of thread.items()) {
    const items = batch.flatMap((item) => toItems(item, { thread, threadId, ids, report }));
    report.items.found += batch.length;
    const added = target ? await importItems(target, threadId, items, principal) : items.length;
    report.items.added += added;
    report.items.known += items.length - added;
  }
}

function toThread(
  { id, title, status, createdAt }: SourceThread,
  threadId: string,
  kind: ImportSource['kind'],
): ThreadMetadata {
  return {
    id: threadId,
    ...(title && { title }),
    created_at: createdAt.toISOString(),
    status: status ?? { type: 'active' },
    metadata: { imported_from: kind, imported_id: id },
  };
}

function toItems(
  item: SourceItem,
  {
    thread,
    threadId,
    ids,
    report,
  }: { thread: SourceThread; threadId: string; ids: ImportIds; report: ImportReport },
): ThreadItem[] {
  const skip = (reason: string) => {
    report.items.skipped++;
    report.addProblem({ reason, where: item.id });
    return [];
  };
  if ('problem' in item) return skip(item.problem);
  const { body } = item;
  try {
    const stored = wellFormedJson({
      ...body,
      id: ids.item(thread.id, item.id, body.type),
      thread_id: threadId,
      created_at: item.createdAt.toISOString(),
    });
    report.addType(body.type);
    return [stored];
  } catch {
    return skip('an item that is nested too deep to be stored');
  }
}

/** The same that a token's subject must be. */
function userFault(userId: string): string | undefined {
  if (userId.length > maxUserIdLength) return `a user id longer than ${maxUserIdLength}`;
  return wellFormedJson(userId) === userId && userId.trim() ? undefined : 'a user id that no token can have';
}
