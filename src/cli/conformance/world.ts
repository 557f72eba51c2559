import { ThreadItem } from '../../protocol/items.js';
import { pageOf } from '../../protocol/page.js';
import { Thread } from '../../protocol/thread.js';
import { NotSeen, hold, seeAvailable } from './outcome.js';
import type { ConformanceClient } from './client.js';
import type { Exchange } from './exchange.js';
import { faultsOf } from './shapes.js';

export const ItemPage = pageOf(ThreadItem);
export const ThreadPage = pageOf(Thread);

/** A message as the widget sends one. */
export const userInput = (text: string, more: object = {}) => ({
  input: {
    content: [{ type: 'input_text', text }],
    attachments: [],
    quoted_text: '',
    inference_options: {},
    ...more,
  },
});

/** A thread that was made here. */
export interface Talk {
  threadId: string;
  /** The person's first message. */
  userItemId: string;
  created: Exchange;
}

export interface WorldOptions {
  client: ConformanceClient;
  /** Somebody else, with a token of their own. */
  other?: ConformanceClient;
  /** A page's address, for the preflight. */
  origin?: string;
  /** Messages that may make the assistant ask something. */
  say?: readonly string[];
}

/** The server as the cases meet it: threads to look at, and the clients to ask with. */
export class World {
  readonly client: ConformanceClient;
  readonly other: ConformanceClient | undefined;
  readonly origin: string | undefined;
  readonly say: readonly string[];
  private shared: Promise<Talk> | undefined;
  private guarded: Promise<Talk> | undefined;
  private second: Promise<Exchange> | undefined;

  constructor({ client, other, origin, say = [] }: WorldOptions) {
    this.client = client;
    this.other = other;
    this.origin = origin;
    this.say = say;
  }

  /** A thread of one turn that no case may change. */
  thread(): Promise<Talk> {
    return (this.shared ??= this.newThread());
  }

  /** The second turn of that thread. */
  secondTurn(): Promise<Exchange> {
    return (this.second ??= this.thread().then(({ threadId }) =>
      this.client.call('threads.add_user_message', {
        thread_id: threadId,
        ...userInput('Thank you. And what else?'),
      }),
    ));
  }

  /** A thread that somebody else shall not get at. */
  guardedThread(): Promise<Talk> {
    return (this.guarded ??= this.newThread());
  }

  /** A thread for one case alone. @throws NotSeen when none can be made. */
  async newThread(text = 'Hello! What can you do?', more: object = {}): Promise<Talk> {
    const created = await this.client.call('threads.create', userInput(text, more));
    const threadId = threadIdOf(created);
    const userItemId = userItemIdOf(created);
    if (!threadId || !userItemId)
      throw new NotSeen(`needs a thread, but threads.create came to: ${created.came}`);
    return { threadId, userItemId, created };
  }

  /** The items of a thread, oldest first. @throws NotSeen when they cannot be listed. */
  async items(threadId: string): Promise<ThreadItem[]> {
    const exchange = await this.client.call('items.list', {
      thread_id: threadId,
      limit: 100,
      order: 'asc',
    });
    if (!exchange.isJson || faultsOf(ItemPage, exchange.body).length)
      throw new NotSeen(`needs the thread's items, but items.list came to: ${exchange.came}`);
    return (exchange.body as { data: ThreadItem[] }).data;
  }

  /** Takes away what the cases left. Gives the ids of what the server kept. */
  async clear(): Promise<string[]> {
    const clients = [this.client, ...(this.other ? [this.other] : [])];
    const kept = await Promise.all(clients.map((client) => this.clearOf(client)));
    return kept.flat();
  }

  private async clearOf(client: ConformanceClient): Promise<string[]> {
    const kept: string[] = [];
    for (const attachment_id of attachmentsOf(client))
      await client.call('attachments.delete', { attachment_id });
    for (const thread_id of threadsOf(client)) {
      await client.call('threads.delete', { thread_id });
      const { isJson } = await client.call('threads.get_by_id', { thread_id });
      if (isJson) kept.push(thread_id);
    }
    return kept;
  }
}

export function threadIdOf({ events }: Exchange): string | undefined {
  for (const event of events) if (event.type === 'thread.created') return event.thread.id;
  return undefined;
}

/** The id of the person's message that a stream begins with. */
export function userItemIdOf({ events }: Exchange): string | undefined {
  for (const event of events) {
    if (event.type === 'thread.item.done' && event.item.type === 'user_message') return event.item.id;
  }
  return undefined;
}

/** A page that came as JSON. @throws Unmet when it is none. */
export function pageIn<T>(exchange: Exchange, schema: typeof ItemPage | typeof ThreadPage) {
  seeAvailable(exchange);
  hold(exchange.isJson, exchange, '200 with a page as JSON');
  const [fault] = faultsOf(schema, exchange.body);
  hold(fault === undefined, exchange, `a page; ${fault}`);
  return exchange.body as { data: T[]; has_more: boolean; after?: string | null };
}

function threadsOf({ exchanges }: ConformanceClient): Set<string> {
  return new Set(exchanges.flatMap((exchange) => threadIdOf(exchange) ?? []));
}

function attachmentsOf({ exchanges }: ConformanceClient): Set<string> {
  const made = exchanges.filter(({ operation, isJson }) => operation === 'attachments.create' && isJson);
  return new Set(made.flatMap(({ body }) => (body as { id?: string }).id ?? []));
}
