import { callChunk, chunks } from '../../../support/model-answers.js';
import { chunkOf } from '../../../support/scripted-provider.js';
import {
  added,
  clientCall,
  delta,
  done,
  ended,
  messageItem,
  part,
  partDone,
  step,
  taskAdded,
  taskUpdated,
  thought,
  told,
  workflowItem,
} from '../../../support/shown-events.js';
import type { MapperRow } from './row.js';

type Json = Record<string, unknown>;

const started = { type: 'response_started' };
const words = (text: string, itemId?: string) => ({
  type: 'output_text_delta',
  delta: text,
  ...(itemId && { itemId }),
});
const raw = (event: Json) => ({ type: 'model', event });
const output = (...items: Json[]) => ({
  type: 'response_done',
  response: { id: 'r', usage: { inputTokens: 3, outputTokens: 2, totalTokens: 5 }, output: items },
});
const message = (text: string, id?: string) => ({
  type: 'message',
  role: 'assistant',
  status: 'completed',
  ...(id && { id }),
  content: [{ type: 'output_text', text }],
});
const call = (name: string) => ({ type: 'function_call', callId: `call_${name}`, name, arguments: '{}' });
const reasoned = (text: string) => ({
  type: 'reasoning',
  content: [],
  rawContent: [{ type: 'reasoning_text', text }],
});
const thinksIn = (type: string) => (id: string, text: string) => raw({ type, id, delta: text });
const thinks = thinksIn('reasoning-delta');

const workflow = (...thoughts: string[]) => workflowItem('wf#1', thoughts.map(thought), ended);
/** How thoughts that stream, each whole in one piece, are told before an answer. */
const thoughtThen = (...thoughts: string[]) => [
  added(workflowItem('wf#1', [])),
  ...thoughts.flatMap((each, index) => [
    taskAdded('wf#1', index, thought(each)),
    taskUpdated('wf#1', index, thought(each)),
  ]),
  done(workflow(...thoughts)),
];
const filtered = "Response withheld by the provider's content filter.";
const look = { tools: [{ name: 'look' }] };
const hi = { shows: told('msg#1', 'H', 'i'), leaves: [messageItem('msg#1', 'Hi')] };
const twice = {
  shows: [...told('msg#1', 'Hi'), ...told('msg#2', 'Hi')],
  leaves: [messageItem('msg#1', 'Hi'), messageItem('msg#2', 'Hi')],
};
const plans = {
  tools: [{ name: 'plan', does: [{ startWorkflow: { type: 'custom', tasks: [step('Plan')] } }] }],
};

