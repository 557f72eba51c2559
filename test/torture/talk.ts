import { isDeepStrictEqual } from 'node:util';
import type { ErrorEvent, ThreadStreamEvent } from '../../src/protocol/events.js';
import { foldItems } from '../../src/protocol/fold.js';
import type { ThreadItem } from '../../src/protocol/items.js';
import type { OperationType } from '../../src/protocol/requests.js';
import type { OpenStream } from '../../src/testing/client/answers.js';
import { userInput } from '../../src/testing/client/chatkit-test-client.js';
import { withOwnEffects } from '../../src/testing/client/own-effects.js';
import type { ChatKitClient } from '../support/chatkit-client.js';
import { answerFor, messageFor, nameIn, type Wish } from './paced-provider.js';

/** A request that has not come to its end. */
interface OpenRequest {
  type: OperationType;
  params: object;
  /** Named in the answer's head. */
  turnId?: string;
  /** Something of the answer has come: what the request wrote at its beginning is stored. */
  isAcknowledged: boolean;
}

/** An item that was begun and is not done. */
interface BegunItem {
  /** How long its text was, and when that was seen. */
  seen: { at: number; length: number }[];
  /** When the answer broke off. */
  brokenAt?: number;
}

/** How a request went: whole, with an error event, or broken off with the connection. */
export interface Outcome {
  end: 'whole' | 'error' | 'cut';
  error?: ErrorEvent;
  events: ThreadStreamEvent[];
}

/** What became of a conversation in the storage. */
export interface Findings {
  /** What must never be; empty when all is well. */
  faults: string[];
  /** Items that were looked for. */
  acknowledged: number;
  /** How long before the break the first text had been seen that is gone. Undefined: nothing was being written. */
  behindMs?: number;
}

/**
 * One conversation as its client saw it: every item that was told to be done, and how much of those that were not, and
 * when. Holds that against what the server lists after a break.
 */
export class Talk {
  threadId?: string;
  /** What the client shows. */
  items: ThreadItem[] = [];
  /** The request that was broken off since the conversation was loaded. */
  broken?: OpenRequest;
  /** Items that were told to be done, as they were then. */
  private readonly acknowledged = new Map<string, ThreadItem>();
  private readonly begun = new Map<string, BegunItem>();
  /** Each request, and how it ended: for whoever reads a fault. */
  private readonly history: string[] = [];
  private readonly wishes = new Map<string, Wish>();

  constructor(readonly name: string) {}

  /** Sends a message, as the thread's first one or one more. */
  say(client: ChatKitClient, wish: Wish): Promise<Outcome> {
    const name = `${this.name}m${this.wishes.size}`;
    this.wishes.set(name, wish);
    const input = userInput(messageFor(name, wish));
    return this.threadId === undefined
      ? this.send(client, 'threads.create', input)
      : this.send(client, 'threads.add_user_message', { thread_id: this.threadId, ...input });
  }

  /** Name of the message that was sent last. */
  get lastName(): string {
    return [...this.wishes.keys()].at(-1)!;
  }

  /** For how long the answer has been written that is being written, in milliseconds. */
  get writingMs(): number {
    const begun = [...this.begun.values()].map(({ seen }) => seen[1]?.at ?? Date.now());
    return Date.now() - Math.min(Date.now(), ...begun);
  }

  /** Sends any streaming request about the thread, and takes note of what comes. */
  async send(client: ChatKitClient, type: OperationType, params: object): Promise<Outcome> {
    const request: OpenRequest = { type, params, isAcknowledged: false };
    const events: ThreadStreamEvent[] = [];
    let error: ErrorEvent | undefined;
    try {
      const stream = await client.open(type, params);
      if (stream.status !== 200) return this.refusedBy(stream, type);
      request.turnId = stream.headers.get('chatkit-turn-id') ?? undefined;
      for await (const event of stream.events) {
        request.isAcknowledged ||= event.type !== 'error';
        events.push(event);
        if (event.type === 'error') error = event;
        this.take(event, request);
      }
    } catch (cause) {
      if (!isBroken(cause)) throw cause;
      this.breakOff(request);
      this.history.push(`${type} cut`);
      return { end: 'cut', events };
    }
    // A turn that could not be closed leaves what it had begun to whoever closes it; of one that could not begin,
    // nobody knows whether it has.
    const isOpen = [...this.begun.values()].some(({ brokenAt }) => brokenAt === undefined);
    const isInDoubt = error !== undefined && /Something went wrong/.test(error.message ?? '');
    if (isOpen || isInDoubt) this.breakOff(request);
    this.history.push(`${type} ${error ? (error.message ?? error.code) : 'whole'}`);
    return { end: error ? 'error' : 'whole', error, events };
  }

