import { chunks, reasoning, responseOf, toolCall, words } from '../../../support/model-answers.js';
import {
  added,
  clientCall,
  delta,
  done,
  ended,
  messageItem,
  part,
  removed,
  step,
  thought,
  taskAdded,
  taskUpdated,
  told,
  workflowItem,
} from '../../../support/shown-events.js';
import type { MapperRow } from './row.js';

const hi = words('H', 'i');
const says = { shows: told('msg#1', 'H', 'i'), leaves: [messageItem('msg#1', 'Hi')] };
const plan = { name: 'plan', does: [{ startWorkflow: { type: 'custom', tasks: [step('Plan')] } }] };
const pick = { name: 'pick', does: [{ clientToolCall: { name: 'pick', arguments: {} } }] };
const custom = (more = {}) => workflowItem('wf#1', [step('Plan')], { type: 'custom', ...more });
const begun = [added(messageItem('msg#1')), part('msg#1'), delta('msg#1', 'H')];

/** An answer that the connection, or the provider, ends after its first piece. */
const partOf = (...end: Record<string, unknown>[]) => [...responseOf(hi).slice(0, 4), ...end];

/** 6.8: the end of a run. */
export const runEndRows: MapperRow[] = [
  {
    rule: '1: what tools queued is drained before the run ends [E146 E147]',
    tools: [{ name: 'tell', does: [{ stream: { type: 'progress_update', text: 'Looking' } }] }],
    stopAt: ['tell'],
    gives: { responses: [responseOf(toolCall('tell'))] },
    shows: [{ type: 'progress_update', text: 'Looking' }],
    leaves: [],
  },
  {
    rule: '2: a workflow that a tool keeps is stored open, and told as done (Q11) [Q11]',
    tools: [plan],
    stopAt: ['plan'],
    gives: { responses: [responseOf(toolCall('plan'))] },
    shows: [added(custom()), done(custom())],
    leaves: [custom()],
  },
  {
    rule: '2: a workflow of the model’s own ends with the run (Q11) [Q11]',
    tools: [{ name: 'look' }],
    stopAt: ['look'],
    gives: { responses: [responseOf(reasoning(['Hm']), toolCall('look'))] },
    shows: [
      added(workflowItem('wf#1', [])),
      taskAdded('wf#1', 0, thought('Hm')),
      taskUpdated('wf#1', 0, thought('Hm')),
      done(workflowItem('wf#1', [thought('Hm')], ended)),
    ],
    leaves: [workflowItem('wf#1', [thought('Hm')], ended)],
  },
  {
    rule: '3: the call that the page carries out comes last, after the workflow that waits for it [E164 Q11]',
    tools: [plan, pick],
    stopAt: ['pick'],
    gives: { responses: [responseOf(toolCall('plan')), responseOf(toolCall('pick'))] },
    shows: [added(custom()), done(custom()), done(clientCall('tc#1', 'pick', 'call_pick'))],
    leaves: [custom(), clientCall('tc#1', 'pick', 'call_pick')],
  },
  {
    rule: '3: a function call whose tool asks nothing of the page has no effect',
    tools: [{ name: 'look' }],
    stopAt: ['look'],
    gives: { responses: [responseOf(toolCall('look'))] },
    shows: [],
    leaves: [],
  },
];

/** 6.13: ends and errors. */
export const errorRows: MapperRow[] = [
  {
    rule: 'a stop: the stream ends with its items unfinished, and no error [E234]',
    stopAfter: 3,
    gives: { responses: [responseOf(hi)] },
    shows: begun,
    leaves: [messageItem('msg#1', 'H')],
  },
  {
    rule: 'a stop: a call of the page’s is not told any more',
    stopAfter: 1,
    tools: [plan, pick],
    stopAt: ['pick'],
    gives: { responses: [responseOf(toolCall('plan')), responseOf(toolCall('pick'))] },
    shows: [added(custom())],
    leaves: [custom()],
  },
  {
    rule: 'an error of the provider before its answer: thrown as it is',
    gives: { responses: [{ status: 500 }] },
    shows: [],
    leaves: [],
    fails: 'InternalServerError',
  },
  {
    rule: 'a connection that breaks: thrown after what came, the message left pending',
    gives: { responses: [{ begins: partOf(), then: 'breaks' }] },
    shows: begun,
    leaves: [messageItem('msg#1', 'H')],
    fails: 'TypeError',
  },
  {
    rule: 'an answer without an end: thrown after what came',
    gives: { responses: [{ begins: partOf(), then: 'ends' }] },
    shows: begun,
    leaves: [messageItem('msg#1', 'H')],
    fails: 'ModelBehaviorError',
  },
  ...(['failed', 'incomplete'] as const).map((status) => ({
    rule: `response.${status}: thrown after what came`,
    gives: {
      responses: [
        partOf({ type: `response.${status}`, response: { id: 'resp_1', status, output: [], usage: null } }),
      ],
    },
    shows: begun,
    leaves: [messageItem('msg#1', 'H')],
    fails: 'ModelBehaviorError',
  })),
  {
    rule: 'an error event: thrown after what came',
    gives: {
      responses: [partOf({ type: 'error', code: 'server_error', message: 'Overloaded', param: null })],
    },
    shows: begun,
    leaves: [messageItem('msg#1', 'H')],
    fails: 'APIError',
  },
  {
    rule: 'an input guardrail: thrown, nothing was shown [E165]',
    tripwire: 'input',
    gives: { responses: [] },
    shows: [],
    leaves: [],
    fails: 'InputGuardrailTripwireTriggered',
  },
  {
    rule: 'an output guardrail: all that was shown is removed, then thrown [E166]',
    tripwire: 'output',
    tools: [plan],
    gives: { responses: [responseOf(toolCall('plan')), responseOf(hi)] },
    shows: [added(custom()), done(custom(ended)), ...says.shows, removed('wf#1'), removed('msg#1')],
    leaves: [],
    fails: 'OutputGuardrailTripwireTriggered',
  },
  {
    rule: 'too many turns: thrown, what was shown stays',
    maxTurns: 1,
    tools: [{ name: 'look' }],
    gives: { responses: [responseOf(hi, toolCall('look'))] },
    ...says,
    fails: 'MaxTurnsExceededError',
  },
  {
    rule: 'a tool that the agent has not: thrown, what was shown stays',
    gives: { responses: [responseOf(hi, toolCall('unknown'))] },
    ...says,
    fails: 'ModelBehaviorError',
  },
  {
    rule: 'a refusal and nothing else: an answer, not the error that the SDK makes of it [Q36]',
    gives: { chat: [chunks({ refusal: 'H' }, { refusal: 'i' })] },
    ...says,
  },
];
