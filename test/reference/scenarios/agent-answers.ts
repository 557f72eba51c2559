import { messageOf, responsesAnswer } from '../../support/scripted-provider.js';
import { any, items, output, request, input, type Scenario } from '../scenario.js';

type ModelItem = Record<string, unknown>;

const ask = request('threads.create', { input: input('Hi') });
const more = request('threads.add_user_message', { thread_id: '$thread', input: input('And?') });
const says = (words: string, id = 'msg_model1', annotations: ModelItem[] = []): ModelItem => ({
  ...messageOf(words, annotations),
  id,
});
const calls = (name: string, id = '1', args: object = {}): ModelItem => ({
  type: 'function_call',
  id: `fc_model${id}`,
  call_id: `call_${id}`,
  name,
  arguments: JSON.stringify(args),
  status: 'completed',
});
const answer = (...made: ModelItem[]) => responsesAnswer(made);
const outputText = (text: string) => ({ type: 'output_text', text, annotations: [] });

/** What is told of a message of one text, whose every character is a piece. */
const told = (words: string) => [
  { type: 'thread.item.added', item: { type: 'assistant_message' } },
  { update: { type: 'assistant_message.content_part.added' } },
  ...[...words].map((delta) => ({ update: { delta } })),
  { update: { type: 'assistant_message.content_part.done', content: { text: words } } },
  { type: 'thread.item.done', item: { content: [{ text: words }] } },
];

const citations: ModelItem[] = [
  { type: 'file_citation', file_id: 'f1', filename: 'a.txt', index: 3 },
  { type: 'file_citation', file_id: 'f2', filename: '', index: 3 },
  { type: 'url_citation', url: 'https://example.com/x', title: 'X', start_index: 0, end_index: 3 },
  { type: 'file_path', file_id: 'f3', index: 1 },
  {
    type: 'container_file_citation',
    container_id: 'c1',
    file_id: 'f4',
    filename: 'b.csv',
    start_index: 1,
    end_index: 2,
  },
];

/** What a model answers, and what becomes of it. */
export const agentAnswerScenarios: Scenario[] = [
  {
    name: 'a plain answer',
    cites: '[E149 E150 E151]',
    exchanges: [ask, items],
    agent: { model: [answer(says('Hello'))] },
  },
  {
    name: 'two turns, and what the model is asked in the second',
    cites: '[E182]',
    exchanges: [ask, more, items],
    agent: { model: [answer(says('Hello')), answer(says('There', 'msg_model2'))] },
  },
  {
    name: 'a model whose ids repeat',
    cites: '[Q14]',
    exchanges: [ask, more, items],
    agent: { model: [answer(says('Hello')), answer(says('There'))] },
    differs: {
      1: { why: 'Q14: ids are ours, and no message is written over another', ours: { status: 200 } },
      2: {
        why: 'Q14',
        ours: {
          body: { data: [{}, { content: [{ text: 'Hello' }] }, {}, { content: [{ text: 'There' }] }] },
        },
      },
      stored: { why: 'Q14', ours: { threads: [{ items: [{}, {}, {}, {}] }] } },
    },
  },
  {
    name: 'two messages in one answer',
    exchanges: [ask, items],
    agent: { model: [answer(says('One', 'msg_model1'), says('Two', 'msg_model2'))] },
  },
  {
    name: 'a message of several parts',
    cites: '[E160]',
    exchanges: [ask, items],
    agent: { model: [answer({ ...says(''), content: [outputText('One'), outputText('Two')] })] },
  },
  {
    name: 'citations of every kind',
    cites: '[E152 E153 E154 E155 E156 E157 E159 Q35]',
    exchanges: [ask, items],
    agent: { model: [answer(says('See it', 'msg_model1', citations))] },
    differs: {
      0: {
        why: 'Q35: the end of a part has the annotations that came before',
        ours: { events: [...any(14), { update: { content: { annotations: [{}, {}, {}] } } }, {}] },
      },
    },
  },
  {
    name: 'a refusal',
    cites: '[Q36]',
    exchanges: [ask, items],
    agent: { model: [answer({ ...says(''), content: [{ type: 'refusal', refusal: 'No.' }] })] },
    differs: {
      0: {
        why: 'Q36: a refusal is streamed as text, and is an answer',
        ours: { events: [...any(3), ...told('No.')] },
      },
      1: { why: 'Q36', ours: { body: { data: [{}, { content: [{ text: 'No.' }] }] } } },
      stored: { why: 'Q36', ours: { threads: [{ items: [{}, { content: [{ text: 'No.' }] }] }] } },
    },
  },
  {
    name: 'a search in files, and then words',
    cites: '[E161]',
    exchanges: [ask, items],
    agent: {
      model: [
        answer({ type: 'file_search_call', id: 'fs_1', queries: ['q'], status: 'completed', results: null }),
        answer(says('Found.')),
      ],
    },
  },
  {
    name: 'an answer that fails at the provider',
    exchanges: [ask, items],
    agent: {
      model: [
        [
          {
            type: 'response.created',
            sequence_number: 0,
            response: {
              id: 'resp_1',
              object: 'response',
              model: 'played',
              status: 'in_progress',
              output: [],
            },
          },
          { type: 'error', sequence_number: 1, code: 'server_error', message: 'Overloaded', param: null },
        ],
      ],
    },
  },
  {
    name: 'a guardrail before the model',
    exchanges: [ask, items],
    agent: { tripwire: 'input', model: [] },
  },
  {
    name: 'a guardrail after the model',
    cites: '[E166]',
    exchanges: [ask, items],
    // All is read before the guardrail trips: the reference does not promise which comes first.
    agent: {
      tripwire: 'output',
      model: [{ begins: answer(says('Oops')).slice(0, -1), then: answer(says('Oops')).slice(-1) }],
    },
  },
  {
    name: 'words, and then another agent’s',
    exchanges: [ask, items],
    agent: {
      handsOverTo: 'other',
      model: [
        answer(says('I ask.', 'msg_model1'), calls('transfer_to_other')),
        answer(says('Hello.', 'msg_model2')),
      ],
    },
  },
  {
    name: 'a tool, and then words',
    exchanges: [ask, items],
    agent: {
      tools: [{ name: 'look', gives: 'found' }],
      model: [answer(says('Wait.', 'msg_model1'), calls('look')), answer(says('Found.', 'msg_model2'))],
    },
  },
  {
    name: 'a tool of the page’s',
    cites: '[E163 E164]',
    exchanges: [ask, items, output({ id: 'a' }), items],
    agent: {
      tools: [{ name: 'pick', does: [{ clientToolCall: { name: 'pick', arguments: { many: true } } }] }],
      stopAt: ['pick'],
      model: [answer(calls('pick')), answer(says('It is a.'))],
    },
  },
];
