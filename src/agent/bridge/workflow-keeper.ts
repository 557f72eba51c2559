import type { ThreadStreamEvent } from '../../protocol/events.js';
import type { ThreadItem, WorkflowItem } from '../../protocol/items.js';
import type { Task, Workflow, WorkflowSummary } from '../../protocol/workflow.js';

/** Item types that may be shown while a workflow goes on. */
const besideWorkflows: ReadonlySet<ThreadItem['type']> = new Set(['client_tool_call', 'hidden_context_item']);

interface Current {
  item: WorkflowItem;
  /** False while a custom workflow waits for its first task. */
  isShown: boolean;
  /** Milliseconds of work in earlier turns. */
  earlierMs: number;
  resumedAt: number;
  /** Whether a tool looks after it, so that it may be left open for a later turn. */
  isHeld: boolean;
}

/**
 * The current workflow of a run: at most one, and what is told of it (protocol document 6.1, 6.2).
 *
 * Methods return events and send none. An event carries the item as it was then, not the item that is kept.
 */
export class WorkflowKeeper {
  /** Tasks of tool calls that have not ended. When their workflow ends before them, how they end is not known yet. */
  readonly callsUnderWay = new WeakSet<Task>();
  private current?: Current;

  /** @param newItem Makes an item for a workflow that begins. */
  constructor(private readonly newItem: (workflow: Workflow) => WorkflowItem) {}

  get item(): WorkflowItem | undefined {
    return this.current?.item;
  }

  /**
   * Makes a workflow current that is shown already.
   * @param earlierMs How long it was worked on before, in milliseconds. Time in between is nobody's work.
   */
  resume(item: WorkflowItem | undefined, earlierMs = 0): void {
    const resumedAt = Date.now();
    this.current = item && { item, isShown: !isEmpty(item), earlierMs, resumedAt, isHeld: false };
  }

  /** Begins a workflow; one that is current ends. A custom one without tasks is shown with its first. */
  begin(workflow: Workflow): ThreadStreamEvent[] {
    const ended = this.endForOther();
    this.resume(this.newItem(structuredClone(workflow)));
    return [...ended, ...this.shown()];
  }

  /** Begins a custom workflow when none is current. */
  addTask(task: Task): ThreadStreamEvent[] {
    if (!this.current) this.begin({ type: 'custom', tasks: [], expanded: false });
    const { item, isShown } = this.current!;
    const task_index = item.workflow.tasks.push(task) - 1;
    if (!isShown) return this.shown();
    const update = { type: 'workflow.task.added', task_index, task: { ...task } } as const;
    return [{ type: 'thread.item.updated', item_id: item.id, update }];
  }

  /** @throws Error when no workflow is current, or it has no task of that index. */
  updateTask(task: Task, task_index: number): ThreadStreamEvent[] {
    const { item } = this;
    if (!item) throw new Error('No workflow is current: start one, or add a task.');
    if (!(task_index in item.workflow.tasks)) throw new Error(`The workflow has no task ${task_index}.`);
    item.workflow.tasks[task_index] = task;
    const update = { type: 'workflow.task.updated', task_index, task: { ...task } } as const;
    return [{ type: 'thread.item.updated', item_id: item.id, update }];
  }

  /** Ends the current workflow, if any. By default its summary stays, or is the time that it took. */
  end(summary?: WorkflowSummary, expanded = false): ThreadStreamEvent[] {
    if (!this.current) return [];
    const { item, earlierMs, resumedAt } = this.current;
    this.current = undefined;
    const { workflow } = item;
    workflow.summary = summary ??
      workflow.summary ?? { duration: Math.round((earlierMs + Date.now() - resumedAt) / 1000) };
    workflow.expanded = expanded;
    return [{ type: 'thread.item.done', item }];
  }

  /** The end of a workflow because something else is shown: none of its steps goes on any more. */
  endForOther(): ThreadStreamEvent[] {
    for (const task of this.item?.workflow.tasks ?? []) {
      if (task.status_indicator !== 'loading') continue;
      task.status_indicator = this.callsUnderWay.has(task) ? 'none' : 'complete';
    }
    return this.end();
  }

  /** Says that a tool looks after the current workflow. */
  hold(): void {
    if (this.current) this.current.isHeld = true;
  }

  /**
   * The end of a run. A workflow that a tool looks after, or that waits for the page, is left open: stored without
   * a summary, to be gone on with in the next turn.
   */
  endRun({ isWaiting }: { isWaiting: boolean }): ThreadStreamEvent[] {
    if (!this.current) return [];
    if (!this.current.isHeld && !isWaiting) return this.endForOther();
    const { item } = this.current;
    this.current = undefined;
    return [{ type: 'thread.item.done', item }];
  }

  /** What follows for the workflow from an event of a tool's own; to be told before that event (6.4). */
  before(event: ThreadStreamEvent): ThreadStreamEvent[] {
    if (event.type !== 'thread.item.added' && event.type !== 'thread.item.done') return [];
    const { item } = event;
    const isCurrent = item.id === this.item?.id;
    const ended = isCurrent || besideWorkflows.has(item.type) ? [] : this.endForOther();
    if (event.type === 'thread.item.done' && isCurrent) this.current = undefined;
    if (event.type === 'thread.item.added' && item.type === 'workflow' && !isCurrent) {
      this.resume(structuredClone(item));
      this.hold();
    }
    return ended;
  }

  private shown(): ThreadStreamEvent[] {
    const { item } = this.current!;
    if (isEmpty(item)) return [];
    this.current!.isShown = true;
    return [{ type: 'thread.item.added', item: structuredClone(item) }];
  }
}

/** A custom workflow shows nothing before its first task. */
function isEmpty({ workflow }: WorkflowItem): boolean {
  return workflow.type === 'custom' && workflow.tasks.length === 0;
}
