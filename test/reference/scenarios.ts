// What is asked of both servers. A person's message is a script, which the responder on either side plays; so a
// scenario is data, and is written once.

type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

/** One thing that the responder does. `$thread` inside an event stands for the thread's id. */
export type Step =
  | { event: Json }
  | { set: { [field: string]: Json } }
  | { fail: { kind: 'custom' | 'coded' | 'other'; message?: string; allow_retry?: boolean } };

export interface Scenario {
  name: string;
  /** Sent one after another. `$thread` is the first thread made; `$item0` the first item seen, and so on. */
  requests: { type: string; params: Json }[];
  /** Why our answers differ, where they are meant to, by the number of the request. */
  differs?: Record<number, string>;
}

const at = '2026-01-02T03:04:05.678Z';
const base = (id: string) => ({ id, thread_id: '$thread', created_at: at });
const message = (id: string, ...texts: string[]) => ({
  ...base(id),
  type: 'assistant_message',
  content: texts.map((text) => ({ type: 'output_text', text, annotations: [] })),
});
const event = (value: Json): Step => ({ event: value });
const added = (item: Json) => event({ type: 'thread.item.added', item });
const done = (item: Json) => event({ type: 'thread.item.done', item });
const replaced = (item: Json) => event({ type: 'thread.item.replaced', item });
const removed = (item_id: string) => event({ type: 'thread.item.removed', item_id });
const update = (item_id: string, value: Json) =>
  event({ type: 'thread.item.updated', item_id, update: value });
const delta = (item_id: string, text: string, content_index = 0) =>
  update(item_id, { type: 'assistant_message.content_part.text_delta', content_index, delta: text });

const input = (text: string, more: { [key: string]: Json } = {}) => ({
  content: [{ type: 'input_text', text }],
  attachments: [],
  inference_options: {},
  ...more,
});
const create = (...script: Step[]) => ({
  type: 'threads.create',
  params: { input: input(JSON.stringify(script)) },
});
const say = (...script: Step[]) => ({
  type: 'threads.add_user_message',
  params: { thread_id: '$thread', input: input(JSON.stringify(script)) },
});
const items = { type: 'items.list', params: { thread_id: '$thread', order: 'asc', limit: 100 } };
const thread = { type: 'threads.get_by_id', params: { thread_id: '$thread' } };

const workflow = (tasks: Json[], more: { [key: string]: Json } = {}) => ({
  ...base('wf_1'),
  type: 'workflow',
  workflow: { type: 'custom', tasks, expanded: false, ...more },
});
const task = (title: string, status_indicator = 'loading') => ({ type: 'custom', title, status_indicator });
const hidden = { ...base('msg_h'), type: 'hidden_context_item', content: { secret: 1 } };

const oneOfEach: Json[] = [
  message('msg_1', 'Hello', 'again'),
  {
    ...base('fc_1'),
    type: 'client_tool_call',
    status: 'pending',
    call_id: 'c1',
    name: 'pick',
    arguments: { a: null },
  },
  {
    ...base('msg_2'),
    type: 'widget',
    widget: { type: 'Card', children: [{ type: 'Text', value: 'x' }] },
    copy_text: 'x',
  },
  { ...base('msg_3'), type: 'generated_image', image: { id: 'ig_1', url: 'https://example.com/a.png' } },
  {
    ...base('msg_4'),
    type: 'structured_input',
    status: 'pending',
    inputs: [
      { id: 'p', question: 'Which?', type: 'multiple_choice', options: [{ value: 'a' }], multiple: false },
      { id: 'n', question: 'Notes?', type: 'freeform' },
    ],
  },
  workflow([{ type: 'thought', content: 'hm', status_indicator: 'none' }], { summary: { duration: 4 } }),
  { ...base('tsk_1'), type: 'task', task: { ...task('Sent', 'none'), icon: 'mail' } },
  { ...base('msg_6'), type: 'end_of_turn' },
];

