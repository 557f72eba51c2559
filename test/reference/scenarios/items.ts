import {
  added,
  base,
  card,
  create,
  delta,
  done,
  event,
  hidden,
  items,
  message,
  outputText,
  progress,
  removed,
  replaced,
  request,
  say,
  task,
  text,
  thread,
  toolCall,
  update,
  widget,
  workflow,
  type Json,
  type Scenario,
} from '../scenario.js';

const questions: Json[] = [
  { id: 'p', question: 'Which?', type: 'multiple_choice', options: [{ value: 'a' }], multiple: false },
  { id: 'n', question: 'Notes?', type: 'freeform', description: 'Any' },
];

const oneOfEach: Json[] = [
  message('msg_1', 'Hello', 'again'),
  toolCall('fc_1', { a: null, deep: { b: true, c: [null] } }),
  widget('msg_2', card(text('x')), { copy_text: 'x' }),
  { ...base('msg_3'), type: 'generated_image', image: { id: 'ig_1', url: 'https://example.com/a.png' } },
  { ...base('msg_4'), type: 'structured_input', status: 'pending', inputs: questions },
  workflow([{ type: 'thought', content: 'hm', status_indicator: 'none' }], { summary: { duration: 4 } }),
  { ...base('tsk_1'), type: 'task', task: { ...task('Sent', 'none'), icon: 'mail' } },
  { ...base('msg_6'), type: 'end_of_turn' },
];

const sources: Json[] = [
  { type: 'url', title: 'A', url: 'https://example.com', attribution: 'Example', timestamp: 'today' },
  { type: 'file', title: 'f', filename: 'f', description: 'A file', group: 'Files' },
  {
    type: 'entity',
    title: 'E',
    id: 'e',
    icon: 'bolt',
    label: 'Person',
    inline_label: 'E.',
    interactive: true,
    data: { a: '1' },
    preview: 'lazy',
  },
  { type: 'entity', title: 'F', id: 'f', interactive: false, data: {} },
];

const tasks: Json[] = [
  task('Read'),
  { type: 'custom', status_indicator: 'complete', icon: 'vendor:own', content: '**done**' },
  {
    type: 'web_search',
    status_indicator: 'complete',
    title: 'Looked',
    title_query: 'nest',
    queries: ['nest sse'],
    sources: [{ type: 'url', title: 'Docs', url: 'https://example.com' }],
  },
  { type: 'thought', status_indicator: 'none', title: 'Hm', content: 'Compare both.' },
  { type: 'file', status_indicator: 'none', sources: [{ type: 'file', title: 'f', filename: 'f' }] },
  { type: 'image', status_indicator: 'none', title: 'Drew' },
];

