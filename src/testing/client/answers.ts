import type { SyncActionResult, Transcription } from '../../protocol/answers.js';
import type { Attachment } from '../../protocol/attachments.js';
import type { FailureCode } from '../../protocol/errors.js';
import type { ThreadStreamEvent } from '../../protocol/events.js';
import type { ThreadItem } from '../../protocol/items.js';
import type { Page } from '../../protocol/page.js';
import type { OperationType } from '../../protocol/requests.js';
import type { Thread } from '../../protocol/thread.js';

/** The bodies of the operations that answer with JSON. */
export interface OperationResults {
  'threads.get_by_id': Thread;
  'threads.list': Page<Thread>;
  'threads.update': Thread;
  'threads.delete': Record<string, never>;
  'threads.sync_custom_action': SyncActionResult;
  'items.list': Page<ThreadItem>;
  'items.feedback': Record<string, never>;
  'attachments.create': Attachment;
  'attachments.delete': Record<string, never>;
  'input.transcribe': Transcription;
}

/** The body of every refusal. */
export interface FailureBody {
  statusCode: number;
  message: string;
  code: FailureCode;
}

/** What an operation answers with as one body. One that streams does so only to refuse. */
export type ResultOf<Type extends OperationType> = Type extends keyof OperationResults
  ? OperationResults[Type]
  : FailureBody;

/** An answer of one body. The body is of its type when the status is 200. */
export interface Answer<Body> {
  status: number;
  headers: Headers;
  body: Body;
}

/** A stream that is being read. */
export interface OpenStream {
  status: number;
  headers: Headers;
  events: AsyncIterableIterator<ThreadStreamEvent>;
  /** Closes the connection, as a widget's stop button does. */
  leave(): void;
}

/** @throws Error when the stream did not make a thread. */
export function threadIdOf(events: readonly ThreadStreamEvent[]): string {
  for (const event of events) if (event.type === 'thread.created') return event.thread.id;
  throw new Error('The stream has no thread.created event.');
}

/** The assistant's text in a stream, as its deltas give it. */
export function textOf(events: readonly ThreadStreamEvent[]): string {
  return events
    .map((event) =>
      event.type === 'thread.item.updated' &&
      event.update.type === 'assistant_message.content_part.text_delta'
        ? event.update.delta
        : '',
    )
    .join('');
}

/** The names of the events, for a look at their order. */
export const typesOf = (events: readonly ThreadStreamEvent[]): ThreadStreamEvent['type'][] =>
  events.map(({ type }) => type);
