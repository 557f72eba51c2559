// Workflows and tasks: the steps behind an answer, each shown while it runs and marked when it is done. The workflow
// folds into its summary. A task can also stand alone, as a line of its own.
//
//   curl -N localhost:8010/workflow --json '{"type":"threads.create","params":{"input":{"content":[{"type":"input_text","text":"Has the lens ever been repaired?"}],"attachments":[],"inference_options":{}}}}'

import {
  ChatKitServer,
  MemoryThreadStore,
  newItem,
  streamText,
  type Task,
  type ThreadMetadata,
  type ThreadStreamEvent,
} from 'nestjs-chatkit';
import { pause, wordByWord } from './museum.js';

const steps: readonly Task[] = [
  {
    type: 'thought',
    status_indicator: 'none',
    title: 'Where to look',
    content: 'Repairs are in the inspections, and in the log.',
  },
  {
    type: 'web_search',
    status_indicator: 'none',
    title: 'Inspections',
    queries: ['great lens inspection 1863'],
    sources: [{ type: 'url', title: 'Inspections', url: 'https://example.org/inspections' }],
  },
  {
    type: 'file',
    status_indicator: 'none',
    title: "The keeper's log",
    sources: [{ type: 'file', title: 'March 1911', filename: 'log-1911-03.pdf' }],
  },
];

export class WorkflowServer extends ChatKitServer {
  constructor() {
    super({ store: new MemoryThreadStore() });
  }

  override async *respond(thread: ThreadMetadata): AsyncIterable<ThreadStreamEvent> {
    yield* showSteps(thread);
    yield* streamText(thread, wordByWord('Once, in March 1911: prism 207 was cut anew after a storm.'));
    const task: Task = {
      type: 'custom',
      status_indicator: 'none',
      icon: 'mail',
      title: 'Your question was passed on to the curator',
    };
    yield { type: 'thread.item.done', item: newItem(thread, { type: 'task', task }) };
  }
}

async function* showSteps(thread: ThreadMetadata): AsyncGenerator<ThreadStreamEvent, void, undefined> {
  const item = newItem(thread, {
    type: 'workflow',
    workflow: { type: 'custom', tasks: [], expanded: true },
  });
  yield { type: 'thread.item.added', item };
  for (const [task_index, step] of steps.entries()) {
    const shown = (type: 'workflow.task.added' | 'workflow.task.updated', task: Task): ThreadStreamEvent => ({
      type: 'thread.item.updated',
      item_id: item.id,
      update: { type, task_index, task },
    });
    yield shown('workflow.task.added', { ...step, status_indicator: 'loading' });
    await pause(60);
    yield shown('workflow.task.updated', { ...step, status_indicator: 'complete' });
  }
  const tasks = steps.map((step): Task => ({ ...step, status_indicator: 'complete' }));
  const workflow = {
    ...item.workflow,
    tasks,
    summary: { title: 'Looked into the archive' },
    expanded: false,
  };
  yield { type: 'thread.item.done', item: { ...item, workflow } };
}
