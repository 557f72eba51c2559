import { createParser } from 'eventsource-parser';
import type { ThreadStreamEvent } from '../../src/protocol/events.js';
import { foldItems } from '../../src/protocol/fold.js';
import type { ThreadItem } from '../../src/protocol/items.js';
import type { Page } from '../../src/protocol/page.js';
import type { OperationType } from '../../src/protocol/requests.js';
import type { Thread } from '../../src/protocol/thread.js';
import { withOwnEffects } from './own-effects.js';

export interface Answer<Body = Record<string, unknown>> {
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

export const userInput = (text: string, more: object = {}) => ({
  input: {
    content: [{ type: 'input_text', text }],
    attachments: [],
    quoted_text: '',
    inference_options: {},
    ...more,
  },
});

/** A client of the protocol as the widget is one: one endpoint, JSON in, JSON or SSE out. */
export class ChatKitClient {
  constructor(
    readonly url: string,
    readonly token: string | undefined,
    private readonly headers: Record<string, string> = {},
  ) {}

  static async as(
    url: string,
    user: 'alice' | 'bob',
    headers?: Record<string, string>,
  ): Promise<ChatKitClient> {
    const response = await fetch(`${url}/api/auth/dev-token`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ user }),
    });
    const { token } = (await response.json()) as { token: string };
    return new ChatKitClient(url, token, headers);
  }

  /** Sends any bytes to the endpoint. */
  post(body: RequestInit['body'], init: RequestInit = {}): Promise<Response> {
    return fetch(`${this.url}/chatkit`, {
      method: 'POST',
      body,
      ...init,
      headers: {
        'content-type': 'application/json',
        ...(this.token && { authorization: `Bearer ${this.token}` }),
        ...this.headers,
        ...(init.headers as Record<string, string>),
      },
    });
  }

  /** An operation that answers with JSON, or an error of one that streams. */
  async call<Body = Record<string, unknown>>(type: OperationType, params: object): Promise<Answer<Body>> {
    const response = await this.post(JSON.stringify({ type, params }));
    const body = (await response.json()) as Body;
    return { status: response.status, headers: response.headers, body };
  }

  /** An operation that streams, while it streams. */
  async open(type: OperationType, params: object): Promise<OpenStream> {
    const leaving = new AbortController();
    const response = await this.post(JSON.stringify({ type, params }), { signal: leaving.signal });
    return {
      status: response.status,
      headers: response.headers,
      events: readEvents(response),
      leave: () => leaving.abort(),
    };
  }

  /**
   * An operation that streams, to its end. Whatever the test is about, the events folded over the items from before
   * must then be the items that are listed.
   */
  async stream(type: OperationType, params: object): Promise<ThreadStreamEvent[]> {
    const before = 'thread_id' in params ? await this.items(params.thread_id as string) : [];
    const { events, status, headers } = await this.open(type, params);
    if (status !== 200 || !headers.get('content-type')?.startsWith('text/event-stream')) {
      throw new Error(`${type} did not stream: ${status}`);
    }
    const all: ThreadStreamEvent[] = [];
    for await (const event of events) all.push(event);
    const isNew = all[0]?.type === 'thread.created';
    const threadId = isNew ? threadIdOf(all) : (params as { thread_id?: string }).thread_id;
    if (threadId) {
      const known = withOwnEffects(before, type, params, all);
      expect(all.reduce<ThreadItem[]>(foldItems, known)).toEqual(await this.items(threadId));
    }
    return all;
  }

  async createThread(text: string): Promise<{ threadId: string; events: ThreadStreamEvent[] }> {
    const events = await this.stream('threads.create', userInput(text));
    return { threadId: threadIdOf(events), events };
  }

  say(threadId: string, text: string): Promise<ThreadStreamEvent[]> {
    return this.stream('threads.add_user_message', { thread_id: threadId, ...userInput(text) });
  }

  async items(threadId: string): Promise<ThreadItem[]> {
    const { body } = await this.call<Page<ThreadItem>>('items.list', {
      thread_id: threadId,
      limit: 100,
      order: 'asc',
    });
    return body.data;
  }

  async thread(threadId: string): Promise<Thread> {
    return (await this.call<Thread>('threads.get_by_id', { thread_id: threadId })).body;
  }
}

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
export const typesOf = (events: readonly ThreadStreamEvent[]) => events.map(({ type }) => type);

async function* readEvents(response: Response): AsyncGenerator<ThreadStreamEvent, undefined> {
  const ready: ThreadStreamEvent[] = [];
  const parser = createParser({ onEvent: ({ data }) => ready.push(JSON.parse(data) as ThreadStreamEvent) });
  for await (const text of response.body!.pipeThrough(new TextDecoderStream())) {
    parser.feed(text);
    yield* ready.splice(0);
  }
  return undefined;
}
