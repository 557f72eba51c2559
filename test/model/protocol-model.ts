import type { Attachment } from '../../src/protocol/attachments.js';
import type { OperationType } from '../../src/protocol/requests.js';
import { notFound, type Due } from './due.js';
import { heard } from './script.js';
import {
  actionDue,
  messageDue,
  newThreadDue,
  retryDue,
  senderFault,
  structuredInputDue,
  toolOutputDue,
} from './streams-due.js';
import {
  itemsPage,
  pageOf,
  shownItems,
  threadView,
  type PageRequest,
  type ThreadModel,
} from './thread-model.js';
import { announced } from './upload-store.js';
import { wellFormed, wellFormedTitle } from './well-formed.js';

interface AttachmentModel {
  owner: string;
  data: Attachment;
}

/** Everything that the server has promised to keep, and what it owes to each request. */
export class ProtocolModel {
  readonly threads = new Map<string, ThreadModel>();
  readonly attachments = new Map<string, AttachmentModel>();
  /** Threads in which an answer is being written. */
  readonly busy = new Set<string>();

  threadsOf(owner: string): ThreadModel[] {
    return [...this.threads.values()].filter((thread) => thread.owner === owner);
  }

  /** @param params Those of a valid request: what is no request at all, the caller knows by itself. */
  // eslint-disable-next-line @typescript-eslint/no-explicit-any
  due(user: string, type: OperationType, params: any): Due {
    switch (type) {
      case 'threads.create': {
        const attachments = this.attachmentsOf(user, params.input.attachments);
        const keep = (thread: ThreadModel) => this.threads.set(thread.data.id, thread);
        return attachments ? newThreadDue(user, params.input, attachments, keep) : notFound('attachment');
      }
      case 'threads.list':
        return pageDue(
          pageOf(
            this.threadsOf(user).map((thread) => threadView(thread)),
            params,
          ),
        );
      case 'attachments.create':
        return this.createAttachment(user, params);
      case 'attachments.delete':
        return this.deleteAttachment(user, params.attachment_id);
      case 'input.transcribe':
        return transcribe(params);
      default: {
        // Limits hold for any request, whatever it names.
        if (type === 'threads.update' && params.title.length > 500) return { status: 413 };
        const thread = this.threads.get(params.thread_id);
        return thread?.owner === user ? this.dueIn(thread, type, params) : notFound('thread');
      }
    }
  }

  // eslint-disable-next-line @typescript-eslint/no-explicit-any
  private dueIn(thread: ThreadModel, type: OperationType, params: any): Due {
    const isBusy = this.busy.has(thread.data.id);
    switch (type) {
      case 'threads.get_by_id':
        return { json: threadView(thread, itemsPage(thread, { order: 'asc' })) };
      case 'items.list':
        return pageDue(itemsPage(thread, params as PageRequest));
      case 'threads.update':
        return rename(thread, params.title);
      case 'threads.delete':
        return this.deleteThread(thread);
      case 'items.feedback':
        return feedback(thread, params);
      case 'threads.sync_custom_action':
        return senderFault(thread, params.item_id) ?? { json: {} };
      case 'threads.add_user_message': {
        const attachments = this.attachmentsOf(thread.owner, params.input.attachments);
        return attachments ? messageDue(thread, params.input, attachments, isBusy) : notFound('attachment');
      }
      case 'threads.add_client_tool_output':
        return toolOutputDue(thread, params.result, isBusy);
      case 'threads.add_structured_input':
        return structuredInputDue(thread, params.item_id, params.input, isBusy);
      case 'threads.retry_after_item':
        return retryDue(thread, params.item_id, isBusy);
      case 'threads.custom_action':
        return actionDue(thread, params.item_id, isBusy);
      default:
        throw new Error(`${type} does not name a thread.`);
    }
  }

  private deleteThread({ data: { id } }: ThreadModel): Due {
    this.threads.delete(id);
    for (const { data } of this.attachments.values()) if (data.thread_id === id) delete data.thread_id;
    return { json: {} };
  }

  private createAttachment(owner: string, { name, mime_type }: { name: string; mime_type: string }): Due {
    return {
      jsonFor: (body) => {
        const data = announced(String(body.id), wellFormed(name), wellFormed(mime_type));
        this.attachments.set(data.id, { owner, data });
        return structuredClone(data);
      },
    };
  }

  private deleteAttachment(user: string, id: string): Due {
    if (this.attachments.get(id)?.owner !== user) return notFound('attachment');
    this.attachments.delete(id);
    return { json: {} };
  }

  /** Undefined when one of them is unknown, or somebody else's. */
  private attachmentsOf(user: string, ids: readonly string[]): Attachment[] | undefined {
    const own = ids.flatMap((id) => {
      const known = this.attachments.get(id);
      return known?.owner === user ? [known.data] : [];
    });
    return own.length === ids.length ? own : undefined;
  }
}

const pageDue = (page: unknown): Due => (page ? { json: page } : notFound('cursor'));

function rename(thread: ThreadModel, title: string): Due {
  thread.data.title = wellFormedTitle(title);
  return { json: threadView(thread) };
}

function feedback(
  thread: ThreadModel,
  { item_ids, kind }: { item_ids: string[]; kind: 'positive' | 'negative' },
): Due {
  const known = new Set(shownItems(thread).map(({ id }) => id));
  if (item_ids.some((id) => !known.has(id))) return notFound('item');
  item_ids.forEach((id) => thread.feedback.set(id, kind));
  return { json: {} };
}

function transcribe({ audio_base64, mime_type }: { audio_base64: string; mime_type: string }): Due {
  const data = Buffer.from(audio_base64, 'base64');
  // Base64 is read strictly: written again, it must be what came.
  if (data.toString('base64') !== audio_base64) return { status: 400 };
  return { json: { text: heard(data, mime_type, mime_type.split(';')[0]!.trim()) } };
}
