import { message as said, reasoning, responseOf, toolCall } from '../../support/model-answers.js';
import { any, input, items, request, type Scenario } from '../scenario.js';

const ask = request('threads.create', { input: input('Hi') });
const hello = said('msg_model1', { text: ['Hel', 'lo'] });
const widget = { name: 'show', does: [{ widget: { type: 'Card', children: [] } }] };
const ended = (status: 'failed' | 'incomplete') => {
  const why = {
    failed: { error: { code: 'server_error', message: 'Overloaded' } },
    incomplete: { incomplete_details: { reason: 'max_output_tokens' } },
  };
  return {
    type: `response.${status}`,
    sequence_number: 99,
    response: {
      id: 'resp_1',
      object: 'response',
      created_at: 0,
      model: 'played',
      status,
      output: [],
      parallel_tool_calls: true,
      tool_choice: 'auto',
      tools: [],
      ...why[status],
    },
  };
};

/** The answer up to its end, in the place of which comes something else. */
const upTo = (...end: Record<string, unknown>[]) => [...responseOf(hello).slice(0, -1), ...end];
/** The answer up to its first words. */
const begun = responseOf(hello).slice(0, 4);

const why = 'Q9: the words that came are kept, with a note for the model';
const kept = { content: [{ text: 'Hel' }] };
const rescued: Scenario['differs'] = {
  0: { why, ours: { events: [...any(6), { type: 'thread.item.done', item: kept }, { type: 'error' }] } },
  1: { why, ours: { body: { data: [{}, kept] } } },
  stored: { why, ours: { threads: [{ items: [{}, kept, { type: 'sdk_hidden_context' }] }] } },
};

/** Providers that fail. */
export const agentFaultScenarios: Scenario[] = [
  {
    name: 'a provider that is out of order',
    exchanges: [ask, items],
    agent: { model: [{ status: 500 }] },
  },
  {
    name: 'a provider that is out of order after a tool',
    exchanges: [ask, items],
    agent: { tools: [widget], model: [responseOf(toolCall('show')), { status: 500 }] },
  },
  {
    name: 'a response that fails',
    exchanges: [ask, items],
    agent: { model: [upTo(ended('failed'))] },
  },
  {
    name: 'a response that is incomplete',
    exchanges: [ask, items],
    agent: { model: [upTo(ended('incomplete'))] },
  },
  {
    name: 'a connection that breaks in the middle',
    cites: '[Q9]',
    exchanges: [ask, items],
    differs: rescued,
    agent: { model: [{ begins: begun, then: 'breaks' }] },
  },
  {
    name: 'a response without an end',
    cites: '[Q9]',
    exchanges: [ask, items],
    differs: rescued,
    agent: { model: [{ begins: begun, then: 'ends' }] },
  },
  {
    name: 'a response without anything',
    exchanges: [ask, items],
    agent: { model: [[]] },
  },
  {
    name: 'a provider that breaks while the model thinks',
    cites: '[Q9]',
    exchanges: [ask, items],
    agent: { model: [{ begins: responseOf(reasoning(['Hm'])).slice(0, 4), then: 'breaks' }] },
    differs: {
      0: {
        why: 'Q9: what was shown and is not kept is taken back',
        ours: {
          events: [...any(5), { type: 'thread.item.removed', item_id: 'wf#1' }, { type: 'error' }],
        },
      },
    },
  },
];
