import type { AssistantContent } from './content.js';
import type { ItemUpdate, ThreadStreamEvent } from './events.js';
import type { AssistantMessageItem, ThreadItem, WidgetItem, WorkflowItem } from './items.js';
import type { WidgetComponent } from './widgets/widget.js';

// How events change what a client shows. The engine keeps its pending copies with it, the page its view; a test
// folds a whole stream and compares the result with a fresh `items.list`. It imports types alone, so that the page
// can have it without the schemas.

/**
 * Applies an update to an item in place. An update that does not fit the item's type changes nothing.
 * Fresh objects are put in for what an event carries, so that the item never shares state with an event.
 */
export function applyUpdate(item: ThreadItem, update: ItemUpdate): void {
  switch (item.type) {
    case 'assistant_message':
      return applyToMessage(item, update);
    case 'workflow':
      return applyToWorkflow(item, update);
    case 'widget':
      return applyToWidget(item, update);
    case 'generated_image':
      if (update.type === 'generated_image.updated') item.image = { ...update.image };
  }
}

function applyToMessage(item: AssistantMessageItem, update: ItemUpdate): void {
  switch (update.type) {
    case 'assistant_message.content_part.text_delta':
      partAt(item, update.content_index).text += update.delta;
      return;
    case 'assistant_message.content_part.added':
    case 'assistant_message.content_part.done':
      partAt(item, update.content_index);
      item.content[update.content_index] = structuredClone(update.content);
      return;
    case 'assistant_message.content_part.annotation_added':
      partAt(item, update.content_index).annotations.splice(
        update.annotation_index,
        0,
        structuredClone(update.annotation),
      );
  }
}

/** The content part at an index; the message is padded with empty parts up to it. */
function partAt(item: AssistantMessageItem, index: number): AssistantContent {
  while (item.content.length <= index) item.content.push({ type: 'output_text', text: '', annotations: [] });
  return item.content[index]!;
}

function applyToWorkflow(item: WorkflowItem, update: ItemUpdate): void {
  if (update.type === 'workflow.task.added') item.workflow.tasks.push(structuredClone(update.task));
  if (update.type === 'workflow.task.updated' && update.task_index in item.workflow.tasks) {
    item.workflow.tasks[update.task_index] = structuredClone(update.task);
  }
}

function applyToWidget(item: WidgetItem, update: ItemUpdate): void {
  if (update.type === 'widget.root.updated') item.widget = structuredClone(update.widget);
  if (update.type === 'widget.component.updated') {
    const component = findComponent(item.widget, update.component_id);
    if (component) replaceContents(component, structuredClone(update.component));
  }
  if (update.type === 'widget.streaming_text.value_delta') {
    const component = findComponent(item.widget, update.component_id);
    if (component) component.value = `${(component.value as string | undefined) ?? ''}${update.delta}`;
  }
}

function findComponent(component: WidgetComponent, id: string): WidgetComponent | undefined {
  if (component.id === id) return component;
  const { children } = component;
  for (const child of Array.isArray(children) ? (children as unknown[]) : [children]) {
    const isComponent = child !== null && typeof child === 'object';
    const found = isComponent && findComponent(child as WidgetComponent, id);
    if (found) return found;
  }
  return undefined;
}

function replaceContents(target: WidgetComponent, source: WidgetComponent): void {
  for (const key of Object.keys(target)) delete target[key];
  Object.assign(target, source);
}

/** The items a client shows after an event, given those before it. `items` is not changed. */
export function foldItems(items: readonly ThreadItem[], event: ThreadStreamEvent): ThreadItem[] {
  switch (event.type) {
    case 'thread.item.added':
    case 'thread.item.done':
    case 'thread.item.replaced': {
      const item = structuredClone(event.item);
      return items.some(({ id }) => id === item.id)
        ? items.map((shown) => (shown.id === item.id ? item : shown))
        : [...items, item];
    }
    case 'thread.item.removed':
      return items.filter(({ id }) => id !== event.item_id);
    case 'thread.item.updated':
      return items.map((shown) => {
        if (shown.id !== event.item_id) return shown;
        const changed = structuredClone(shown);
        applyUpdate(changed, event.update);
        return changed;
      });
    default:
      return [...items];
  }
}
