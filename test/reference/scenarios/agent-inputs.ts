import { image, responseOf, toolCall, words, message as said } from '../../support/model-answers.js';
import {
  any,
  card,
  hidden,
  input,
  items,
  output,
  request,
  retry,
  task,
  text,
  type Json,
  type Scenario,
} from '../scenario.js';

const ask = (more = {}) => request('threads.create', { input: input('Hi', more) });
const more = request('threads.add_user_message', { thread_id: '$thread', input: input('And?') });
const says = (text: string, id: string) => responseOf(said(id, { text: [text] }));
const hello = says('Hello', 'msg_model1');
const there = says('There', 'msg_model2');
const quoting = { quoted_text: 'To be' };
const pick = { name: 'pick', does: [{ clientToolCall: { name: 'pick', arguments: {} } }] };
const tag = (id: string, title: string): Json => ({
  type: 'input_tag',
  id,
  text: title,
  data: {},
  interactive: false,
});
const mentions = (...tags: Json[]) => ({ content: [{ type: 'input_text', text: 'Ask ' }, ...tags] });

/** An agent whose tool does this in the first turn, and which is then asked once more. */
const after = (...does: object[]) => ({
  tools: [{ name: 'work', does: does as never }],
  model: [responseOf(toolCall('work')), hello, there],
});

/** What becomes of a thread when it is given to a model. */
export const agentInputScenarios: Scenario[] = [
  {
    name: 'an agent is asked again',
    cites: '[E97 E100]',
    exchanges: [ask(), retry('$user'), items],
    agent: { model: [hello, there] },
  },
  {
    name: 'an agent is asked its second answer again',
    cites: '[E97 E101]',
    exchanges: [ask(), more, retry('$user2'), items],
    agent: { model: [hello, there, says('Again', 'msg_model3')] },
  },
  {
    name: 'a quote for an agent',
    cites: '[E181]',
    exchanges: [ask(quoting)],
    agent: { model: [hello] },
  },
  {
    name: 'a quote of the message before',
    cites: '[E179]',
    exchanges: [ask(quoting), more],
    agent: { model: [hello, there] },
  },
  {
    name: 'a quote, when the page has answered',
    cites: '[E180 Q34]',
    exchanges: [ask(quoting), output('a'), items],
    agent: { tools: [pick], stopAt: ['pick'], model: [responseOf(toolCall('pick')), hello] },
    differs: {
      asked: {
        why: 'Q34: the quote belongs to the last message of the person',
        ours: [
          any(2),
          [{ says: ['Hi'] }, { says: ['quote: To be'] }, { type: 'function_call' }, { output: 'a' }],
        ],
      },
    },
  },
  {
    name: 'tags for an agent',
    cites: '[E184 E185]',
    exchanges: [ask(mentions(tag('t1', 'Ada'), tag('t2', 'Bob'), tag('t1', 'Ada')))],
    agent: { model: [hello] },
  },
  {
    name: 'two tags of one title for an agent',
    cites: '[Q33]',
    exchanges: [ask(mentions(tag('t1', 'Ada'), tag('t2', 'Ada')))],
    agent: { model: [hello] },
    differs: {
      asked: {
        why: 'Q33: tags are told apart by their ids',
        ours: [[{ says: ['Ask @Ada@Ada'] }, { says: ['mentions:', 'Ada is t1', 'Ada is t2'] }]],
      },
    },
  },
  {
    name: 'a widget from before, for an agent',
    cites: '[E183]',
    exchanges: [ask(), more],
    agent: after({ widget: card(text('Ready')) }),
  },
  {
    name: 'a workflow from before, for an agent',
    cites: '[E192]',
    exchanges: [ask(), more],
    agent: after(
      { addTask: task('One', 'complete') },
      { addTask: { ...(task('Two', 'complete') as object), content: 'done' } },
    ),
    differs: {
      0: { why: 'Q12: an event is what it was when it was told', ours: { status: 200 } },
    },
  },
  {
    name: 'an image from before, for an agent',
    cites: '[E187]',
    exchanges: [ask(), more],
    agent: { model: [responseOf(image(), words('There.')), there] },
  },
  {
    name: 'hidden context from before, for an agent',
    cites: '[E189 E228]',
    exchanges: [ask(), more, items],
    agent: after({
      stream: { type: 'thread.item.done', item: { ...(hidden('hc_1') as object), content: 'Secret' } },
    }),
  },
  {
    name: 'a call of the page’s that was never answered, for an agent',
    cites: '[E191 Q21]',
    exchanges: [ask(), more, items],
    agent: { tools: [pick], stopAt: ['pick'], model: [responseOf(toolCall('pick')), hello] },
    differs: {
      1: {
        why: 'Q21: a call that nobody waits for goes',
        ours: { events: [{}, { type: 'thread.item.removed', item_id: 'tc#1' }, ...any(6)] },
      },
      2: { why: 'Q21', ours: { body: { data: [{}, { type: 'user_message' }, {}] } } },
      stored: { why: 'Q21', ours: { threads: [{ items: [{}, { type: 'user_message' }, {}] }] } },
    },
  },
];
