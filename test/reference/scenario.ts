// What a scenario is, and the words it is written with. A scenario is data and is written once: the same requests
// are sent to both servers, and the same scripts say what the hooks behind them do.

import type { AgentSpec } from './agent-scenario.js';

export type Json = null | boolean | number | string | Json[] | JsonObject;
export interface JsonObject {
  [key: string]: Json;
}

/** One thing that `respond` or `action` does. `$thread` inside an event stands for the thread's id. */
export type Step =
  | { event: Json }
  | { set: JsonObject }
  | { fail: { kind: 'custom' | 'coded' | 'other'; message?: string; allow_retry?: boolean } }
  /** Goes on for ever, until it is stopped. */
  | { wait: true };

/**
 * One request. In its parameters `$thread`, `$user` and `$attachment` stand for the first thread, message of a
 * person and attachment made in the scenario, `$user2` for the second message and so on, `$last` for the last row
 * of the page before.
 */
export interface Exchange {
  type?: string;
  params?: Json;
  metadata?: Json;
  /** Sent as it stands, in the place of a request. */
  body?: string;
  /** What `respond` or `action` does. By default nothing, or what the scenario's agent does. */
  script?: readonly Step[];
  /** What a hook that answers in one piece gives: `syncAction`, `transcribe`, `createAttachment`. */
  returns?: Json;
  /** Closes the connection after so many events. */
  leaveAfter?: number;
}

/** Where we mean to differ from the reference. */
export interface Difference {
  /** The quirk of the register, or the section of the protocol document, that rules it; and what we do. */
  why: string;
  /** What our answer must contain; of an array, every element. */
  ours: unknown;
}

/** The parts of an outcome that can differ: the answer to a request by its number, and what is left behind. */
export type Place = number | 'stored' | 'calls' | 'asked';

export interface Scenario {
  name: string;
  /** What it proves, as the test's title ends. */
  cites?: string;
  /** Ask a server with the default hooks, without an attachment store. */
  bare?: true;
  /** Answers where an exchange has no script; its model is played. */
  agent?: AgentSpec;
  exchanges: readonly Exchange[];
  differs?: Partial<Record<Place, Difference>>;
}

const at = '2026-01-02T03:04:05.678Z';

/** What every item begins with. */
export const base = (id: string) => ({ id, thread_id: '$thread', created_at: at });

export const outputText = (text: string, annotations: Json[] = []): JsonObject => ({
  type: 'output_text',
  text,
  annotations,
});

export const message = (id: string, ...texts: string[]): JsonObject => ({
  ...base(id),
  type: 'assistant_message',
  content: texts.map((text) => outputText(text)),
});

export const toolCall = (id: string, args: JsonObject = {}): JsonObject => ({
  ...base(id),
  type: 'client_tool_call',
  status: 'pending',
  call_id: `call_${id}`,
  name: 'pick',
  arguments: args,
});

export const card = (...children: Json[]): JsonObject => ({ type: 'Card', children });
export const text = (value: string, more: JsonObject = {}): JsonObject => ({ type: 'Text', value, ...more });

export const widget = (id: string, root: Json = card(text('x')), more: JsonObject = {}): JsonObject => ({
  ...base(id),
  type: 'widget',
  widget: root,
  ...more,
});

export const hidden = (id: string): JsonObject => ({
  ...base(id),
  type: 'hidden_context_item',
  content: { secret: 1, none: null },
});

export const workflow = (tasks: Json[], more: JsonObject = {}): JsonObject => ({
  ...base('wf_1'),
  type: 'workflow',
  workflow: { type: 'custom', tasks, expanded: false, ...more },
});

export const task = (title: string, status_indicator = 'loading'): JsonObject => ({
  type: 'custom',
  title,
  status_indicator,
});

export const event = (value: JsonObject): Step => ({ event: value });
export const added = (item: Json) => event({ type: 'thread.item.added', item });
export const done = (item: Json) => event({ type: 'thread.item.done', item });
export const replaced = (item: Json) => event({ type: 'thread.item.replaced', item });
export const removed = (item_id: string) => event({ type: 'thread.item.removed', item_id });
export const update = (item_id: string, value: Json) =>
  event({ type: 'thread.item.updated', item_id, update: value });
export const delta = (item_id: string, words: string, content_index = 0) =>
  update(item_id, { type: 'assistant_message.content_part.text_delta', content_index, delta: words });
export const progress = (words: string, more: JsonObject = {}) =>
  event({ type: 'progress_update', text: words, ...more });

/** A person's message, as the widget sends it. */
export const input = (words = 'Hi', more: JsonObject = {}): JsonObject => ({
  content: [{ type: 'input_text', text: words }],
  attachments: [],
  inference_options: {},
  ...more,
});

const operation = (type: string, params: JsonObject, more: Partial<Exchange> = {}): Exchange => ({
  type,
  params,
  ...more,
});

export const request = operation;
export const create = (...script: Step[]) => operation('threads.create', { input: input() }, { script });
export const say = (...script: Step[]) =>
  operation('threads.add_user_message', { thread_id: '$thread', input: input() }, { script });
export const output = (result: Json, ...script: Step[]) =>
  operation('threads.add_client_tool_output', { thread_id: '$thread', result }, { script });
export const answer = (item_id: string, submission: Json, ...script: Step[]) =>
  operation('threads.add_structured_input', { thread_id: '$thread', item_id, input: submission }, { script });
export const retry = (item_id: string, ...script: Step[]) =>
  operation('threads.retry_after_item', { thread_id: '$thread', item_id }, { script });
export const act = (params: JsonObject, ...script: Step[]) =>
  operation('threads.custom_action', { thread_id: '$thread', ...params }, { script });
export const items = operation('items.list', { thread_id: '$thread', order: 'asc', limit: 100 });
export const thread = operation('threads.get_by_id', { thread_id: '$thread' });

/** In what is expected: so many events, whatever they are. */
export const any = (count: number): object[] => Array.from({ length: count }, () => ({}));

/** The hook breaks down. */
export const fail = (): Step => ({ fail: { kind: 'other' } });
