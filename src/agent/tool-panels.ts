import { Injectable } from '@nestjs/common';
import type { SyncActionResult } from '../protocol/answers.js';
import { ChatKitError, NotFoundError } from '../protocol/errors.js';
import type { ThreadStreamEvent } from '../protocol/events.js';
import type { HiddenContextItem, ThreadItem, WidgetItem } from '../protocol/items.js';
import type { ThreadMetadata } from '../protocol/thread.js';
import { replaceWidget } from '../protocol/widgets/replace-widget.js';
import { streamWidget } from '../protocol/widgets/stream-widget.js';
import type { Action } from '../protocol/widgets/widget.js';
import { McpToolsRegistry } from '../mcp/mcp-tools.registry.js';
import type { ToolPanel } from '../mcp/tool-panel.js';
import { languageFor, type RequestContext } from '../turns/context.js';
import { ThreadStore } from '../turns/thread-store.js';

/**
 * Shows the panels of tool sets in a thread and keeps them true: one live panel of a kind per thread, at the place
 * where the person asked for it last. What they do with it by hand is noted for the model.
 */
@Injectable()
export class ToolPanels {
  constructor(
    private readonly registry: McpToolsRegistry,
    private readonly store: ThreadStore,
  ) {}

  /** What is to be shown when a run has called these tools. `history` is the thread as the run found it. */
  async *after(
    called: ReadonlySet<string>,
    history: readonly ThreadItem[],
    thread: ThreadMetadata,
    context: RequestContext,
  ): AsyncGenerator<ThreadStreamEvent> {
    for (const panel of this.registry.panels) {
      const shown = history.findLast((item) => isShowing(panel, item));
      if (panel.shownAfter.some((tool) => called.has(tool))) {
        if (shown) yield { type: 'thread.item.removed', item_id: shown.id };
        yield* this.show(panel, thread, context);
      } else if (shown && panel.changedBy.some((tool) => called.has(tool))) {
        yield* this.refresh(panel, shown as WidgetItem, context);
      }
    }
  }

  /**
   * Does what an action asks and shows what came of it; undefined when the action is no panel's.
   * @throws ChatKitError `bad_request` when it comes from a widget that does not show the panel.
   */
  async act(
    action: Action,
    sender: WidgetItem | null,
    thread: ThreadMetadata,
    context: RequestContext,
  ): Promise<AsyncIterable<ThreadStreamEvent> | undefined> {
    const done = await this.perform(action, sender, context);
    return done && this.told(done, sender, thread, context);
  }

  /** The same in one piece. The panel and the note are stored when this resolves. */
  async actAtOnce(
    action: Action,
    sender: WidgetItem | null,
    thread: ThreadMetadata,
    context: RequestContext,
  ): Promise<SyncActionResult | undefined> {
    const done = await this.perform(action, sender, context);
    if (!done) return undefined;
    let updated_item: WidgetItem | undefined;
    for await (const event of this.told(done, sender, thread, context)) {
      if (!('item' in event) || !(await this.mayStore(event, thread, context))) continue;
      await this.store.saveItem(thread.id, event.item, context.principal);
      if (event.item.type === 'widget') updated_item = event.item;
    }
    return updated_item ? { updated_item } : {};
  }

  private async perform(action: Action, sender: WidgetItem | null, { principal }: RequestContext) {
    const panel = this.registry.panels.find(({ id }) => action.type.startsWith(`${id}.`));
    if (!panel) return undefined;
    if (sender && !isShowing(panel, sender)) {
      throw new ChatKitError('bad_request', 'params.item_id: does not show what the action is about');
    }
    const note = await panel.act(action, principal);
    return note === undefined ? undefined : { panel, note };
  }

  /** A turn that runs meanwhile may have taken the panel away: it must not come back. */
  private async mayStore(
    { type, item }: { type: string; item: ThreadItem },
    thread: ThreadMetadata,
    { principal }: RequestContext,
  ): Promise<boolean> {
    if (type !== 'thread.item.replaced') return true;
    try {
      await this.store.loadItem(thread.id, item.id, principal);
      return true;
    } catch (error) {
      if (error instanceof NotFoundError) return false;
      throw error;
    }
  }

  private async *told(
    { panel, note }: { panel: ToolPanel; note: string },
    sender: WidgetItem | null,
    thread: ThreadMetadata,
    context: RequestContext,
  ): AsyncGenerator<ThreadStreamEvent> {
    if (sender) yield* this.refresh(panel, sender, context);
    else yield* this.show(panel, thread, context);
    yield { type: 'thread.item.done', item: this.noteFor(note, thread, context) };
  }

  private async *show(
    panel: ToolPanel,
    thread: ThreadMetadata,
    context: RequestContext,
  ): AsyncGenerator<ThreadStreamEvent> {
    const { principal } = context;
    const { widget, copyText } = await panel.render(principal, languageFor(context));
    const newId = (kind: 'message') => this.store.generateItemId(kind, thread, principal);
    yield* streamWidget(thread, widget, { copyText, newId });
  }

  private async *refresh(
    panel: ToolPanel,
    item: WidgetItem,
    context: RequestContext,
  ): AsyncGenerator<ThreadStreamEvent> {
    const { widget, copyText } = await panel.render(context.principal, languageFor(context));
    yield replaceWidget(item, widget, { copyText });
  }

  private noteFor(content: string, thread: ThreadMetadata, { principal }: RequestContext): HiddenContextItem {
    return {
      type: 'hidden_context_item',
      id: this.store.generateItemId('message', thread, principal),
      thread_id: thread.id,
      created_at: new Date().toISOString(),
      content,
    };
  }
}

function isShowing(panel: ToolPanel, item: ThreadItem): boolean {
  return item.type === 'widget' && item.widget.id === panel.id;
}