/** What an answer consists of, and how it changes while it comes. */
export const itemScenarios: Scenario[] = [
  {
    name: 'one item of each kind',
    cites: '[E20 E40 E232]',
    exchanges: [create(...oneOfEach.map(done)), items, thread],
  },
  {
    name: 'one client tool call, and nothing else',
    cites: '[E20 E40]',
    exchanges: [create(done(toolCall('fc_1', { deep: { yes: true } })))],
  },
  {
    name: 'an answer in deltas',
    exchanges: [
      create(
        added(message('msg_1')),
        update('msg_1', {
          type: 'assistant_message.content_part.added',
          content_index: 0,
          content: outputText(''),
        }),
        delta('msg_1', 'Hel'),
        delta('msg_1', 'lo 😀'),
        update('msg_1', {
          type: 'assistant_message.content_part.done',
          content_index: 0,
          content: outputText('Hello 😀'),
        }),
        done(message('msg_1', 'Hello 😀')),
      ),
      items,
    ],
  },
  {
    name: 'annotations of each source',
    exchanges: [
      create(
        done({
          ...message('msg_1'),
          content: [
            outputText(
              'Sources',
              sources.map((source, index) => ({ type: 'annotation', source, ...(index !== 1 && { index }) })),
            ),
          ],
        }),
      ),
      items,
    ],
  },
  {
    name: 'an annotation that is streamed',
    exchanges: [
      create(
        added(message('msg_1')),
        delta('msg_1', 'See'),
        update('msg_1', {
          type: 'assistant_message.content_part.annotation_added',
          content_index: 0,
          annotation_index: 0,
          annotation: { type: 'annotation', index: 3, source: { type: 'file', title: 'f', filename: 'f' } },
        }),
        done(message('msg_1', 'See')),
      ),
    ],
  },
  {
    name: 'progress, notices and effects',
    cites: '[E21 E25 E232]',
    exchanges: [
      create(
        progress('Searching', { icon: 'search' }),
        progress('Still'),
        event({ type: 'notice', level: 'warning', title: 'Almost', message: '**95** of 100' }),
        event({ type: 'notice', level: 'info', message: 'x' }),
        event({ type: 'notice', level: 'danger', message: 'x' }),
        event({ type: 'client_effect', name: 'open', data: { id: null, deep: { a: null } } }),
        event({ type: 'client_effect', name: 'close', data: {} }),
        event({ type: 'error', code: 'custom', message: 'Careful', allow_retry: false }),
        done(message('msg_1', 'Done')),
      ),
    ],
  },
  {
    name: 'a progress update and a message',
    cites: '[E21 E25]',
    exchanges: [create(progress('Looking'), done(message('msg_1', 'x')))],
  },
  {
    name: 'a workflow whose tasks come and change',
    exchanges: [
      create(
        added(workflow([])),
        update('wf_1', { type: 'workflow.task.added', task_index: 0, task: task('Read') }),
        update('wf_1', { type: 'workflow.task.updated', task_index: 0, task: task('Read', 'complete') }),
        done(workflow([task('Read', 'complete')], { summary: { title: 'Read it', icon: 'book-open' } })),
      ),
      items,
    ],
  },
  { name: 'a workflow with a task of each kind', exchanges: [create(done(workflow(tasks))), items] },
  {
    name: 'an image that comes in parts',
    exchanges: [
      create(
        added({ ...base('msg_1'), type: 'generated_image' }),
        update('msg_1', {
          type: 'generated_image.updated',
          image: { id: 'ig_1', url: 'data:image/png;base64,AA==' },
          progress: 0.5,
        }),
        update('msg_1', {
          type: 'generated_image.updated',
          image: { id: 'ig_1', url: 'data:image/png;base64,AAA=' },
        }),
        done({
          ...base('msg_1'),
          type: 'generated_image',
          image: { id: 'ig_1', url: 'data:image/png;base64,AAAA' },
        }),
      ),
      items,
    ],
  },
  {
    name: 'an image that never came',
    exchanges: [create(done({ ...base('msg_1'), type: 'generated_image' })), items],
  },
  {
    name: 'a widget that is streamed',
    exchanges: [
      create(
        added(widget('msg_1', card(text('', { id: 't', streaming: true })))),
        update('msg_1', {
          type: 'widget.streaming_text.value_delta',
          component_id: 't',
          delta: 'Hel',
          done: false,
        }),
        update('msg_1', {
          type: 'widget.streaming_text.value_delta',
          component_id: 't',
          delta: 'lo',
          done: true,
        }),
        update('msg_1', {
          type: 'widget.component.updated',
          component_id: 't',
          component: text('Hi', { id: 't' }),
        }),
        update('msg_1', { type: 'widget.root.updated', widget: card(text('Hello', { id: 't' })) }),
        done(widget('msg_1', card(text('Hello', { id: 't', streaming: false })))),
      ),
      items,
    ],
  },
  {
    name: 'an end of turn',
    exchanges: [create(done(message('msg_1', 'x')), done({ ...base('msg_2'), type: 'end_of_turn' })), items],
  },
  {
    name: 'items that are replaced and removed',
    cites: '[E89 E90 E92 E93 E96]',
    exchanges: [
      create(
        done(message('msg_1', 'a')),
        done(message('msg_2', 'b')),
        replaced({ ...base('msg_1'), type: 'end_of_turn' }),
        removed('msg_2'),
        removed('msg_never'),
      ),
      items,
    ],
  },
  {
    name: 'an item that is removed in its own stream',
    cites: '[E89 E91]',
    exchanges: [create(added(message('msg_1')), removed('msg_1')), items],
  },
  {
    name: 'an item that is removed in a later turn',
    cites: '[E89 E90]',
    exchanges: [create(done(message('msg_1', 'a'))), say(removed('msg_1')), items],
  },
  {
    name: 'an item that is replaced by another of another kind',
    cites: '[E94 E95 E96]',
    exchanges: [
      create(done(widget('msg_1', card(text('a')))), done(message('msg_2', 'b'))),
      say(replaced(widget('msg_1', card(text('c')))), replaced(widget('msg_2', card(text('d'))))),
      items,
    ],
  },
  {
    name: 'an item that is sent as done twice',
    exchanges: [create(done(message('msg_1', 'a')), done(message('msg_1', 'b'))), items],
  },
  {
    name: 'a hidden item that is done',
    cites: '[E228 E229]',
    exchanges: [create(done(hidden('msg_h')), done(message('msg_1', 'x'))), items, thread],
  },
  {
    name: 'a hidden item of the other kind',
    cites: '[E228 E229]',
    exchanges: [
      create(done({ ...base('shcx_1'), type: 'sdk_hidden_context', content: 'c' }), { set: { title: 'T' } }),
      items,
    ],
  },
  {
    name: 'a hidden item that is added and replaced',
    cites: '[Q10]',
    exchanges: [create(added(hidden('msg_h')), replaced(hidden('msg_h'))), items],
    differs: {
      0: {
        why: 'Q10: hidden items leave by no event',
        ours: { events: [{}, { item: { type: 'user_message' } }, { type: 'stream_options' }] },
      },
    },
  },
  {
    name: 'hidden items in a page, and as its cursor',
    cites: '[Q1 Q2]',
    exchanges: [
      create(done(hidden('msg_h1')), done(hidden('msg_h2')), done(message('msg_1', 'x'))),
      request('items.list', { thread_id: '$thread', order: 'asc', limit: 2 }),
      request('items.list', { thread_id: '$thread', order: 'asc', limit: 2, after: 'msg_h1' }),
    ],
    differs: {
      1: {
        why: 'Q1: a page is filled with what can be seen',
        ours: { body: { has_more: false, data: [{ type: 'user_message' }, { id: 'msg_1' }] } },
      },
    },
  },
];
