import type { OperationType } from '../../src/protocol/requests.js';
import { userInput } from '../../src/testing/client/chatkit-test-client.js';

/** Ids of what one person has. */
export interface Things {
  thread: string;
  message: string;
  widget: string;
  questions: string;
  attachment: string;
}

/** A place in a request where an id is taken. */
export interface Slot {
  type: OperationType;
  /** Which of a person's things is named there. */
  kind: keyof Things;
  /** The parameters with the id in its place, or without one; everything else in them is one's own. */
  params: (id: unknown, own: Things) => object;
  /** What an absent id means: 400 when one is wanted, 200 when none is. */
  withoutId: 400 | 200;
}

const action = { type: 'go' };
const answer = { status: 'skipped', answers: {} };
/** The key is left out when there is no id: absent is not null. */
const given = (key: string, id: unknown) => (id === undefined ? {} : { [key]: id });
const onThread = (type: OperationType, rest: (own: Things) => object = () => ({})): Slot => ({
  type,
  kind: 'thread',
  params: (id, own) => ({ ...given('thread_id', id), ...rest(own) }),
  withoutId: 400,
});
const onItem = (type: OperationType, kind: keyof Things, rest: object, withoutId: 400 | 200): Slot => ({
  type,
  kind,
  params: (id, own) => ({ thread_id: own.thread, ...given('item_id', id), ...rest }),
  withoutId,
});
const withAttachment = (id: unknown) => userInput('See', { attachments: [id] as string[] });

/** The 21 places of the protocol, by name (robustness 3.8). */
export const slots: Readonly<Record<string, Slot>> = {
  'threads.get_by_id thread_id': onThread('threads.get_by_id'),
  'threads.update thread_id': onThread('threads.update', () => ({ title: 'Mine' })),
  'threads.add_user_message thread_id': onThread('threads.add_user_message', () => userInput('Hi')),
  'threads.add_client_tool_output thread_id': onThread('threads.add_client_tool_output', () => ({
    result: { ok: true },
  })),
  'threads.add_structured_input thread_id': onThread('threads.add_structured_input', ({ questions }) => ({
    item_id: questions,
    input: answer,
  })),
  'threads.retry_after_item thread_id': onThread('threads.retry_after_item', ({ message }) => ({
    item_id: message,
  })),
  'threads.custom_action thread_id': onThread('threads.custom_action', () => ({ action })),
  'threads.sync_custom_action thread_id': onThread('threads.sync_custom_action', () => ({ action })),
  'items.list thread_id': onThread('items.list'),
  'items.feedback thread_id': onThread('items.feedback', ({ message }) => ({
    item_ids: [message],
    kind: 'positive',
  })),
  'threads.delete thread_id': onThread('threads.delete'),

  'threads.add_structured_input item_id': onItem(
    'threads.add_structured_input',
    'questions',
    { input: answer },
    400,
  ),
  'threads.retry_after_item item_id': onItem('threads.retry_after_item', 'message', {}, 400),
  'threads.custom_action item_id': onItem('threads.custom_action', 'widget', { action }, 200),
  'threads.sync_custom_action item_id': onItem('threads.sync_custom_action', 'widget', { action }, 200),
  'items.feedback item_ids': {
    type: 'items.feedback',
    kind: 'message',
    params: (id, { thread }) => ({
      thread_id: thread,
      ...given('item_ids', id === undefined ? undefined : [id]),
      kind: 'positive',
    }),
    withoutId: 400,
  },

  'threads.create attachments': {
    type: 'threads.create',
    kind: 'attachment',
    params: withAttachment,
    withoutId: 400,
  },
  'threads.add_user_message attachments': {
    type: 'threads.add_user_message',
    kind: 'attachment',
    params: (id, { thread }) => ({ thread_id: thread, ...withAttachment(id) }),
    withoutId: 400,
  },
  'attachments.delete attachment_id': {
    type: 'attachments.delete',
    kind: 'attachment',
    params: (id) => given('attachment_id', id),
    withoutId: 400,
  },

  'threads.list after': {
    type: 'threads.list',
    kind: 'thread',
    params: (id) => given('after', id),
    withoutId: 200,
  },
  'items.list after': {
    type: 'items.list',
    kind: 'message',
    params: (id, { thread }) => ({ thread_id: thread, ...given('after', id) }),
    withoutId: 200,
  },
};

/** Ids that are none of the caller's, from what other people have. */
export interface Foreign {
  /** Somebody else of the same tenant. */
  neighbour: Things;
  /** Somebody of the caller's id in another tenant. */
  namesake: Things;
  /** What the caller had, and deleted. */
  deleted: Things;
  /** Another thread of the caller's, and what is in it. */
  elsewhere: Things;
}

/** Texts that name nothing of the caller's. All of them are answered as an id that never was. */
export const unknownIds: Readonly<Record<string, (kind: keyof Things, foreign: Foreign) => string>> = {
  "another person's": (kind, { neighbour }) => neighbour[kind],
  "a namesake's in another tenant": (kind, { namesake }) => namesake[kind],
  // Of a thread or a file there is no wrong parent: in their places stands an id of another kind.
  'own, of the wrong parent or kind': (kind, { elsewhere }) =>
    kind === 'thread' ? elsewhere.message : kind === 'attachment' ? elsewhere.thread : elsewhere[kind],
  deleted: (kind, { deleted }) => deleted[kind],
  '10 KB': () => 'x'.repeat(10_240),
  'a NUL': () => 'thr_\0',
  'a prototype': () => '__proto__',
  'a path': () => '../x',
  'upper-cased': (kind, { elsewhere }) => elsewhere[kind].toUpperCase(),
};

/** What is no text where a text is wanted. */
export const malformedIds: Readonly<Record<string, unknown>> = {
  'a number': 7,
  'a list': ['thr_a'],
  'an object': {},
  'an operator': { $ne: 1 },
};

/** What stands for no id at all. */
export const absentIds: Readonly<Record<string, unknown>> = { missing: undefined, null: null };