export const scenarios: Scenario[] = [
  { name: 'a thread without an answer', requests: [create(), thread, items] },
  { name: 'a whole answer', requests: [create(done(message('msg_1', 'Hello'))), thread, items] },
  {
    name: 'an answer in deltas',
    requests: [
      create(
        added(message('msg_1')),
        update('msg_1', {
          type: 'assistant_message.content_part.added',
          content_index: 0,
          content: { type: 'output_text', text: '', annotations: [] },
        }),
        delta('msg_1', 'Hel'),
        delta('msg_1', 'lo 😀'),
        update('msg_1', {
          type: 'assistant_message.content_part.done',
          content_index: 0,
          content: { type: 'output_text', text: 'Hello 😀', annotations: [] },
        }),
        done(message('msg_1', 'Hello 😀')),
      ),
      items,
    ],
  },
  { name: 'one item of each kind', requests: [create(...oneOfEach.map(done)), items, thread] },
  {
    name: 'annotations of each source',
    requests: [
      create(
        done({
          ...message('msg_1'),
          content: [
            {
              type: 'output_text',
              text: 'Sources',
              annotations: [
                {
                  type: 'annotation',
                  index: 3,
                  source: { type: 'url', title: 'A', url: 'https://example.com' },
                },
                { type: 'annotation', source: { type: 'file', title: 'f', filename: 'f' } },
                {
                  type: 'annotation',
                  index: 3,
                  source: {
                    type: 'entity',
                    title: 'E',
                    id: 'e',
                    icon: 'bolt',
                    interactive: true,
                    data: { a: '1' },
                  },
                },
              ],
            },
          ],
        }),
      ),
      items,
    ],
  },
  {
    name: 'two turns',
    requests: [create(done(message('msg_1', 'one'))), say(done(message('msg_2', 'two'))), items, thread],
  },
  {
    name: 'progress, notices and effects',
    requests: [
      create(
        event({ type: 'progress_update', text: 'Searching', icon: 'search' }),
        event({ type: 'progress_update', text: 'Still' }),
        event({ type: 'notice', level: 'warning', title: 'Almost', message: '**95** of 100' }),
        event({ type: 'notice', level: 'info', message: 'x' }),
        event({ type: 'client_effect', name: 'open', data: { id: null } }),
        event({ type: 'client_effect', name: 'close', data: {} }),
        event({ type: 'error', code: 'custom', message: 'Careful', allow_retry: false }),
        done(message('msg_1', 'Done')),
      ),
    ],
  },
  {
    name: 'a workflow whose tasks come and change',
    requests: [
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
    name: 'items that are replaced and removed',
    requests: [
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
    name: 'an item that is sent as done twice',
    requests: [create(done(message('msg_1', 'a')), done(message('msg_1', 'b'))), items],
  },
  {
    name: 'a title that is set between two items',
    requests: [
      create(
        done(message('msg_1', 'a')),
        { set: { title: 'T' } },
        done(message('msg_2', 'b')),
        done(message('msg_3', 'c')),
      ),
      thread,
    ],
  },
  {
    name: 'a title that is set at the end',
    requests: [create(done(message('msg_1', 'a')), { set: { title: 'T' } }), thread],
  },
  { name: 'metadata alone', requests: [create({ set: { metadata: { a: 1 } } }), thread] },
  {
    name: 'metadata after a progress update',
    requests: [
      create({ set: { metadata: { a: 1 } } }, event({ type: 'progress_update', text: 'x' }), {
        set: { metadata: { b: 2 } },
      }),
    ],
  },
  {
    name: 'a thread that is locked',
    requests: [create({ set: { status: { type: 'locked', reason: 'Later' } } }), thread],
  },
  {
    name: 'image domains',
    requests: [
      create({ set: { allowed_image_domains: ['example.com'] } }),
      thread,
      say({ set: { allowed_image_domains: [] } }),
      thread,
    ],
  },
  {
    name: 'a hidden item that is done',
    requests: [create(done(hidden), done(message('msg_1', 'x'))), items, thread],
  },
  {
    name: 'a hidden item that is added and replaced',
    requests: [create(added(hidden), replaced(hidden)), items],
    differs: { 0: 'Q10: hidden items leave by no event' },
  },
  { name: 'an unexpected failure', requests: [create({ fail: { kind: 'other' } }), items] },
  {
    name: 'a failure with a text of its own',
    requests: [
      create({ fail: { kind: 'custom', message: 'No.' } }),
      create({ fail: { kind: 'custom', message: 'No.', allow_retry: true } }),
    ],
  },
  {
    name: 'a coded failure',
    requests: [create({ fail: { kind: 'coded' } }), create({ fail: { kind: 'coded', allow_retry: false } })],
  },
  {
    name: 'a failure after a change of title',
    requests: [create({ set: { title: 'T' } }, { fail: { kind: 'other' } }), thread],
  },
  {
    name: 'a failure in mid-answer',
    requests: [create(added(message('msg_1')), delta('msg_1', 'Half'), { fail: { kind: 'other' } }), items],
    differs: { 0: 'Q9: the text that was shown is kept', 1: 'Q9' },
  },
  {
    name: 'an item that is begun and never ended',
    requests: [create(added(message('msg_1')), delta('msg_1', 'x')), items],
    differs: { 0: 'what is not stored is taken back' },
  },
  {
    name: 'a rename',
    requests: [
      create(),
      { type: 'threads.update', params: { thread_id: '$thread', title: 'Mine' } },
      { type: 'threads.update', params: { thread_id: '$thread', title: '' } },
      thread,
    ],
  },
  { name: 'a deletion', requests: [create(), { type: 'threads.delete', params: { thread_id: '$thread' } }] },
  {
    name: 'pages of items, both ways',
    requests: [
      create(...Array.from({ length: 25 }, (_, index) => done(message(`msg_${index}`, String(index))))),
      { type: 'items.list', params: { thread_id: '$thread' } },
      { type: 'items.list', params: { thread_id: '$thread', after: '$last', limit: 0 } },
      { type: 'items.list', params: { thread_id: '$thread', order: 'asc', limit: '3' } },
      { type: 'items.list', params: { thread_id: '$thread', order: 'asc', limit: 3, after: '$last' } },
      thread,
    ],
  },
  {
    name: 'what a person may send',
    requests: [
      {
        type: 'threads.create',
        params: {
          input: {
            content: [
              { type: 'input_text', text: 'Ask ' },
              {
                type: 'input_tag',
                id: 'e',
                text: 'Ada',
                data: { a: null },
                group: 'People',
                interactive: true,
              },
            ],
            attachments: [],
            quoted_text: 'quoted',
            inference_options: { tool_choice: { id: 'search' }, model: 'fast' },
          },
        },
      },
      items,
    ],
  },
  {
    name: 'an empty message, an empty quote',
    requests: [
      {
        type: 'threads.create',
        params: { input: { content: [], attachments: [], quoted_text: '', inference_options: {} } },
      },
      items,
    ],
    differs: { 0: 'an empty quote is none', 1: 'an empty quote is none' },
  },
];
