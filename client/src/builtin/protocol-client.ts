import { createParser } from 'eventsource-parser';
import type { SyncActionResult } from '../../../src/protocol/answers';
import type { Attachment } from '../../../src/protocol/attachments';
import type { ThreadStreamEvent } from '../../../src/protocol/events';
import type { ThreadItem } from '../../../src/protocol/items';
import type { Page } from '../../../src/protocol/page';
import type { ChatKitRequest, PlainRequest, StreamingRequest } from '../../../src/protocol/requests';
import type { Thread } from '../../../src/protocol/thread';
import type { ChatKitFetch } from '../../browser/index.js';

// The ChatKit protocol from the browser's side: one endpoint, JSON in, JSON or a stream of events out.

/** A request that did not get its answer. The message is for people. `status` is absent when nothing came back. */
export class RequestFailure extends Error {
  constructor(
    message: string,
    readonly status?: number,
    options?: ErrorOptions,
  ) {
    super(message, options);
    this.name = 'RequestFailure';
  }
}

interface Results {
  'threads.get_by_id': Thread;
  'threads.list': Page<Thread>;
  'items.list': Page<ThreadItem>;
  'items.feedback': Record<string, never>;
  'threads.sync_custom_action': SyncActionResult;
  'attachments.create': Attachment;
  'attachments.delete': Record<string, never>;
}

const unreachable = 'The server could not be reached. Check that it is running and that you are online.';
const cutOff = 'The connection was lost while the answer was being written.';

/** Rows asked for at a time. */
const pageLimit = 100;

export class ProtocolClient {
  constructor(
    /** What goes with a running answer beside its stream: stopping it, joining it, and what could not be sent. */
    readonly chat: ChatKitFetch,
    private readonly url = '/chatkit',
  ) {}

  /** An operation that is answered by one JSON body. @throws RequestFailure */
  async request<Type extends keyof Results>(
    type: Type,
    params: Extract<PlainRequest, { type: Type }>['params'],
    signal?: AbortSignal,
  ): Promise<Results[Type]> {
    const response = await this.#post({ type, params } as ChatKitRequest, signal);
    return (await response.json()) as Results[Type];
  }

  /** An operation that is answered by events, as they come. Lines that are not events are left out. @throws RequestFailure */
  async *stream(request: StreamingRequest, signal: AbortSignal): AsyncGenerator<ThreadStreamEvent> {
    const response = await this.#post(request, signal);
    const events: ThreadStreamEvent[] = [];
    const parser = createParser({
      onEvent: ({ data }) => {
        const event = parseEvent(data);
        if (event) events.push(event);
      },
    });
    const reader = response.body!.pipeThrough(new TextDecoderStream()).getReader();
    for (;;) {
      const { done, value } = await reader.read().catch((cause: unknown) => {
        throw new RequestFailure(cutOff, undefined, { cause });
      });
      if (done) return;
      parser.feed(value);
      yield* events.splice(0);
    }
  }

  /** Sends the bytes of an announced attachment to where it says, which needs no token. @throws RequestFailure */
  async upload({ upload_descriptor }: Attachment, file: File): Promise<Attachment> {
    const { url, method, headers } = upload_descriptor!;
    const response = await fetch(url, { method, headers, body: file }).catch((cause: unknown) => {
      throw new RequestFailure(unreachable, undefined, { cause });
    });
    if (!response.ok) throw new RequestFailure(await messageOf(response), response.status);
    return (await response.json()) as Attachment;
  }

  /** A thread with all its items, oldest first. @throws RequestFailure */
  async loadThread(threadId: string): Promise<Thread> {
    const thread = await this.request('threads.get_by_id', { thread_id: threadId });
    const data = [...thread.items.data];
    let more = thread.items.has_more;
    while (more) {
      const after = data.at(-1)?.id;
      const page = await this.request('items.list', {
        thread_id: threadId,
        limit: pageLimit,
        order: 'asc',
        after,
      });
      data.push(...page.data);
      more = page.has_more && page.data.length > 0;
    }
    return { ...thread, items: { data, has_more: false } };
  }

  /** Whether the server says that there is no such thread. When it says nothing in time, the thread may exist. */
  async isGone(threadId: string, timeoutMs = 3000): Promise<boolean> {
    try {
      await this.request('threads.get_by_id', { thread_id: threadId }, AbortSignal.timeout(timeoutMs));
      return false;
    } catch (error) {
      return error instanceof RequestFailure && error.status === 404;
    }
  }

  async #post(body: ChatKitRequest, signal?: AbortSignal): Promise<Response> {
    const response = await this.chat(this.url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
      signal,
    }).catch((cause: unknown) => {
      throw new RequestFailure(unreachable, undefined, { cause });
    });
    if (!response.ok) throw new RequestFailure(await messageOf(response), response.status);
    return response;
  }
}

function parseEvent(data: string): ThreadStreamEvent | null {
  try {
    const event = JSON.parse(data) as ThreadStreamEvent | null;
    return typeof event?.type === 'string' ? event : null;
  } catch {
    return null;
  }
}

async function messageOf(response: Response): Promise<string> {
  try {
    const { message } = (await response.json()) as { message?: unknown };
    if (typeof message === 'string' && message) return message;
  } catch {
    // Not every refusal carries JSON: a proxy's own pages, for one.
  }
  return `The server refused the request (status ${response.status}).`;
}
