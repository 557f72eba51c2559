import { userText } from '../protocol/content.js';
import { isHidden, type ThreadItem } from '../protocol/items.js';
import { toItemsView } from '../protocol/thread.js';
import type { Page } from '../protocol/page.js';
import type { ThreadSummary } from '../turns/thread-summary.js';

// What the routes show of what is stored. The operator's metadata and hidden items stay here.

/** A thread as its owner's programs see it. */
export interface ThreadRow {
  id: string;
  title?: string;
  status: ThreadSummary['status'];
  external_id?: string;
  metadata: Record<string, string>;
  archived: boolean;
  created_at: string;
  updated_at: string;
  message_count: number;
  last_message_at?: string;
}

export function toThreadRow(summary: ThreadSummary): ThreadRow {
  const { id, title, status, external_id, client_metadata, archived_at } = summary;
  return {
    id,
    ...(title !== undefined && { title }),
    status,
    ...(external_id !== undefined && { external_id }),
    metadata: client_metadata,
    archived: archived_at !== undefined,
    created_at: summary.created_at,
    updated_at: summary.updated_at,
    message_count: summary.message_count,
    ...(summary.last_message_at !== undefined && { last_message_at: summary.last_message_at }),
  };
}

/** A thread with a page of its items, and the turn that runs in it. */
export const toThreadWithItems = ({
  summary,
  items,
  runningTurnId,
}: {
  summary: ThreadSummary;
  items: Page<ThreadItem>;
  runningTurnId?: string;
}) => ({
  ...toThreadRow(summary),
  ...(runningTurnId !== undefined && { running_turn_id: runningTurnId }),
  items: toItemsView(items),
});

/** What was said, as earlier clients read it. */
export interface MessageRow {
  id: string;
  role: 'user' | 'assistant';
  content: string;
  created_at: string;
}

/** The messages among items, in their order. */
export function toMessageRows(items: readonly ThreadItem[]): MessageRow[] {
  return items.flatMap((item) => {
    const content = textOf(item);
    if (content === undefined || isHidden(item)) return [];
    const role = item.type === 'user_message' ? 'user' : 'assistant';
    return [{ id: item.id, role, content, created_at: item.created_at }];
  });
}

/** What a message says; undefined for what is no message. */
export function textOf(item: ThreadItem): string | undefined {
  if (item.type === 'user_message') return userText(item.content);
  if (item.type === 'assistant_message') return item.content.map(({ text }) => text).join('');
  return undefined;
}

/** A call of a tool, as much of it as people are shown. */
export interface ToolCallRow {
  /** The tool's title, or the name of a tool in the client. */
  name: string;
  /** What it was asked, where `TOOL_ACTIVITY_DETAIL` lets it be shown. */
  detail?: string;
  status: string;
}

/** The calls that an answer's items tell of. */
export function toToolCallRows(items: readonly ThreadItem[]): ToolCallRow[] {
  return items.flatMap((item): ToolCallRow[] => {
    if (item.type === 'client_tool_call') return [{ name: item.name, status: item.status }];
    if (item.type !== 'workflow') return [];
    return item.workflow.tasks.flatMap((task) =>
      task.type === 'thought'
        ? []
        : [
            {
              name: task.title ?? task.type,
              ...('content' in task && task.content !== undefined && { detail: task.content }),
              status: task.status_indicator,
            },
          ],
    );
  });
}