  /** Holds what was seen against what is listed now. */
  async compare(client: ChatKitClient): Promise<Findings> {
    const found: Findings = { faults: [], acknowledged: 0 };
    if (this.threadId === undefined) return found;
    const listed = await client.items(this.threadId);
    const ids = listed.map(({ id }) => id);
    const fault = (text: string) =>
      void found.faults.push(`${this.name} (${this.history.join(', ')}): ${text}`);
    if (new Set(ids).size < ids.length) fault('an item is listed twice');
    const unsure = this.unsure();
    for (const [id, item] of this.acknowledged) {
      if (unsure.has(id)) continue;
      found.acknowledged++;
      const stored = listed.find((one) => one.id === id);
      if (!stored) fault(`${item.type} ${id} was acknowledged and is gone`);
      else if (this.broken && isReplaceable(item)) continue;
      else if (!isSame(stored, item)) fault(`${id} was ${asJson(item)} and is ${asJson(stored)}`);
    }
    const known = this.items.map(({ id }) => id).filter((id) => this.acknowledged.has(id) && !unsure.has(id));
    const order = ids.filter((id) => known.includes(id));
    if (order.join() !== known.filter((id) => ids.includes(id)).join()) fault('the items changed places');
    const names = listed.flatMap((item) =>
      item.type === 'user_message' ? [nameIn(item.content.map(({ text }) => text).join(''))] : [],
    );
    if (new Set(names).size < names.length) fault(`a message is there twice: ${names.join()}`);
    for (const item of listed) {
      if (!this.acknowledged.has(item.id) && !this.broken) fault(`nobody was told of ${asJson(item)}`);
    }
    for (const [id, { seen, brokenAt = Date.now() }] of this.begun) {
      if (this.acknowledged.has(id)) continue;
      const kept = textOf(listed.find((item) => item.id === id));
      if (!this.isBeginningOfAnAnswer(kept)) fault(`${id} holds what was never said: ${kept}`);
      const firstLost = seen.find(({ length }) => length > kept.length);
      found.behindMs = Math.max(found.behindMs ?? 0, firstLost ? brokenAt - firstLost.at : 0);
    }
    return found;
  }

  /** Takes what is listed as what is shown, as a client does that loads the thread anew. */
  async reload(client: ChatKitClient): Promise<void> {
    if (this.threadId === undefined) return;
    this.items = await client.items(this.threadId);
    this.acknowledged.clear();
    for (const item of this.items) this.acknowledged.set(item.id, item);
    this.begun.clear();
    this.broken = undefined;
  }

  /** Without its database, a server cannot tell whether somebody has signed out: now and then it must refuse them. */
  private refusedBy({ status, headers, leave }: OpenStream, type: OperationType): Outcome {
    leave();
    if (status < 500 || !headers.has('retry-after')) throw new Error(`${type} was answered with ${status}`);
    this.history.push(`${type} ${status}`);
    const error: ErrorEvent = { type: 'error', code: 'custom', message: `HTTP ${status}`, allow_retry: true };
    return { end: 'error', error, events: [] };
  }

  private breakOff(request: OpenRequest): void {
    this.broken ??= request;
    for (const item of this.begun.values()) item.brokenAt ??= Date.now();
  }

  private take(event: ThreadStreamEvent, { type, params }: OpenRequest): void {
    if (event.type === 'thread.created') this.threadId = event.thread.id;
    if (event.type === 'stream_options') this.takeOwnEffects(type, params, event);
    this.items = foldItems(this.items, event);
    switch (event.type) {
      case 'thread.item.added':
        this.begun.set(event.item.id, { seen: [{ at: Date.now(), length: textOf(event.item).length }] });
        break;
      case 'thread.item.updated':
        this.begun.get(event.item_id)?.seen.push({ at: Date.now(), length: this.lengthOf(event.item_id) });
        break;
      case 'thread.item.done':
      case 'thread.item.replaced':
        this.acknowledged.set(event.item.id, event.item);
        this.begun.delete(event.item.id);
        break;
      case 'thread.item.removed':
        this.acknowledged.delete(event.item_id);
        this.begun.delete(event.item_id);
    }
  }

  /** What the request itself changed, which no event tells of. */
  private takeOwnEffects(type: OperationType, params: object, event: ThreadStreamEvent): void {
    this.items = withOwnEffects(this.items, type, params, [event]);
    for (const id of [...this.acknowledged.keys()]) {
      const shown = this.items.find((item) => item.id === id);
      if (shown) this.acknowledged.set(id, shown);
      else this.acknowledged.delete(id);
    }
  }

  /** Items that the request which was broken off may have changed, or not. */
  private unsure(): Set<string> {
    if (!this.broken) return new Set();
    const { type, params } = this.broken;
    const { item_id } = params as { item_id?: string };
    const ids = this.items.map(({ id }) => id);
    if (type === 'threads.retry_after_item' && !this.broken.isAcknowledged) {
      return new Set(ids.slice(ids.indexOf(item_id!) + 1));
    }
    // A message takes the place of a call that waited.
    const changing = {
      'threads.add_user_message': ['client_tool_call'],
      'threads.add_client_tool_output': ['client_tool_call'],
      'threads.add_structured_input': ['structured_input'],
    }[type as string];
    const touched = this.items.filter((item) => changing?.includes(item.type)).map(({ id }) => id);
    return new Set([...touched, ...this.begun.keys()]);
  }

  private lengthOf(itemId: string): number {
    return textOf(this.items.find(({ id }) => id === itemId)).length;
  }

  private isBeginningOfAnAnswer(text: string): boolean {
    const answers = [...this.wishes].map(([name, wish]) =>
      wish.kind === 'say' ? answerFor(name, wish.words) : `${name} was held.`,
    );
    return [...answers, 'So be it.'].some((answer) => answer.startsWith(text));
  }
}

/** The connection ended before the answer did. */
function isBroken(error: unknown): boolean {
  // By name: `fetch` makes its errors outside of the realm that tests run in.
  const { name, message } = error as Error;
  return (
    (name === 'TypeError' && /terminated|fetch failed/.test(message)) || /cut inside a frame/.test(message)
  );
}

/** What is stored may be a later state than the one that was seen last: the steps of a run, and cards. */
const isReplaceable = ({ type }: ThreadItem): boolean => type === 'workflow' || type === 'widget';

/** As JSON, whatever the order of its keys, and wherever its objects were made. */
const isSame = (one: unknown, other: unknown): boolean =>
  isDeepStrictEqual(JSON.parse(asJson(one)), JSON.parse(asJson(other)));

const asJson = (value: unknown): string => JSON.stringify(value);

const textOf = (item: ThreadItem | undefined): string =>
  item?.type === 'assistant_message' ? item.content.map(({ text }) => text).join('') : '';
