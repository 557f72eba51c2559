import { messageOf, responsesAnswer } from '../../support/scripted-provider.js';
import type { ToolStep } from '../agent-scenario.js';
import { any, card, input, items, message, output, request, task, text, type Scenario } from '../scenario.js';

const ask = request('threads.create', { input: input('Hi') });
const says = (words: string) => responsesAnswer([{ ...messageOf(words), id: 'msg_model1' }]);
const calls = (name: string, id: string) =>
  responsesAnswer([
    {
      type: 'function_call',
      id: `fc_model${id}`,
      call_id: `call_${id}`,
      name,
      arguments: '{}',
      status: 'completed',
    },
  ]);

/** An agent whose one tool does this, and which then speaks. */
const agentThat = (...does: ToolStep[]) => ({
  tools: [{ name: 'work', does }],
  model: [calls('work', '1'), says('Done.')],
});
const opening = any(3);
/** The events of the one word that the model then says. */
const spoken = any(9);
const endsSteps = '6.2: what has ended has no step that goes on';
const endsOnce = 'Q12: a workflow that a tool has ended is not ended once more';
const streaming = (value: string, more = true) => card(text(value, { id: 't', streaming: more }));

/** What tools show beside the model's words. */
export const agentToolScenarios: Scenario[] = [
  {
    name: 'a tool that tells of its progress',
    cites: '[E148]',
    exchanges: [ask, items],
    agent: agentThat({ stream: { type: 'progress_update', text: 'Looking', icon: 'search' } }),
  },
  {
    name: 'a tool that shows an item',
    exchanges: [ask, items],
    agent: agentThat({ stream: { type: 'thread.item.done', item: message('msg_1', 'From a tool') } }),
  },
  {
    name: 'a tool that shows a widget',
    cites: '[E132]',
    exchanges: [ask, items],
    agent: agentThat({ widget: card(text('Ready')), copyText: 'Ready' }),
  },
  {
    name: 'a tool that streams the text of a widget',
    cites: '[E120 E121 E133]',
    exchanges: [ask, items],
    agent: agentThat({
      widgets: [streaming(''), streaming('Hel'), streaming('Hello,'), streaming('Hello, world')],
    }),
  },
  {
    name: 'a tool that changes a widget',
    cites: '[E122 E126 E134]',
    exchanges: [ask, items],
    agent: agentThat({
      widgets: [streaming('Hello'), streaming('Bye'), streaming('Bye now', false), card()],
    }),
  },
  {
    name: 'a tool that does steps',
    cites: '[E175]',
    exchanges: [ask, items],
    agent: agentThat(
      { addTask: task('One', 'complete') },
      { addTask: task('Two') },
      { updateTask: task('Two', 'complete'), index: 1 },
    ),
    differs: {
      0: {
        why: 'Q12: an event is what it was when it was told',
        ours: {
          events: [
            ...opening,
            { type: 'thread.item.added', item: { workflow: { tasks: [{ title: 'One' }] } } },
            { update: { type: 'workflow.task.added', task_index: 1, task: task('Two') } },
            { update: { type: 'workflow.task.updated', task_index: 1, task: task('Two', 'complete') } },
            { type: 'thread.item.done', item: { workflow: { tasks: [{}, {}], expanded: false } } },
            ...spoken,
          ],
        },
      },
    },
  },
  {
    name: 'a tool that does the same step twice',
    cites: '[Q12 Q13]',
    exchanges: [ask, items],
    agent: agentThat({ addTask: task('Same', 'complete') }, { addTask: task('Same', 'complete') }),
    differs: {
      0: {
        why: 'Q12 and Q13: each step is told once, with its own index',
        ours: {
          events: [
            ...opening,
            { type: 'thread.item.added', item: { workflow: { tasks: [{ title: 'Same' }] } } },
            { update: { type: 'workflow.task.added', task_index: 1 } },
            { type: 'thread.item.done', item: { workflow: { tasks: [{}, {}] } } },
            ...spoken,
          ],
        },
      },
    },
  },
  {
    name: 'a step that goes on when the answer begins',
    exchanges: [ask, items],
    agent: agentThat({ addTask: task('One') }),
    differs: {
      0: {
        why: endsSteps,
        ours: {
          events: [...any(4), { item: { workflow: { tasks: [task('One', 'complete')] } } }, ...spoken],
        },
      },
      1: {
        why: endsSteps,
        ours: { body: { data: [{}, { workflow: { tasks: [task('One', 'complete')] } }, {}] } },
      },
      stored: {
        why: endsSteps,
        ours: { threads: [{ items: [{}, { workflow: { tasks: [task('One', 'complete')] } }, {}] }] },
      },
    },
  },
  {
    name: 'a tool that begins and ends a workflow',
    exchanges: [ask, items],
    agent: agentThat(
      { startWorkflow: { type: 'custom', tasks: [task('One')], summary: { title: 'Work' } } },
      { addTask: task('Two') },
      { endWorkflow: { expanded: true } },
    ),
    differs: {
      0: {
        why: endsOnce,
        ours: { events: [...any(5), { type: 'thread.item.done', item: { type: 'workflow' } }, ...spoken] },
      },
      1: {
        why: endsOnce,
        ours: { body: { data: [{}, { workflow: { expanded: true, summary: { title: 'Work' } } }, {}] } },
      },
      stored: { why: endsOnce, ours: { threads: [{ items: [{}, { workflow: { expanded: true } }, {}] }] } },
    },
  },
  {
    name: 'a workflow that has a summary, and that an answer ends',
    cites: '[E177]',
    exchanges: [ask, items],
    agent: agentThat({
      startWorkflow: { type: 'custom', tasks: [task('One', 'complete')], summary: { title: 'Work' } },
    }),
  },
  {
    name: 'a workflow that goes on over a tool of the page’s',
    cites: '[E235 Q11]',
    exchanges: [ask, items, output('yes'), items],
    agent: {
      tools: [
        { name: 'work', does: [{ addTask: task('One', 'complete') }] },
        { name: 'pick', does: [{ clientToolCall: { name: 'pick', arguments: {} } }] },
        { name: 'more', does: [{ addTask: task('Two', 'complete') }] },
      ],
      stopAt: ['pick'],
      model: [calls('work', '1'), calls('pick', '2'), calls('more', '3'), says('Done.')],
    },
    differs: {
      0: {
        why: 'Q11: what is stored is told, and is one row',
        ours: {
          events: [
            ...opening,
            { type: 'thread.item.added', item: { type: 'workflow' } },
            { type: 'thread.item.done', item: { type: 'workflow' } },
            { type: 'thread.item.done', item: { type: 'client_tool_call' } },
          ],
        },
      },
    },
  },
];
