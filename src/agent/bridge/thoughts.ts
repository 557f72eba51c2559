import type { ThreadStreamEvent } from '../../protocol/events.js';
import { wellFormedText } from '../../protocol/text.js';
import type { ThoughtTask } from '../../protocol/workflow.js';
import type { WorkflowKeeper } from './workflow-keeper.js';

interface Thought {
  task: ThoughtTask;
  index: number;
}

/**
 * A model's thoughts as tasks of the current workflow (protocol document 6.7). In a reasoning workflow every
 * thought streams; in any other it appears when it is done. Without a workflow thoughts are not shown.
 */
export class Thoughts {
  private readonly streaming = new Map<string, Thought>();

  constructor(private readonly workflow: WorkflowKeeper) {}

  /** A thought whose end never came has ended with its call: the next call may give another one its id. */
  startCall(): void {
    this.streaming.clear();
  }

  /** Begins a reasoning workflow, unless the thoughts to come can join a workflow. */
  open(): ThreadStreamEvent[] {
    if (this.workflow.item) return [];
    return this.workflow.begin({ type: 'reasoning', tasks: [], expanded: false });
  }

  /** @param key Tells the thoughts of a run apart. */
  add(key: string, delta: string): ThreadStreamEvent[] {
    const thought = this.find(key);
    if (thought) return this.write(thought, thought.task.content + delta);
    if (this.workflow.item?.workflow.type !== 'reasoning') return [];
    const { task, events } = this.begin(delta);
    this.streaming.set(key, { task, index: this.workflow.item.workflow.tasks.length - 1 });
    return events;
  }

  /** @param text The whole thought; what was streamed, by default. */
  finish(key: string, text?: string): ThreadStreamEvent[] {
    const thought = this.find(key);
    this.streaming.delete(key);
    if (thought) return this.write(thought, wellFormedText(text ?? thought.task.content));
    return this.workflow.item && text ? this.begin(wellFormedText(text)).events : [];
  }

  private begin(content: string): { task: ThoughtTask; events: ThreadStreamEvent[] } {
    const task: ThoughtTask = { type: 'thought', status_indicator: 'none', content };
    return { task, events: this.workflow.addTask(task) };
  }

  private write({ task, index }: Thought, content: string): ThreadStreamEvent[] {
    task.content = content;
    return this.workflow.updateTask(task, index);
  }

  /** A thought whose workflow has ended, or whose task somebody replaced, cannot go on. */
  private find(key: string): Thought | undefined {
    const thought = this.streaming.get(key);
    return thought && this.workflow.item?.workflow.tasks[thought.index] === thought.task
      ? thought
      : undefined;
  }
}
