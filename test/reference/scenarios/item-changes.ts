import {
  base,
  added,
  card,
  create,
  delta,
  done,
  hidden,
  items,
  message,
  outputText,
  removed,
  replaced,
  request,
  say,
  task,
  text,
  thread,
  update,
  widget,
  workflow,
  type Scenario,
} from '../scenario.js';

/** How items come, change and go. */
export const itemChangeScenarios: Scenario[] = [
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
