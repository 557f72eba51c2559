import { createContext, type ComponentType, type RefObject } from 'react';
import type { ActionConfig } from '../../../../src/protocol/widgets/values';
import type { Action, WidgetComponent } from '../../../../src/protocol/widgets/widget';
import type { Field } from './form-values';

/** What a widget needs of the chat that shows it. */
export interface WidgetHost {
  /** An answer is being written: actions that stream have to wait. */
  answering: boolean;
  /** Does what an action asks. @throws Error with words for people */
  perform(action: Action, config: ActionConfig): Promise<void>;
}

/** The widget around a component. */
export interface WidgetScopeValue {
  host: WidgetHost;
  /** Draws any component. Handed down, as those that hold others are among those that it draws. */
  Component: ComponentType<{ component: WidgetComponent }>;
  /** Begins the ids of this widget's fields. */
  uid: string;
  labelled: ReadonlySet<string>;
  /** An action runs for which the whole widget waits. */
  busy: boolean;
  setBusy(busy: boolean): void;
  setError(text: string | null): void;
  /** Told before an action, so that fields and focus can be put right when the widget changes. */
  onPerform(form: HTMLElement | null, sent: readonly Field[]): void;
}

/** The form around a component. */
export interface FormScopeValue {
  form: RefObject<HTMLElement | null>;
  /** Submits itself when a button of type `submit` is pressed, or Enter in a field. */
  native: boolean;
  hasAction: boolean;
  busy: boolean;
  blocked: boolean;
  submit(): void;
}

export const WidgetScope = createContext<WidgetScopeValue | null>(null);
export const FormScope = createContext<FormScopeValue | null>(null);

/** The id of the text that says what a row's buttons are for. */
export const RowText = createContext<{ id: string; component: unknown } | null>(null);
