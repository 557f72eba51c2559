import {
  image,
  message,
  reasoning,
  responseOf,
  toolCall,
  words,
  type Made,
} from '../../../support/model-answers.js';
import {
  added,
  clientCall,
  delta,
  done,
  ended,
  imageItem,
  messageItem,
  part,
  partDone,
  partial,
  step,
  taskAdded,
  taskUpdated,
  text,
  thought,
  told,
  workflowItem,
} from '../../../support/shown-events.js';
import { fileCitation, fileSource } from './annotation-rows.js';
import type { MapperRow } from './row.js';

type Json = Record<string, unknown>;

const hi = words('H', 'i');
const says = { shows: told('msg#1', 'H', 'i'), leaves: [messageItem('msg#1', 'Hi')] };
const tool = (name: string) => ({ tools: [{ name }] });
/** An item that shows nothing, with events that show nothing. */
const silent = (item: Json, ...between: Json[]): Made => ({ item: { id: 'item_1', ...item }, between });
const beforeHi = (made: Made) => ({ gives: { responses: [responseOf(made, hi)] }, ...says });
const begunWorkflow = {
  tools: [{ name: 'plan', does: [{ startWorkflow: { type: 'custom', tasks: [step('Plan')] } }] }],
};

/** 6.5: every event of a run whose model is the Responses API. */
export const responsesRows: MapperRow[] = [
  {
    rule: 'run item, a function call: nothing [E161]',
    ...tool('look'),
    gives: { responses: [responseOf(toolCall('look')), responseOf(hi)] },
    ...says,
  },
  {
    rule: 'run item, a function call whose tool asks the page: its call id, at the end of the run [E163 E164 Q14]',
    tools: [{ name: 'pick', does: [{ clientToolCall: { name: 'pick', arguments: {} } }] }],
    stopAt: ['pick'],
    gives: { responses: [responseOf(toolCall('pick', 'call_7'))] },
    shows: [done(clientCall('tc#1', 'pick', 'call_7'))],
    leaves: [clientCall('tc#1', 'pick', 'call_7')],
  },
  {
    rule: 'run item, another tool call: nothing, and the call ids stay (Q31: each tool has its own)',
    tools: [{ name: 'pick', does: [{ clientToolCall: { name: 'pick', arguments: {} } }] }],
    stopAt: ['pick'],
    gives: {
      responses: [
        responseOf(
          toolCall('pick', 'call_7'),
          silent({ type: 'web_search_call', status: 'completed', action: { type: 'search', query: 'q' } }),
        ),
      ],
    },
    shows: [done(clientCall('tc#1', 'pick', 'call_7'))],
    leaves: [clientCall('tc#1', 'pick', 'call_7')],
  },
  {
    rule: 'other run items, another agent: nothing; each agent’s words are a message',
    handsOverTo: 'other',
    gives: { responses: [responseOf(hi, toolCall('transfer_to_other')), responseOf(words('Yo'))] },
    shows: [...told('msg#1', 'H', 'i'), ...told('msg#2', 'Yo')],
    leaves: [messageItem('msg#1', 'Hi'), messageItem('msg#2', 'Yo')],
  },
  {
    rule: 'content_part.added, reasoning_text: nothing',
    gives: {
      responses: [
        responseOf(
          silent(
            { type: 'reasoning', id: 'rs_model', summary: [] },
            {
              type: 'response.content_part.added',
              item_id: 'rs_model',
              content_index: 0,
              part: { type: 'reasoning_text', text: '' },
            },
            { type: 'response.reasoning_text.delta', item_id: 'rs_model', content_index: 0, delta: 'Hm' },
            { type: 'response.reasoning_text.done', item_id: 'rs_model', content_index: 0, text: 'Hm' },
          ),
          hi,
        ),
      ],
    },
    shows: [added(workflowItem('wf#1', [])), done(workflowItem('wf#1', [], ended)), ...says.shows],
    leaves: [workflowItem('wf#1', [], ended), ...says.leaves],
  },
  {
    rule: 'content_part.added, output_text: the part with its text and annotations [E150]',
    gives: {
      responses: [
        responseOf({
          ...message('msg_model', { text: ['Well'], sources: [fileCitation] }),
          between: [
            {
              type: 'response.content_part.added',
              item_id: 'msg_model',
              content_index: 0,
              part: { type: 'output_text', text: 'We', annotations: [fileCitation] },
            },
            { type: 'response.output_text.delta', item_id: 'msg_model', content_index: 0, delta: 'll' },
          ],
        }),
      ],
    },
    shows: [
      added(messageItem('msg#1')),
      part('msg#1', 0, text('We', fileSource)),
      delta('msg#1', 'll'),
      partDone('msg#1', text('Well', fileSource)),
      done(messageItem('msg#1', text('Well', fileSource))),
    ],
    leaves: [messageItem('msg#1', text('Well', fileSource))],
  },
  {
    rule: 'content_part.added and refusal.*: a refusal is text, and is streamed (Q36) [Q36]',
    gives: { responses: [responseOf(message('msg_model', { refusal: ['N', 'o.'] }))] },
    shows: told('msg#1', 'N', 'o.'),
    leaves: [messageItem('msg#1', 'No.')],
  },
  {
    rule: 'output_text.delta: a delta of the same part [E149]',
    gives: { responses: [responseOf(message('msg_model', { text: ['a', 'b'] }, { text: ['c'] }))] },
    shows: [
      added(messageItem('msg#1')),
      part('msg#1'),
      delta('msg#1', 'a'),
      delta('msg#1', 'b'),
      partDone('msg#1', 'ab'),
      part('msg#1', 1),
      delta('msg#1', 'c', 1),
      partDone('msg#1', 'c', 1),
      done(messageItem('msg#1', 'ab', 'c')),
    ],
    leaves: [messageItem('msg#1', 'ab', 'c')],
  },
  {
    rule: 'output_text.delta of a message that was never begun: begins it, also under the id of the call before [Q14]',
    ...tool('look'),
    gives: {
      responses: [
        responseOf(hi, toolCall('look')),
        responseOf(hi).filter(({ type }) => !String(type).endsWith('.added')),
      ],
    },
    shows: [...told('msg#1', 'H', 'i'), ...told('msg#2', 'H', 'i')],
    leaves: [messageItem('msg#1', 'Hi'), messageItem('msg#2', 'Hi')],
  },
  {
    rule: 'output_text.done: the part with its full text, also when deltas are missing [E151]',
    gives: {
      responses: [
        responseOf({
          ...words('Hi'),
          between: [
            { type: 'response.output_text.done', item_id: 'msg_model', content_index: 0, text: 'Hi' },
          ],
        }),
      ],
    },
    shows: [
      added(messageItem('msg#1')),
      part('msg#1'),
      partDone('msg#1', 'Hi'),
      done(messageItem('msg#1', 'Hi')),
    ],
    leaves: says.leaves,
  },
  {
    rule: 'output_item.added, reasoning, no workflow: a reasoning workflow [E172]',
    gives: { responses: [responseOf(reasoning(), hi)] },
    shows: [added(workflowItem('wf#1', [])), done(workflowItem('wf#1', [], ended)), ...says.shows],
    leaves: [workflowItem('wf#1', [], ended), ...says.leaves],
  },
  {
    rule: 'output_item.added, reasoning, a workflow: nothing, its thoughts join it',
    ...begunWorkflow,
    gives: { responses: [responseOf(toolCall('plan')), responseOf(reasoning(['H', 'm']), hi)] },
    shows: [
      added(workflowItem('wf#1', [step('Plan')], { type: 'custom' })),
      taskAdded('wf#1', 1, thought('Hm')),
      done(workflowItem('wf#1', [step('Plan'), thought('Hm')], { type: 'custom', ...ended })),
      ...says.shows,
    ],
    leaves: [
      workflowItem('wf#1', [step('Plan'), thought('Hm')], { type: 'custom', ...ended }),
      ...says.leaves,
    ],
  },
  {
    rule: 'output_item.added, message: ends the workflow, then begins the message, under ids of ours [E162 E175 Q14]',
    gives: { responses: [responseOf(reasoning(['Hm']), hi)] },
    shows: [
      added(workflowItem('wf#1', [])),
      taskAdded('wf#1', 0, thought('Hm')),
      taskUpdated('wf#1', 0, thought('Hm')),
      done(workflowItem('wf#1', [thought('Hm')], ended)),
      ...says.shows,
    ],
    leaves: [workflowItem('wf#1', [thought('Hm')], ended), ...says.leaves],
  },
  {
    rule: 'output_item.added, two messages under one model id: two items (Q14) [Q14]',
    gives: { responses: [responseOf(hi, words('Yo'))] },
    shows: [...told('msg#1', 'H', 'i'), ...told('msg#2', 'Yo')],
    leaves: [messageItem('msg#1', 'Hi'), messageItem('msg#2', 'Yo')],
  },
  {
    rule: 'output_item.added and .done, image: an empty item, then the image; no workflow ends [E167 E168]',
    ...begunWorkflow,
    gives: { responses: [responseOf(toolCall('plan')), responseOf(image(), reasoning(['Hm']), hi)] },
    shows: [
      added(workflowItem('wf#1', [step('Plan')], { type: 'custom' })),
      added(imageItem('msg#1')),
      done(imageItem('msg#1', 'AAAA')),
      taskAdded('wf#1', 1, thought('Hm')),
      done(workflowItem('wf#1', [step('Plan'), thought('Hm')], { type: 'custom', ...ended })),
      ...told('msg#2', 'H', 'i'),
    ],
    leaves: [
      workflowItem('wf#1', [step('Plan'), thought('Hm')], { type: 'custom', ...ended }),
      imageItem('msg#1', 'AAAA'),
      messageItem('msg#2', 'Hi'),
    ],
  },
  {
    rule: 'image_generation_call.partial_image: the partial image and its progress [E170 E171]',
    partialImages: 2,
    gives: { responses: [responseOf(image('p0', 'p1', 'p2', 'p3'), hi)] },
    shows: [
      added(imageItem('msg#1')),
      partial('msg#1', 'p0', 0),
      partial('msg#1', 'p1', 0.5),
      partial('msg#1', 'p2', 1),
      partial('msg#1', 'p3', 1),
      done(imageItem('msg#1', 'AAAA')),
      ...told('msg#2', 'H', 'i'),
    ],
    leaves: [imageItem('msg#1', 'AAAA'), messageItem('msg#2', 'Hi')],
  },
  {
    rule: 'image_generation_call.partial_image of no item that was shown: nothing',
    ...beforeHi(
      silent(
        { type: 'file_search_call', status: 'completed', queries: [], results: null },
        {
          type: 'response.image_generation_call.partial_image',
          item_id: 'ig_other',
          partial_image_b64: 'p0',
          partial_image_index: 0,
        },
      ),
    ),
  },
  {
    rule: 'reasoning_summary_text.delta and .done without a workflow: nothing',
    ...beforeHi(
      silent(
        { type: 'file_search_call', status: 'completed', queries: [], results: null },
        { type: 'response.reasoning_summary_text.delta', item_id: 'rs', summary_index: 0, delta: 'Hm' },
        { type: 'response.reasoning_summary_text.done', item_id: 'rs', summary_index: 0, text: 'Hm' },
      ),
    ),
  },
  {
    rule: 'output_item.done, message: the item with its whole content and the time of its beginning [E159 E160 Q30]',
    gives: {
      responses: [responseOf({ ...message('msg_model', { text: ['A'] }, { refusal: ['B'] }), between: [] })],
    },
    shows: [added(messageItem('msg#1')), done(messageItem('msg#1', 'A', 'B'))],
    leaves: [messageItem('msg#1', 'A', 'B')],
  },
  {
    rule: 'output_item.done, an image without a result: nothing more',
    gives: {
      responses: [
        responseOf(
          silent({ type: 'image_generation_call', id: 'ig_model', status: 'failed', result: null }),
          hi,
        ),
      ],
    },
    shows: [added(imageItem('msg#1')), ...told('msg#2', 'H', 'i')],
    leaves: [imageItem('msg#1'), messageItem('msg#2', 'Hi')],
  },
  {
    rule: 'output_item.added and .done of other items, and what they tell between: nothing [E161]',
    gives: {
      responses: [
        responseOf(
          silent(
            { type: 'file_search_call', id: 'fs', status: 'completed', queries: ['q'], results: null },
            { type: 'response.file_search_call.in_progress', item_id: 'fs' },
            { type: 'response.file_search_call.searching', item_id: 'fs' },
            { type: 'response.file_search_call.completed', item_id: 'fs' },
          ),
          silent(
            {
              type: 'web_search_call',
              id: 'ws',
              status: 'completed',
              action: { type: 'search', query: 'q' },
            },
            { type: 'response.web_search_call.in_progress', item_id: 'ws' },
            { type: 'response.web_search_call.searching', item_id: 'ws' },
            { type: 'response.web_search_call.completed', item_id: 'ws' },
          ),
          silent(
            {
              type: 'code_interpreter_call',
              id: 'ci',
              status: 'completed',
              code: '1',
              container_id: 'c',
              outputs: [],
            },
            { type: 'response.code_interpreter_call_code.delta', item_id: 'ci', delta: '1' },
            { type: 'response.code_interpreter_call.completed', item_id: 'ci' },
          ),
          silent(
            {
              type: 'mcp_call',
              id: 'mcp',
              status: 'completed',
              name: 'n',
              arguments: '{}',
              server_label: 's',
              output: 'o',
            },
            { type: 'response.mcp_call_arguments.delta', item_id: 'mcp', delta: '{}' },
            { type: 'response.mcp_call.completed', item_id: 'mcp' },
          ),
          hi,
        ),
      ],
    },
    ...says,
  },
  {
    rule: 'everything else, of today and to come: nothing',
    ...beforeHi(
      silent(
        { type: 'file_search_call', status: 'completed', queries: [], results: null },
        { type: 'response.in_progress', response: {} },
        { type: 'response.queued', response: {} },
        { type: 'response.audio.delta', delta: 'AAAA' },
        { type: 'response.holograms.delta', delta: 'x' },
        { type: 'keepalive' },
      ),
    ),
  },
  {
    rule: '(12) output_text_delta and response_done, which hold the same once more: nothing',
    gives: { responses: [responseOf(hi)] },
    ...says,
  },
];
