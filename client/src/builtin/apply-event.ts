import type { Attachment } from '../../../src/protocol/attachments';
import type { ThreadStreamEvent } from '../../../src/protocol/events';
import type { FeedbackKind } from '../../../src/protocol/feedback';
import { foldItems } from '../../../src/protocol/fold';
import type { ThreadItem } from '../../../src/protocol/items';
import type { ThreadStatus } from '../../../src/protocol/thread';

/** What went wrong, in words for people, and what a press on "Try again" would do. */
export interface Failure {
  text: string;
  /** `send`: the unsent text again. `answer`: the answer again. `load`: the conversation again. Absent: nothing helps. */
  retry?: 'send' | 'answer' | 'load';
}

export type Notice = Extract<ThreadStreamEvent, { type: 'notice' }>;

/** Everything that the chat shows of one conversation. */
export interface ConversationState {
  /** `null` until the server has made the thread. */
  threadId: string | null;
  title?: string;
  status: ThreadStatus;
  items: readonly ThreadItem[];
  phase: 'loading' | 'idle' | 'answering';
  /** What was sent and is not yet confirmed by the server. */
  pendingText: string | null;
  /** The files that went with it. */
  pendingFiles: readonly Attachment[];
  /** What stands in the composer. */
  draft: string;
  /** What the assistant is doing just now, in a line. */
  progress: string | null;
  notices: readonly Notice[];
  /** How much of an image is there, from 0 to 1, by the item's id. */
  imageProgress: Readonly<Record<string, number>>;
  /** What the person thinks of an answer, by the id of its last item. Known for this visit only. */
  feedback: Readonly<Record<string, FeedbackKind>>;
  failure: Failure | null;
  /** Whether the running answer may be stopped. */
  canStop: boolean;
  /** The person stopped the last answer. */
  stopped: boolean;
}

export const emptyConversation: ConversationState = {
  threadId: null,
  status: { type: 'active' },
  items: [],
  phase: 'idle',
  pendingText: null,
  pendingFiles: [],
  draft: '',
  progress: null,
  notices: [],
  imageProgress: {},
  feedback: {},
  failure: null,
  canStop: true,
  stopped: false,
};

/** The conversation after an event of its stream. Events of unknown types change nothing. */
export function applyEvent(state: ConversationState, event: ThreadStreamEvent): ConversationState {
  switch (event.type) {
    case 'thread.created':
    case 'thread.updated': {
      const { id, title, status } = event.thread;
      return { ...state, threadId: id, title, status };
    }
    case 'thread.item.added':
    case 'thread.item.done':
    case 'thread.item.replaced':
    case 'thread.item.removed':
    case 'thread.item.updated':
      return {
        ...state,
        items: foldItems(state.items, event),
        pendingText: confirmsMessage(event) ? null : state.pendingText,
        progress: isAnswerText(event) ? null : state.progress,
        imageProgress: withProgress(state.imageProgress, event),
      };
    case 'stream_options':
      return { ...state, canStop: event.stream_options.allow_cancel };
    case 'progress_update':
      return { ...state, progress: event.text };
    case 'notice':
      return { ...state, notices: [...state.notices, event] };
    case 'error':
      return { ...state, failure: toFailure(event) };
    default:
      return state;
  }
}

/** An item holds the image alone; how far it is stands in the events only. */
function withProgress(
  known: ConversationState['imageProgress'],
  event: ThreadStreamEvent,
): ConversationState['imageProgress'] {
  if (event.type !== 'thread.item.updated' || event.update.type !== 'generated_image.updated') return known;
  const { progress } = event.update;
  return progress === undefined ? known : { ...known, [event.item_id]: progress };
}

function confirmsMessage(event: ThreadStreamEvent): boolean {
  return event.type === 'thread.item.done' && event.item.type === 'user_message';
}

function isAnswerText(event: ThreadStreamEvent): boolean {
  return (
    event.type === 'thread.item.updated' && event.update.type === 'assistant_message.content_part.text_delta'
  );
}

/** A server's own text is shown; a code without one gets the standard sentence. */
function toFailure(event: Extract<ThreadStreamEvent, { type: 'error' }>): Failure {
  return {
    text: event.message || 'The assistant could not finish this answer.',
    ...(event.allow_retry && { retry: 'answer' as const }),
  };
}
