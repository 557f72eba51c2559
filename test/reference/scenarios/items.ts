import {
  base,
  card,
  create,
  done,
  event,
  items,
  message,
  outputText,
  progress,
  task,
  text,
  thread,
  toolCall,
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

/** What an answer consists of. */
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
  { name: 'a workflow with a task of each kind', exchanges: [create(done(workflow(tasks))), items] },
  {
    name: 'an image that never came',
    exchanges: [create(done({ ...base('msg_1'), type: 'generated_image' })), items],
  },
  {
    name: 'an end of turn',
    exchanges: [create(done(message('msg_1', 'x')), done({ ...base('msg_2'), type: 'end_of_turn' })), items],
  },
  {
    name: 'an item that is sent as done twice',
    exchanges: [create(done(message('msg_1', 'a')), done(message('msg_1', 'b'))), items],
  },
];
