import { AgentContext } from '../../../src/agent/bridge/agent-context.js';
import { streamAgentResponse } from '../../../src/agent/bridge/stream-agent-response.js';
import type { ThreadStreamEvent } from '../../../src/protocol/events.js';
import type { ThreadItem, WorkflowItem } from '../../../src/protocol/items.js';
import type { WidgetRoot } from '../../../src/protocol/widgets/widget.js';
import type { CustomTask } from '../../../src/protocol/workflow.js';
import {
  itemIdsOf,
  kindsOf,
  newAgentContext,
  responsesEvents,
  scriptedRun,
  show,
  type RunStep,
} from '../../support/scripted-run.js';

const card = (value: string, streaming?: boolean): WidgetRoot => ({
  type: 'Card',
  children: [{ type: 'Text', id: 'body', value, ...(streaming !== undefined && { streaming }) }],
});
const task = (title: string, more: Partial<CustomTask> = {}): CustomTask => ({
  type: 'custom',
  status_indicator: 'none',
  title,
  ...more,
});
const delta = (text: string) => ({
  type: 'response.output_text.delta',
  item_id: 'msg_model',
  content_index: 0,
  delta: text,
});
const messageAdded = {
  type: 'response.output_item.added',
  item: { type: 'message', id: 'msg_model', content: [] },
};

/** What is shown of a run in which a tool uses the context once. */
async function showTool(use: (context: AgentContext) => void | Promise<void>, after: RunStep[] = []) {
  const { context } = await newAgentContext();
  return { context, ...(await show(context, [() => use(context), ...after])) };
}

describe('a widget from a tool', () => {
  async function* states(...all: WidgetRoot[]) {
    yield* all;
  }

  it('that is finished is one item that is done [E132 E146]', async () => {
    const { events } = await showTool((context) =>
      context.streamWidget(card('Hi'), { copyText: 'Hi there' }),
    );
    expect(events).toEqual([
      {
        type: 'thread.item.done',
        item: expect.objectContaining({
          type: 'widget',
          id: expect.stringMatching(/^msg_/),
          widget: card('Hi'),
          copy_text: 'Hi there',
        }),
      },
    ]);
  });

  it('in states is added, grows and is done [E133]', async () => {
    const { events } = await showTool((context) =>
      context.streamWidget(states(card('He', true), card('Hello', true))),
    );
    expect(kindsOf(events)).toEqual([
      'thread.item.added',
      'widget.streaming_text.value_delta',
      'thread.item.done',
    ]);
    expect(events[1]).toMatchObject({ update: { component_id: 'body', delta: 'llo' } });
    expect(new Set(itemIdsOf(events)).size).toBe(1);
  });

  it('that is replaced tells the whole widget [E134]', async () => {
    const { events } = await showTool((context) => context.streamWidget(states(card('Hello'), card('Bye'))));
    expect(kindsOf(events)).toEqual(['thread.item.added', 'widget.root.updated', 'thread.item.done']);
  });

  it('has its id from the store', async () => {
    const { context } = await newAgentContext();
    jest.spyOn(context.store, 'generateItemId').mockReturnValue('msg_mine');
    const { items } = await show(context, [() => context.streamWidget(card('Hi'))]);
    expect(items).toMatchObject([{ id: 'msg_mine' }]);
  });

  it('waits for its reader, and ends when the turn is stopped', async () => {
    const { context, stop } = await newAgentContext();
    let made = 0;
    let ended = false;
    async function* endless() {
      try {
        for (;;) yield card(`${++made}`);
      } finally {
        ended = true;
      }
    }
    let streaming: Promise<void> | undefined;
    const run = scriptedRun([() => (streaming = context.streamWidget(endless()))]);
    const reader = streamAgentResponse(context, run)[Symbol.asyncIterator]();
    await reader.next();
    await new Promise((resolve) => setImmediate(resolve));
    expect(made).toBeLessThan(100);
    stop();
    await reader.return(undefined);
    await streaming;
    expect(ended).toBe(true);
  });
});

