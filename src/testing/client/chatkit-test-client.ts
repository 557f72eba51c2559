import type { ThreadStreamEvent } from '../../protocol/events.js';
import { foldItems } from '../../protocol/fold.js';
import type { ThreadItem } from '../../protocol/items.js';
import type { OperationType } from '../../protocol/requests.js';
import type { Thread } from '../../protocol/thread.js';
import type { ChatKitServer } from '../../turns/chatkit-server.js';
import type { IncomingContext, RequestContext } from '../../turns/context.js';
import { assertSame } from '../assertions.js';
import { threadIdOf, type Answer, type OpenStream, type ResultOf } from './answers.js';
import { withOwnEffects } from './own-effects.js';
import { readEvents } from './read-events.js';
import { inProcess, overHttp, type Transport } from './transport.js';

/** The params of an operation that sends a message. */
export const userInput = (text: string, more: object = {}) => ({
  input: {
    content: [{ type: 'input_text', text }],
    attachments: [],
    quoted_text: '',
    inference_options: {},
    ...more,
  },
});

/** A client of the protocol as the widget is one: one endpoint, JSON in, JSON or events out. */
export class ChatKitTestClient {
  constructor(private readonly send: Transport) {}

  /**
   * A client of a server that listens.
   * @param url The endpoint itself, such as `http://127.0.0.1:8000/chatkit`.
   * @param headers Sent with every request, such as `authorization`.
   */
  static at(url: string, headers?: Readonly<Record<string, string>>): ChatKitTestClient {
    return new ChatKitTestClient(overHttp(url, headers));
  }

  /**
   * A client of a server in this process, without HTTP.
   * @param context What every request brings along: at the least `{ principal: { userId: 'alice' } }`.
   */
  static of<Context extends RequestContext = RequestContext>(
    server: Pick<ChatKitServer<Context>, 'process'>,
    context: IncomingContext<Context>,
  ): ChatKitTestClient {
    return new ChatKitTestClient(inProcess(server, context));
  }

  /** An operation that answers with one body: its result, or a refusal. */
  call<Type extends OperationType>(type: Type, params: object): Promise<Answer<ResultOf<Type>>>;
  /** The same, for a body that is something else. */
  call<Body>(type: OperationType, params: object): Promise<Answer<Body>>;
  async call(type: OperationType, params: object): Promise<Answer<unknown>> {
    const response = await this.send(JSON.stringify({ type, params }));
    return { status: response.status, headers: response.headers, body: await response.json() };
  }

  /** An operation that streams, while it streams. */
  async open(type: OperationType, params: object): Promise<OpenStream> {
    const leaving = new AbortController();
    const response = await this.send(JSON.stringify({ type, params }), leaving.signal);
    return {
      status: response.status,
      headers: response.headers,
      events: readEvents(response.body!.pipeThrough(new TextDecoderStream())),
      leave: () => leaving.abort(),
    };
  }

  /**
   * An operation that streams, to its end. Whatever the test is about, the events folded over the items from before
   * must then be the items that are listed: what a person saw is what they find after a reload.
   */
  async stream(type: OperationType, params: object): Promise<ThreadStreamEvent[]> {
    const known = 'thread_id' in params ? (params.thread_id as string) : undefined;
    const before = known === undefined ? [] : await this.items(known);
    const { events, status, headers } = await this.open(type, params);
    if (status !== 200 || !headers.get('content-type')?.startsWith('text/event-stream')) {
      throw new Error(`${type} did not stream: ${status}`);
    }
    const all: ThreadStreamEvent[] = [];
    for await (const event of events) all.push(event);
    const threadId = all[0]?.type === 'thread.created' ? threadIdOf(all) : known;
    if (threadId !== undefined) {
      await this.assertFoldsToItems(threadId, withOwnEffects(before, type, params, all), all);
    }
    return all;
  }

  /** Begins a conversation with a message, and reads the answer. */
  async createThread(text: string): Promise<{ threadId: string; events: ThreadStreamEvent[] }> {
    const events = await this.stream('threads.create', userInput(text));
    return { threadId: threadIdOf(events), events };
  }

  /** Sends a message to a conversation, and reads the answer. */
  say(threadId: string, text: string): Promise<ThreadStreamEvent[]> {
    return this.stream('threads.add_user_message', { thread_id: threadId, ...userInput(text) });
  }

  /** All items of a conversation that a client may see, oldest first. */
  async items(threadId: string): Promise<ThreadItem[]> {
    const items: ThreadItem[] = [];
    for (let after: string | undefined, hasMore = true; hasMore;) {
      const query = { thread_id: threadId, limit: 100, order: 'asc', after };
      const page = await this.result('items.list', query);
      items.push(...page.data);
      ({ after, has_more: hasMore } = page);
    }
    return items;
  }

  async thread(threadId: string): Promise<Thread> {
    return this.result('threads.get_by_id', { thread_id: threadId });
  }

  /** The body of an operation that must work. */
  private async result<Type extends OperationType>(type: Type, params: object): Promise<ResultOf<Type>> {
    const { status, body } = await this.call(type, params);
    if (status !== 200) throw new Error(`${type} was refused: ${status} ${JSON.stringify(body)}`);
    return body;
  }

  private async assertFoldsToItems(
    threadId: string,
    before: readonly ThreadItem[],
    events: readonly ThreadStreamEvent[],
  ): Promise<void> {
    const shown = events.reduce<ThreadItem[]>(foldItems, [...before]);
    const message = 'The items that the events add up to are not the items that are listed afterwards.';
    assertSame(shown, await this.items(threadId), message);
  }
}
