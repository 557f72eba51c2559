import { isDeepStrictEqual } from 'node:util';
import type { ThreadStreamEvent } from '../../protocol/events.js';
import type { WorkflowItem } from '../../protocol/items.js';
import type { Task } from '../../protocol/workflow.js';
import type { EventQueue } from './event-queue.js';
import { nothing } from './mapped.js';
import type { ToolCallState } from './response-stream-converter.js';
import { hasFailed } from './tool-outcome.js';
import type { ToolWatcher } from './tool-watch.js';
import type { WorkflowKeeper } from './workflow-keeper.js';

/** Draws a call as a task; undefined when it is not to be shown. */
export type DrawCall = (state: ToolCallState) => Task | undefined;

/** A step that waits, and what becomes of it when the person does not agree. */
export interface WaitingStep {
  callId: string;
  itemId: string;
  index: number;
  ifRejected: Task;
}

interface Call {
  state: ToolCallState;
  draw?: DrawCall;
  /** When its tool began or, until that is known, when the model began to write it. */
  startedAt?: number;
  /** Whether the run has said that the model's call is whole. */
  isCalled: boolean;
  step?: Step;
}

interface Step {
  item: WorkflowItem;
  index: number;
  /** The task in the workflow, by which it is known that nobody else replaced it. */
  task: Task;
  /** The task as clients have it. */
  shown: Task;
}

/**
 * The calls of a run as steps of its workflow. Each is one step, is drawn anew when more is known of it, and ends in
 * its own time. A step that outlives its workflow is put right in the workflow that was stored.
 */
export class ToolSteps implements ToolWatcher {
  private readonly calls = new Map<string, Call>();
  /** Workflows that ended before a step of theirs, as they are stored by now, by id. */
  private readonly corrected = new Map<string, WorkflowItem>();

  /** @param queue Takes what is shown between two events of the run. */
  constructor(
    private readonly workflow: WorkflowKeeper,
    private readonly queue: EventQueue,
  ) {}

  knows(id: string): boolean {
    return this.calls.get(id)?.draw !== undefined;
  }

  /** Shows a call, or what more is known of it. Ids repeat with some providers: one that has ended was another. */
  show(id: string, draw: DrawCall, state?: ToolCallState): readonly ThreadStreamEvent[] {
    const call = this.current(id);
    call.draw = draw;
    call.startedAt ??= Date.now();
    if (state) setState(call, state);
    return this.redraw(call);
  }

  /** The steps of calls that wait for a person, where they stand. */
  get waiting(): WaitingStep[] {
    return [...this.calls].flatMap(([callId, { state, draw, step }]) => {
      const ifRejected = draw?.({ status: 'rejected' });
      if (state.status !== 'waiting' || !step || !ifRejected) return [];
      return [{ callId, itemId: step.item.id, index: step.index, ifRejected }];
    });
  }

  /** Takes up the step of a call that an earlier run left waiting, in the workflow that was stored. */
  resume(id: string, draw: DrawCall, { item, index }: { item: WorkflowItem; index: number }): void {
    const task = item.workflow.tasks[index];
    if (!task) return;
    const step = { item, index, task, shown: task };
    this.calls.set(id, { state: { status: 'waiting' }, draw, isCalled: true, step });
  }

  /** Says that the model's call is whole: the next of that id is another one. */
  called(id: string): void {
    this.of(id).isCalled = true;
  }

  /** Says how far a call is. */
  update(id: string, state: ToolCallState): readonly ThreadStreamEvent[] {
    const call = this.of(id);
    // To the model, that it was rejected is the call's output.
    if (call.state.status === 'rejected') return nothing;
    setState(call, state);
    return this.redraw(call);
  }

  started(id: string): void {
    const call = this.current(id);
    call.startedAt = Date.now();
    if (call.state.status === 'waiting') this.tell(this.update(id, { status: 'running' }));
  }

  ended(id: string, output: string): void {
    this.tell(this.update(id, { status: hasFailed(output) ? 'failed' : 'done' }));
  }

  private of(id: string): Call {
    let call = this.calls.get(id);
    if (!call) this.calls.set(id, (call = { state: { status: 'running' }, isCalled: false }));
    return call;
  }

  private current(id: string): Call {
    const call = this.calls.get(id);
    if (call?.isCalled && isOver(call.state)) this.calls.delete(id);
    return this.of(id);
  }

  private redraw(call: Call): readonly ThreadStreamEvent[] {
    const drawn = call.draw?.(call.state);
    if (!drawn) return nothing;
    const task = settled(drawn, call.state);
    if (call.state.status === 'running') this.workflow.callsUnderWay.add(task);
    const { step } = call;
    if (!step) return this.add(call, task);
    if (isDeepStrictEqual(task, step.shown)) return nothing;
    if (step.item.workflow.tasks[step.index] !== step.task) return nothing;
    step.shown = task;
    return step.item === this.workflow.item ? this.replace(step, task) : this.correct(step, task);
  }

  private add(call: Call, task: Task): ThreadStreamEvent[] {
    const events = this.workflow.addTask(task);
    const item = this.workflow.item;
    if (item) call.step = { item, index: item.workflow.tasks.length - 1, task, shown: task };
    return events;
  }

  private replace(step: Step, task: Task): ThreadStreamEvent[] {
    step.task = task;
    return this.workflow.updateTask(task, step.index);
  }

  /** The item that was told of is left as it is: whoever sends it may not have written it yet. */
  private correct({ item: { id }, item, index }: Step, task: Task): ThreadStreamEvent[] {
    const before = this.corrected.get(id) ?? item;
    const tasks = before.workflow.tasks.with(index, task);
    const corrected = { ...before, workflow: { ...before.workflow, tasks } };
    this.corrected.set(id, corrected);
    return [{ type: 'thread.item.replaced', item: corrected }];
  }

  private tell(events: readonly ThreadStreamEvent[]): void {
    for (const event of events) this.queue.push(event);
  }
}

function setState(call: Call, state: ToolCallState): void {
  if (state.status !== 'done' && state.status !== 'failed') {
    call.state = state;
    return;
  }
  const known = isOver(call.state) ? call.state.ms : undefined;
  const ms = known ?? (call.startedAt === undefined ? undefined : Date.now() - call.startedAt);
  call.state = { ms, ...state };
}

const isOver = (state: ToolCallState): state is Extract<ToolCallState, { status: 'done' | 'failed' }> =>
  state.status === 'done' || state.status === 'failed';

/** A converter need not look at the state: what is over does not go on loading. */
function settled(task: Task, { status }: ToolCallState): Task {
  if (status === 'running' || task.status_indicator !== 'loading') return { ...task };
  return { ...task, status_indicator: status === 'done' ? 'complete' : 'none' };
}