/** 6.12: models that are not the Responses API; rule 0 is which table is used. */
export const fallbackRows: MapperRow[] = [
  {
    rule: '0: a source that is not the Responses API: the normalised events, once',
    gives: { chat: [chunks({ content: 'H' }, { content: 'i' })] },
    ...hi,
  },
  {
    rule: '0: no source at all: the same',
    gives: { events: [[started, words('H'), words('i'), output(message('Hi'))]] },
    ...hi,
  },
  {
    rule: '1: response_started begins anew: the same id is another message [Q14]',
    ...look,
    gives: { chat: [chunks({ content: 'Hi' }, callChunk('look')), chunks({ content: 'Hi' })] },
    ...twice,
  },
  {
    rule: '1: the same where no id is given [Q14]',
    ...look,
    gives: {
      events: [
        [started, words('Hi'), output(message('Hi'), call('look'))],
        [started, words('Hi'), output(message('Hi'))],
      ],
    },
    ...twice,
  },
  {
    rule: '2: the first text ends the workflow and begins the message and its part',
    ...plans,
    gives: { chat: [chunks(callChunk('plan')), chunks({ content: 'H' }, { content: 'i' })] },
    shows: [
      added(workflowItem('wf#1', [step('Plan')], { type: 'custom' })),
      done(workflowItem('wf#1', [step('Plan')], { type: 'custom', ...ended })),
      ...hi.shows,
    ],
    leaves: [workflowItem('wf#1', [step('Plan')], { type: 'custom', ...ended }), ...hi.leaves],
  },
  {
    rule: '2: an empty text begins nothing',
    gives: { events: [[started, words(''), words('H'), words('i'), output(message('Hi'))]] },
    ...hi,
  },
  {
    rule: '2: text under another id ends the open message, and begins one',
    gives: {
      events: [[started, words('Hi', 'a'), words('Yo', 'b'), output(message('Hi', 'a'), message('Yo', 'b'))]],
    },
    shows: [...told('msg#1', 'Hi'), ...told('msg#2', 'Yo')],
    leaves: [messageItem('msg#1', 'Hi'), messageItem('msg#2', 'Yo')],
  },
  {
    rule: '2: an id that comes after the first text is that message’s',
    gives: { events: [[started, words('H'), words('i', 'a'), output(message('Hi', 'a'))]] },
    ...hi,
  },
  {
    rule: '3: delta.reasoning streams as a thought, and ends with the first text',
    gives: { chat: [chunks({ reasoning: 'Let ' }, { reasoning: 'me' }, { content: 'H' }, { content: 'i' })] },
    shows: [
      added(workflowItem('wf#1', [])),
      taskAdded('wf#1', 0, thought('Let ')),
      taskUpdated('wf#1', 0, thought('Let me')),
      taskUpdated('wf#1', 0, thought('Let me')),
      done(workflow('Let me')),
      ...hi.shows,
    ],
    leaves: [workflow('Let me'), ...hi.leaves],
  },
  {
    rule: '3: delta.reasoning_content, which the SDK does not collect, the same',
    gives: { chat: [chunks({ reasoning_content: 'Hm' }, { content: 'H' }, { content: 'i' })] },
    shows: [...thoughtThen('Hm'), ...hi.shows],
    leaves: [workflow('Hm'), ...hi.leaves],
  },
  {
    rule: '3: reasoning-delta of the AI SDK the same, a thought for each of its ids (Q49) [Q49]',
    gives: {
      events: [
        [
          started,
          thinks('r1', 'One'),
          thinks('r2', 'Two'),
          words('H', 'txt-0'),
          words('i', 'txt-0'),
          output(reasoned('One'), reasoned('Two'), message('Hi', 'txt-0')),
        ],
      ],
    },
    shows: [...thoughtThen('One', 'Two'), ...hi.shows],
    leaves: [workflow('One', 'Two'), ...hi.leaves],
  },
  {
    rule: '3: a thought ends with a tool call; that of the next call is a task of the same workflow',
    ...look,
    gives: {
      chat: [
        chunks({ reasoning: 'One' }, callChunk('look')),
        chunks({ reasoning: 'Two' }, { content: 'H' }, { content: 'i' }),
      ],
    },
    shows: [...thoughtThen('One', 'Two'), ...hi.shows],
    leaves: [workflow('One', 'Two'), ...hi.leaves],
  },
  {
    rule: '3: a thought between two texts of one message ends with the second text',
    gives: {
      chat: [chunks({ content: 'H' }, { reasoning: 'One' }, { content: 'i' }, { reasoning: 'Two' })],
    },
    shows: [
      added(messageItem('msg#1')),
      part('msg#1'),
      delta('msg#1', 'H'),
      added(workflowItem('wf#1', [])),
      taskAdded('wf#1', 0, thought('One')),
      taskUpdated('wf#1', 0, thought('One')),
      delta('msg#1', 'i'),
      taskAdded('wf#1', 1, thought('Two')),
      partDone('msg#1', 'Hi'),
      done(messageItem('msg#1', 'Hi')),
      taskUpdated('wf#1', 1, thought('Two')),
      done(workflow('One', 'Two')),
    ],
    leaves: [messageItem('msg#1', 'Hi'), workflow('One', 'Two')],
  },
  {
    rule: '3: a thought or a call between two texts of the AI SDK parts two messages, under one id too [Q14]',
    ...look,
    gives: {
      events: [
        [
          started,
          words('A', '0'),
          thinks('r', 'Hm'),
          words('B', '0'),
          raw({ type: 'tool-call', toolCallId: 'call_look', toolName: 'look', input: '{}' }),
          words('C', '0'),
          output(message('A', '0'), reasoned('Hm'), message('B', '0'), call('look'), message('C', '0')),
        ],
        [started, words('H', '0'), words('i', '0'), output(message('Hi', '0'))],
      ],
    },
    shows: [
      ...told('msg#1', 'A').slice(0, 3),
      added(workflowItem('wf#1', [])),
      taskAdded('wf#1', 0, thought('Hm')),
      taskUpdated('wf#1', 0, thought('Hm')),
      ...told('msg#1', 'A').slice(3),
      done(workflow('Hm')),
      ...told('msg#2', 'B'),
      ...told('msg#3', 'C'),
      ...told('msg#4', 'H', 'i'),
    ],
    leaves: [
      messageItem('msg#1', 'A'),
      workflow('Hm'),
      ...['B', 'C', 'Hi'].map((text, index) => messageItem(`msg#${index + 2}`, text)),
    ],
  },
  {
    rule: '3: reasoning that did not stream is one thought, before an answer that did not either',
    gives: { events: [[started, output(reasoned('One'), reasoned('Two'), message('Hi'))]] },
    shows: [
      added(workflowItem('wf#1', [])),
      taskAdded('wf#1', 0, thought('One\n\nTwo')),
      done(workflow('One\n\nTwo')),
      done(messageItem('msg#1', 'Hi')),
    ],
    leaves: [workflow('One\n\nTwo'), ...hi.leaves],
  },
  {
    rule: '4: response_done ends the open message with its final text',
    gives: { events: [[started, words('H'), output(message('Hi.'))]] },
    shows: [
      added(messageItem('msg#1')),
      part('msg#1'),
      delta('msg#1', 'H'),
      partDone('msg#1', 'Hi.'),
      done(messageItem('msg#1', 'Hi.')),
    ],
    leaves: [messageItem('msg#1', 'Hi.')],
  },
  {
    rule: '4: text and refusal are a part each; a refusal in chunks is streamed (Q36) [Q36]',
    gives: { chat: [chunks({ content: 'H' }, { refusal: 'N' }, { refusal: 'o' })] },
    shows: [
      added(messageItem('msg#1')),
      part('msg#1'),
      delta('msg#1', 'H'),
      part('msg#1', 1),
      delta('msg#1', 'N', 1),
      delta('msg#1', 'o', 1),
      partDone('msg#1', 'H'),
      partDone('msg#1', 'No', 1),
      done(messageItem('msg#1', 'H', 'No')),
    ],
    leaves: [messageItem('msg#1', 'H', 'No')],
  },
  {
    rule: '4: a refusal alone is an answer, and no error [Q36]',
    gives: { chat: [chunks({ refusal: 'N' }, { refusal: 'o' })] },
    shows: told('msg#1', 'N', 'o'),
    leaves: [messageItem('msg#1', 'No')],
  },
  {
    rule: '4: a message that was never opened is done at once',
    gives: { events: [[started, output(message('Hi'))]] },
    shows: [done(messageItem('msg#1', 'Hi'))],
    leaves: hi.leaves,
  },
  {
    rule: '4: what the provider’s filter held back is the refusal that the SDK makes of it',
    gives: { chat: [[chunkOf({}, 'content_filter')]] },
    shows: [done(messageItem('msg#1', filtered))],
    leaves: [messageItem('msg#1', filtered)],
  },
  {
    rule: '4: speech is its transcript; to the SDK it is no final answer, and it asks again',
    gives: {
      chat: [
        chunks({ audio: { id: 'a', data: 'AA', transcript: 'H' } }, { audio: { transcript: 'i' } }),
        chunks({ content: 'Yo' }),
      ],
    },
    shows: [done(messageItem('msg#1', 'Hi')), ...told('msg#2', 'Yo')],
    leaves: [messageItem('msg#1', 'Hi'), messageItem('msg#2', 'Yo')],
  },
  {
    rule: '4: an empty message is none',
    gives: { events: [[started, words(''), output(message(''))]] },
    shows: [],
    leaves: [],
  },
  {
    rule: '5: a call that throws leaves its message pending, for the engine to rescue',
    gives: { chat: [{ begins: [chunkOf({ content: 'H' })], then: 'breaks' }] },
    shows: [added(messageItem('msg#1')), part('msg#1'), delta('msg#1', 'H')],
    leaves: [messageItem('msg#1', 'H')],
    fails: 'TypeError',
  },
  {
    rule: '(run items) a call that the page carries out has the provider’s call id, whatever the item’s [E163 Q31]',
    tools: [{ name: 'pick', does: [{ clientToolCall: { name: 'pick', arguments: {} } }] }, { name: 'look' }],
    stopAt: ['pick'],
    gives: { chat: [chunks(callChunk('pick', 'call_7'), callChunk('look', 'call_8', 1))] },
    shows: [done(clientCall('tc#1', 'pick', 'call_7'))],
    leaves: [clientCall('tc#1', 'pick', 'call_7')],
  },
];
