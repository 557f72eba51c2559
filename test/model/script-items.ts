import { outputText } from '../../src/protocol/content.js';
import type { ItemUpdate } from '../../src/protocol/events.js';
import type { ThreadItem, ThreadItemType } from '../../src/protocol/items.js';
import { secret } from './secret.js';

// Items and their updates as a hook makes them. The thread is filled in when the script is played.

export const kinds = [
  'assistant_message',
  'widget',
  'structured_input',
  'client_tool_call',
  'workflow',
  'task',
  'generated_image',
  'end_of_turn',
  'hidden_context_item',
  'sdk_hidden_context',
] as const satisfies ThreadItemType[];

export type Kind = (typeof kinds)[number];

const thought = (content: string) => ({ type: 'thought', status_indicator: 'loading', content }) as const;
const textWidget = (value: string) => ({
  type: 'Card' as const,
  size: 'md',
  children: [{ type: 'Text', id: 'body', value }],
});

export function makeItem(kind: Kind, id: string, text: string, created_at: string): ThreadItem {
  const base = { id, thread_id: '', created_at };
  switch (kind) {
    case 'assistant_message':
      return { type: kind, ...base, content: text === '' ? [] : [outputText(text)] };
    case 'widget':
      return { type: kind, ...base, widget: textWidget(text), copy_text: text };
    case 'structured_input':
      return { type: kind, ...base, status: 'pending', inputs: questions(text) };
    case 'client_tool_call':
      return {
        type: kind,
        ...base,
        status: 'pending',
        call_id: `call_${id}`,
        name: 'get_selection',
        arguments: { text, nothing: null },
      };
    case 'workflow':
      return { type: kind, ...base, workflow: { type: 'custom', tasks: [thought(text)], expanded: false } };
    case 'task':
      return { type: kind, ...base, task: { type: 'custom', status_indicator: 'none', title: text } };
    case 'generated_image':
      return { type: kind, ...base, image: { id: 'ig_1', url: `data:text/plain,${text}` } };
    case 'end_of_turn':
      return { type: kind, ...base };
    case 'hidden_context_item':
      return { type: kind, ...base, content: { secret, text } };
    case 'sdk_hidden_context':
      return { type: kind, ...base, content: `${secret} ${text}` };
  }
}

const questions = (question: string) => [
  {
    type: 'multiple_choice' as const,
    id: 'one',
    question,
    options: [{ value: 'Low' }, { value: 'High' }],
    multiple: false,
  },
  { type: 'multiple_choice' as const, id: 'many', question: 'Which?', options: [], multiple: true },
  { type: 'freeform' as const, id: 'free', question: 'Notes?', description: 'Anything' },
];

/** How an update changes an item; what that means depends on the item. */
export type Growth = 'more' | 'part' | 'done' | 'note';

export function makeUpdate(kind: Kind, growth: Growth, index: number, text: string): ItemUpdate {
  if (kind === 'widget') return widgetUpdate(growth, text);
  if (kind === 'workflow') {
    return growth === 'more'
      ? { type: 'workflow.task.added', task_index: index, task: thought(text) }
      : { type: 'workflow.task.updated', task_index: index, task: thought(text) };
  }
  if (kind === 'generated_image') {
    return {
      type: 'generated_image.updated',
      image: { id: 'ig_2', url: `data:text/plain,${text}` },
      progress: 0.5,
    };
  }
  // Also for the kinds that have no updates: one that does not fit changes nothing.
  const content = `assistant_message.content_part` as const;
  switch (growth) {
    case 'more':
      return { type: `${content}.text_delta`, content_index: index, delta: text };
    case 'part':
      return { type: `${content}.added`, content_index: index, content: outputText(text) };
    case 'done':
      return { type: `${content}.done`, content_index: index, content: outputText(text) };
    case 'note': {
      const source = { type: 'url', title: text, url: 'https://example.com/' } as const;
      const annotation = { type: 'annotation', source, index: 0 } as const;
      return { type: `${content}.annotation_added`, content_index: index, annotation_index: 0, annotation };
    }
  }
}

function widgetUpdate(growth: Growth, text: string): ItemUpdate {
  if (growth === 'part') return { type: 'widget.root.updated', widget: textWidget(text) };
  if (growth === 'done') {
    const component = { type: 'Text', id: 'body', value: text, weight: 'bold' };
    return { type: 'widget.component.updated', component_id: 'body', component };
  }
  return {
    type: 'widget.streaming_text.value_delta',
    component_id: 'body',
    delta: text,
    done: growth === 'note',
  };
}
