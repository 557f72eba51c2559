import type { Language } from '../protocol/language.js';
import type { Action, WidgetRoot } from '../protocol/widgets/widget.js';
import type { Principal } from '../turns/principal.js';

/** A panel as it is now. */
export interface PanelView {
  widget: WidgetRoot;
  /** What a person gets who copies it, and what the model is told that it shows. */
  copyText: string;
}

/**
 * A widget for what a tool set works on: to look at, and to work on by hand. The set's tools and the panel's actions
 * change the same things; whoever shows the panel keeps it up to date.
 */
export interface ToolPanel {
  /** The `id` of the widget's root, by which an item is known that shows the panel; its actions begin with it and a dot. */
  readonly id: string;
  /** Tools after whose calls the person wants to see it. */
  readonly shownAfter: readonly string[];
  /** Tools after whose calls a panel that is shown is out of date. */
  readonly changedBy: readonly string[];

  /** @param language What the person reads. */
  render(principal: Principal, language: Language): Promise<PanelView>;

  /**
   * Does what an action asks, checking its payload: it comes from a client.
   * @returns what the model shall know of it; undefined for an action that is not the panel's.
   * @throws ChatKitError `bad_request` with words for the person.
   */
  act(action: Action, principal: Principal): Promise<string | undefined>;
}