describe('what tools queue', () => {
  it('is shown while the run has nothing to say, and the run is waited for [E146 E147]', async () => {
    const { context } = await newAgentContext();
    let goOn!: () => void;
    const pause = new Promise<void>((resolve) => (goOn = resolve));
    const run = scriptedRun([() => pause, ...responsesEvents({ type: 'response.created' }, delta('Hi'))]);
    const reader = streamAgentResponse(context, run)[Symbol.asyncIterator]();
    const first = reader.next();
    context.stream({ type: 'progress_update', text: 'Looking' });
    expect((await first).value).toEqual({ type: 'progress_update', text: 'Looking' });
    const second = reader.next();
    goOn();
    expect((await second).value).toMatchObject({ type: 'thread.item.added' });
    const rest: ThreadStreamEvent[] = [];
    for await (const event of reader) rest.push(event);
    expect(kindsOf(rest)).toContain('assistant_message.content_part.text_delta');
  });

  it('is shown beside the answer, nothing of either lost [E148]', async () => {
    const { context } = await newAgentContext();
    const { events, items } = await show(context, [
      ...responsesEvents(messageAdded, delta('a')),
      () => context.stream({ type: 'notice', level: 'info', message: 'Half' }),
      ...responsesEvents(delta('b')),
      () => context.streamWidget(card('Hi')),
    ]);
    expect(kindsOf(events)).toEqual([
      'thread.item.added',
      'assistant_message.content_part.added',
      'assistant_message.content_part.text_delta',
      'notice',
      'assistant_message.content_part.text_delta',
      'thread.item.done',
      'assistant_message.content_part.done',
      'thread.item.done',
    ]);
    expect(items).toMatchObject([{ content: [{ text: 'ab' }] }, { type: 'widget' }]);
  });

  it('before the run is shown, too', async () => {
    const { context } = await newAgentContext();
    context.stream({ type: 'progress_update', text: 'Soon' });
    expect((await show(context, [])).events).toEqual([{ type: 'progress_update', text: 'Soon' }]);
  });

  it('is shown as it was then, whatever becomes of it later [Q12]', async () => {
    const { events } = await showTool((context) => {
      const item = { type: 'task', ...context.newItem('task'), task: task('One') } as const;
      context.stream({ type: 'thread.item.added', item });
      item.task.title = 'Two';
      context.startWorkflow({ type: 'custom', tasks: [task('A')] });
      context.addWorkflowTask(task('B'));
    });
    expect(events[0]).toMatchObject({ item: { task: { title: 'One' } } });
    expect(events[1]).toMatchObject({ item: { workflow: { tasks: [{ title: 'A' }] } } });
    expect((events[1] as { item: WorkflowItem }).item.workflow.tasks).toHaveLength(1);
    expect(events[2]).toMatchObject({ update: { task: { title: 'B' } } });
  });
});

