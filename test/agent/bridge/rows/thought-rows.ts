import { reasoning, responseOf, toolCall, words } from '../../../support/model-answers.js';
import {
  added,
  done,
  ended,
  messageItem,
  step,
  taskAdded,
  taskUpdated,
  thought,
  told,
  workflowItem,
} from '../../../support/shown-events.js';
import type { MapperRow } from './row.js';

const hi = words('Hi');
const says = told('msg#1', 'Hi');
const thinks = (...events: Record<string, unknown>[]) => ({ ...reasoning(), between: events });
const at = (summary_index: number) => ({ item_id: 'rs_model', summary_index });
const piece = (delta: string, index = 0) => ({
  type: 'response.reasoning_summary_text.delta',
  ...at(index),
  delta,
});
const end = (text: string, index = 0) => ({
  type: 'response.reasoning_summary_text.done',
  ...at(index),
  text,
});
const workflow = (...thoughts: string[]) => workflowItem('wf#1', thoughts.map(thought), ended);
const told2 = (...thoughts: string[]) => ({
  leaves: [workflow(...thoughts), messageItem('msg#1', 'Hi')],
});

/** 6.7: how thoughts stream. */
export const thoughtRows: MapperRow[] = [
  {
    rule: 'the first delta: a task; further ones: its text so far; done: the final text [E173]',
    gives: { responses: [responseOf(thinks(piece('Let '), piece('me'), end('Let me.')), hi)] },
    shows: [
      added(workflowItem('wf#1', [])),
      taskAdded('wf#1', 0, thought('Let ')),
      taskUpdated('wf#1', 0, thought('Let me')),
      taskUpdated('wf#1', 0, thought('Let me.')),
      done(workflow('Let me.')),
      ...says,
    ],
    ...told2('Let me.'),
  },
  {
    rule: 'a delta of a further thought: streams as well (Q49), also beside the one before [E174 Q49]',
    gives: {
      responses: [
        responseOf(thinks(piece('One'), piece('T', 1), end('One.'), piece('wo', 1), end('Two.', 1)), hi),
      ],
    },
    shows: [
      added(workflowItem('wf#1', [])),
      taskAdded('wf#1', 0, thought('One')),
      taskAdded('wf#1', 1, thought('T')),
      taskUpdated('wf#1', 0, thought('One.')),
      taskUpdated('wf#1', 1, thought('Two')),
      taskUpdated('wf#1', 1, thought('Two.')),
      done(workflow('One.', 'Two.')),
      ...says,
    ],
    ...told2('One.', 'Two.'),
  },
  {
    rule: 'done of a thought that did not stream: a task [E174]',
    gives: { responses: [responseOf(thinks(end('One.'), end('Two.', 1)), hi)] },
    shows: [
      added(workflowItem('wf#1', [])),
      taskAdded('wf#1', 0, thought('One.')),
      taskAdded('wf#1', 1, thought('Two.')),
      done(workflow('One.', 'Two.')),
      ...says,
    ],
    ...told2('One.', 'Two.'),
  },
  {
    rule: 'deltas whose task is no longer in the workflow: nothing, and done is a task of its own',
    gives: {
      responses: [responseOf(toolCall('plan')), responseOf(thinks(piece('H'), piece('m'), end('Hm')), hi)],
    },
    tools: [{ name: 'plan', does: [{ startWorkflow: { type: 'custom', tasks: [step('Plan')] } }] }],
    shows: [
      added(workflowItem('wf#1', [step('Plan')], { type: 'custom' })),
      taskAdded('wf#1', 1, thought('Hm')),
      done(workflowItem('wf#1', [step('Plan'), thought('Hm')], { type: 'custom', ...ended })),
      ...says,
    ],
    leaves: [
      workflowItem('wf#1', [step('Plan'), thought('Hm')], { type: 'custom', ...ended }),
      messageItem('msg#1', 'Hi'),
    ],
  },
  {
    rule: 'thoughts of the next call, under the same model id: tasks of the same workflow',
    tools: [{ name: 'look' }],
    gives: {
      responses: [
        responseOf(thinks(piece('One'), end('One')), toolCall('look')),
        responseOf(thinks(piece('Two'), end('Two')), hi),
      ],
    },
    shows: [
      added(workflowItem('wf#1', [])),
      taskAdded('wf#1', 0, thought('One')),
      taskUpdated('wf#1', 0, thought('One')),
      taskAdded('wf#1', 1, thought('Two')),
      taskUpdated('wf#1', 1, thought('Two')),
      done(workflow('One', 'Two')),
      ...says,
    ],
    ...told2('One', 'Two'),
  },
  {
    rule: 'a thought whose end never came, in the next call: the next one is another task',
    tools: [{ name: 'look' }],
    gives: {
      responses: [
        responseOf(thinks(piece('One')), toolCall('look')),
        responseOf(thinks(piece('Two'), end('Two')), hi),
      ],
    },
    shows: [
      added(workflowItem('wf#1', [])),
      taskAdded('wf#1', 0, thought('One')),
      taskAdded('wf#1', 1, thought('Two')),
      taskUpdated('wf#1', 1, thought('Two')),
      done(workflow('One', 'Two')),
      ...says,
    ],
    ...told2('One', 'Two'),
  },
];