describe('a workflow from a tool', () => {
  it('is shown when it begins, grows, and ends with the seconds it took', async () => {
    jest.useFakeTimers({ doNotFake: ['nextTick'], now: 0 });
    const { events, items } = await showTool((context) => {
      context.startWorkflow({ type: 'custom', tasks: [task('A')] });
      jest.advanceTimersByTime(3_000);
      const index = context.addWorkflowTask(task('B', { status_indicator: 'loading' }));
      context.updateWorkflowTask(task('B', { status_indicator: 'complete' }), index);
      context.endWorkflow(undefined, true);
      expect(context.workflowItem).toBeUndefined();
    });
    jest.useRealTimers();
    expect(kindsOf(events)).toEqual([
      'thread.item.added',
      'workflow.task.added',
      'workflow.task.updated',
      'thread.item.done',
    ]);
    expect(items).toMatchObject([
      {
        workflow: {
          type: 'custom',
          tasks: [{ title: 'A' }, { title: 'B', status_indicator: 'complete' }],
          summary: { duration: 3 },
          expanded: true,
        },
      },
    ]);
  });

  it('without tasks is shown with its first one, unless it is of reasoning', async () => {
    const custom = await showTool((context) => {
      context.startWorkflow({ type: 'custom' });
      context.addWorkflowTask(task('A'));
    });
    expect(kindsOf(custom.events)).toEqual(['thread.item.added', 'thread.item.done']);
    expect(custom.events[0]).toMatchObject({ item: { workflow: { tasks: [{ title: 'A' }] } } });
    const reasoning = await showTool((context) => {
      context.startWorkflow({ type: 'reasoning' });
      context.addWorkflowTask(task('A'));
    });
    expect(kindsOf(reasoning.events).slice(0, 2)).toEqual(['thread.item.added', 'workflow.task.added']);
  });

  it('begins by itself with the first task', async () => {
    const { events } = await showTool((context) => expect(context.addWorkflowTask(task('A'))).toBe(0));
    expect(events[0]).toMatchObject({
      type: 'thread.item.added',
      item: { workflow: { type: 'custom', tasks: [{ title: 'A' }] } },
    });
  });

  it('counts its tasks, also those that are equal [Q13]', async () => {
    const { events } = await showTool((context) => {
      for (const title of ['Same', 'Same', 'Same']) context.addWorkflowTask(task(title));
    });
    const indexes = events.flatMap((event) =>
      event.type === 'thread.item.updated' && 'task_index' in event.update ? [event.update.task_index] : [],
    );
    expect(indexes).toEqual([1, 2]);
  });

  it('has the summary it is given, else the one that it has', async () => {
    const given = await showTool((context) => {
      context.startWorkflow({ type: 'reasoning', summary: { title: 'Own' } });
      context.endWorkflow({ title: 'Given', icon: 'check' });
    });
    expect(given.items).toMatchObject([{ workflow: { summary: { title: 'Given', icon: 'check' } } }]);
    const own = await showTool((context) => {
      context.startWorkflow({ type: 'reasoning', summary: { title: 'Own' } });
      context.endWorkflow();
    });
    expect(own.items).toMatchObject([{ workflow: { summary: { title: 'Own' } } }]);
  });

  it('cannot be updated when there is none, nor a task that it has not', async () => {
    const { context } = await newAgentContext();
    expect(() => context.updateWorkflowTask(task('A'), 0)).toThrow('No workflow');
    context.addWorkflowTask(task('A'));
    expect(() => context.updateWorkflowTask(task('B'), 1)).toThrow('no task 1');
    context.endWorkflow();
    expect(() => context.endWorkflow()).not.toThrow();
  });

  it('ends when another begins', async () => {
    const { items } = await showTool((context) => {
      context.startWorkflow({ type: 'reasoning' });
      context.startWorkflow({ type: 'reasoning' });
    });
    expect(items).toMatchObject([{ workflow: { summary: { duration: 0 } } }, { workflow: {} }]);
  });

  it('that is shown by hand becomes the current one, and no more when it is done by hand', async () => {
    const { context } = await newAgentContext();
    const item: WorkflowItem = {
      type: 'workflow',
      ...context.newItem('workflow'),
      workflow: { type: 'custom', tasks: [task('A')], expanded: false },
    };
    context.stream({ type: 'thread.item.added', item });
    expect(context.addWorkflowTask(task('B'))).toBe(1);
    context.stream({ type: 'thread.item.done', item });
    expect(context.workflowItem).toBeUndefined();
  });

  const base = { id: 'x', thread_id: 't', created_at: '2026-01-02T03:04:05.678Z' };
  it.each<[string, ThreadItem, boolean]>([
    ['a widget', { type: 'widget', ...base, widget: { type: 'Card' } }, true],
    ['a task', { type: 'task', ...base, task: task('A') }, true],
    ['a note of the server', { type: 'sdk_hidden_context', ...base, content: 'x' }, true],
    ['a hidden note', { type: 'hidden_context_item', ...base, content: 'x' }, false],
    [
      'a call of the page',
      { type: 'client_tool_call', ...base, status: 'pending', call_id: 'c', name: 'n', arguments: {} },
      false,
    ],
  ])('beside %s', async (_name, item, ends) => {
    const { events } = await showTool((context) => {
      context.addWorkflowTask(task('A'));
      context.stream({ type: 'thread.item.done', item });
      expect(context.workflowItem === undefined).toBe(ends);
    });
    expect(itemIdsOf(events).indexOf('x')).toBe(ends ? 2 : 1);
    if (ends) expect(events[1]).toMatchObject({ item: { workflow: { summary: { duration: 0 } } } });
  });
});

describe('a context', () => {
  it('makes ids of the store’s, for threads too', async () => {
    const { context } = await newAgentContext();
    expect(context.generateId('thread')).toMatch(/^thr_/);
    expect(context.generateId('task')).toMatch(/^tsk_/);
  });

  it('carries a response’s id for its owner', async () => {
    const { context } = await newAgentContext();
    const { thread, store, requestContext } = context;
    const chained = new AgentContext({ thread, store, requestContext, previousResponseId: 'resp_1' });
    expect(chained.previousResponseId).toBe('resp_1');
  });
});
