import { fieldOf, framesOf, readEvent } from './frames.js';
import { joinTurn } from './join-turn.js';
import type { Operation } from './operation.js';
import type { StopResult } from './options.js';
import { toOutgoing, type Outgoing } from './outgoing.js';
import type { PageLife } from './page.js';
import type { Server } from './server.js';
import { unfinishedItems } from './unfinished-items.js';
import type { Unsent } from './unsent.js';
import { jittered, wait } from './wait.js';

/** How long a stream may take to its end after a person has pressed stop, before it is cut off. */
const stopWithinMs = 1_000;
/** Waits between the attempts of a send whose connection failed. */
const retryAfterMs = [500, 1_000, 2_000];
/** How long a turn whose connection was lost is looked for. */
const patienceMs = 60_000;

export interface SendingParts {
  server: Server;
  unsent: Unsent;
  page: PageLife;
  /** The thread that the answer goes to is known: at once, or when the server has made it. */
  onThread(threadId: string, sending: Sending): void;
  /** Nothing more comes of it here. */
  onEnd(sending: Sending): void;
}

/**
 * One streaming operation: from the request to the last byte of its answer. Its caller sees what `fetch` would have
 * given, but for three things. A connection that cannot be made is tried again. One that is lost in mid-answer is taken
 * up where it was. And a person's stop is told to the server, whose last events still arrive.
 */
export class Sending {
  threadId?: string;
  #turnId?: string;
  /** Events of the turn that have come. */
  #position = 0;
  /** The person's message, once it is stored. */
  #messageId?: string;
  #isStored = false;
  /** The stream has come to its own end. */
  #isComplete = false;
  #isOver = false;
  readonly #items = unfinishedItems();
  readonly #key: string;
  /** The server may answer with what it has told before. That it tells in fewer events: they cannot be counted. */
  #isSentBefore: boolean;
  readonly #upstream = new AbortController();
  readonly #stopped = new AbortController();
  #isCancelled = false;
  #isCut = false;
  /** What the caller reads. */
  #stream?: ReadableStreamDefaultController<Uint8Array>;
  #giveUp!: (reason: unknown) => void;
  readonly #givenUp = new Promise<never>((_, reject) => (this.#giveUp = reject));
  #markStoppable!: () => void;
  /** The server has a turn that it can be told to stop, or there is none any more. */
  readonly #stoppable = new Promise<void>((resolve) => (this.#markStoppable = resolve));

  constructor(
    private readonly parts: SendingParts,
    private readonly outgoing: Outgoing,
    private readonly operation: Operation,
    private readonly signal?: AbortSignal,
  ) {
    const { key, isSentBefore } = parts.unsent.begin(operation);
    this.#key = key;
    this.#isSentBefore = isSentBefore;
    this.#givenUp.catch(() => undefined);
    signal?.addEventListener('abort', this.#aborted);
    if (operation.threadId !== undefined) this.#named(operation.threadId);
  }

  /** The turn, once all of it has come. */
  get seenTurn(): string | undefined {
    return this.#isComplete ? this.#turnId : undefined;
  }

  /** What the caller of `fetch` gets. @throws what `fetch` does. */
  respond(): Promise<Response> {
    return Promise.race([this.#open(), this.#givenUp]);
  }

  /**
   * A person does not want the rest. The caller's stream ends with the server's, or is cut off after a second.
   * @returns what the server said to it; undefined when it was not asked, or not reached.
   */
  async stop(reason: unknown = new DOMException('Stopped.', 'AbortError')): Promise<StopResult | undefined> {
    if (this.#stopped.signal.aborted) return undefined;
    this.#stopped.abort();
    setTimeout(() => this.#cut(reason), stopWithinMs);
    await this.#stoppable;
    // Before its first event a turn has not begun: another one may run in the thread, whose end nobody asked for.
    if (this.threadId === undefined || this.#position === 0 || this.#isComplete) return undefined;
    try {
      return await this.parts.server.cancel(this.threadId);
    } catch {
      // Not reached: the turn goes on unseen, and is there after a reload.
      return undefined;
    } finally {
      this.#isCancelled = true;
      if (this.#isCut) this.#leave();
    }
  }

  readonly #aborted = (): void => {
    const reason: unknown = this.signal!.reason;
    if (!this.parts.page.isLeaving) return void this.stop(reason);
    this.#fail(reason);
    this.#leave();
  };

  async #open(): Promise<Response> {
    const response = await this.#deliver().catch((error: unknown) => {
      this.#end();
      throw this.signal?.aborted ? this.signal.reason : error;
    });
    const { status, statusText, headers, body } = response;
    if (!response.ok || !body || !headers.get('content-type')?.startsWith('text/event-stream')) {
      this.#isComplete = true;
      this.parts.unsent.failed(this.#key, response.ok || status >= 500);
      this.#end();
      return response;
    }
    this.#turnId = headers.get('chatkit-turn-id') ?? undefined;
    if (!this.operation.message) this.#stored();
    const stream = new ReadableStream<Uint8Array>({
      start: (controller) => void (this.#stream = controller),
      cancel: () => void (this.#stopped.signal.aborted || this.#leave()),
    });
    // Read on whether the caller does or not: after a stop there is still to learn which thread it is.
    void this.#relay(body);
    return new Response(stream, { status, statusText, headers });
  }

  async #deliver(): Promise<Response> {
    const headers = { 'chatkit-stop': 'explicit', 'idempotency-key': this.#key };
    for (let attempt = 0; ; attempt++) {
      try {
        return await this.parts.server.send(this.outgoing, this.#upstream.signal, headers);
      } catch (error) {
        // What `fetch` throws for a connection; an abort is something else.
        const mayRetry = error instanceof TypeError && attempt < retryAfterMs.length;
        if (mayRetry) await wait(jittered(retryAfterMs[attempt]!), this.#stopped.signal);
        if (!mayRetry || this.#stopped.signal.aborted) throw error;
        this.#isSentBefore = true;
      }
    }
  }

  async #relay(body: ReadableStream<Uint8Array>): Promise<void> {
    try {
      for await (const frames of framesOf(body)) this.#hand(frames);
      this.#complete();
    } catch (error) {
      if (this.#isOver) return;
      const isWhole = await this.#goOn().catch(() => false);
      if (isWhole) this.#complete();
      else this.#fail(error);
    }
  }

  /** After a lost connection: gives the caller the rest of the turn. `false` when it cannot be had. */
  async #goOn(): Promise<boolean> {
    const { server } = this.parts;
    const { threadId } = this;
    if (threadId === undefined || this.#turnId === undefined || this.#stopped.signal.aborted) return false;
    const here = () => `${this.#turnId}:${this.#position}`;
    const patience = new AbortController();
    const giveUp = () => patience.abort();
    this.#upstream.signal.addEventListener('abort', giveUp);
    let timer = setTimeout(giveUp, patienceMs);
    let isGapless = !this.#isSentBefore;
    const open = (after: string | undefined, signal: AbortSignal) => server.events(threadId, after, signal);
    try {
      for await (const { event, data, id } of joinTurn(
        open,
        patience.signal,
        isGapless ? here() : undefined,
      )) {
        clearTimeout(timer);
        timer = setTimeout(giveUp, patienceMs);
        if (event.type === 'turn.ended')
          return (isGapless && id === here()) || (await this.#catchUp(threadId));
        // What was missed is not held any more: it is read when all is stored.
        isGapless &&= event.type !== 'snapshot';
        if (isGapless) this.#hand([`data: ${data}\n\n`]);
      }
      return false;
    } finally {
      clearTimeout(timer);
      this.#upstream.signal.removeEventListener('abort', giveUp);
    }
  }

  /** Gives the caller what is stored behind the message that was sent, or behind the person's last one. */
  async #catchUp(threadId: string): Promise<boolean> {
    const { url, headers } = this.outgoing;
    const params = { thread_id: threadId, limit: 50, order: 'desc' };
    const body = JSON.stringify({ type: 'items.list', params });
    const reading = toOutgoing(url, { method: 'POST', headers, body });
    const response = await this.parts.server.send(reading, this.#upstream.signal);
    if (!response.ok) return false;
    const { data } = (await response.json()) as { data: { id: string; type: string }[] };
    const asked = data.findIndex(({ id, type }) =>
      this.#messageId === undefined ? type === 'user_message' : id === this.#messageId,
    );
    const items = (asked < 0 ? data : data.slice(0, asked)).reverse();
    const events = [
      ...items.map((item) => ({ type: 'thread.item.done', item })),
      ...this.#items.without(items).map((item_id) => ({ type: 'thread.item.removed', item_id })),
    ];
    this.#hand(events.map((event) => `data: ${JSON.stringify(event)}\n\n`));
    return true;
  }

  #hand(frames: string[]): void {
    for (const frame of frames) this.#note(frame);
    if (this.#position > 0 && this.threadId !== undefined) this.#markStoppable();
    try {
      this.#stream?.enqueue(new TextEncoder().encode(frames.join('')));
    } catch {
      // The caller has left its stream.
    }
  }

  /** Looks for what must be known of the turn: its thread, its items, and that the message is stored. */
  #note(frame: string): void {
    const data = fieldOf(frame, 'data');
    if (data === undefined) return;
    this.#position++;
    // Most events are these, and tell nothing of it. No text can look like one: its quotes would be escaped.
    if (data.includes('"thread.item.updated"')) return;
    const event = readEvent<{ thread?: { id: string }; item?: { id: string; type: string } }>(data);
    if (!event) return;
    this.#items.note(event);
    if (event.type === 'thread.created') this.#named(event.thread!.id);
    if (event.type === 'thread.item.done' && event.item!.type === 'user_message') {
      this.#messageId = event.item!.id;
      this.#stored();
    }
  }

  #named(threadId: string): void {
    this.threadId = threadId;
    this.parts.onThread(threadId, this);
  }

  #stored(): void {
    this.#isStored = true;
    this.parts.unsent.stored(this.#key);
  }

  #complete(): void {
    this.#isComplete = true;
    this.#end();
    try {
      this.#stream?.close();
    } catch {
      // The caller has left its stream, or it was cut off.
    }
  }

  /** A stop that did not come to its end in time. The server may still have to be told. */
  #cut(reason: unknown): void {
    if (this.#isOver) return;
    this.#isCut = true;
    this.#refuse(reason);
    // A message that still waits for its turn leaves the line with its connection.
    const isWaiting = this.#stream !== undefined && this.#position === 0;
    if (this.#isCancelled || isWaiting) this.#leave();
  }

  #fail(error: unknown): void {
    this.#refuse(error);
    this.#end();
  }

  /** The caller gets an error in place of what is missing. */
  #refuse(error: unknown): void {
    this.#giveUp(error);
    this.#stream?.error(error);
  }

  /** Nobody here wants more of the stream. What becomes of the turn is not decided by that. */
  #leave(): void {
    this.#end();
    this.#upstream.abort();
  }

  #end(): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.signal?.removeEventListener('abort', this.#aborted);
    if (!this.#isStored) this.parts.unsent.failed(this.#key);
    this.#markStoppable();
    this.parts.onEnd(this);
  }
}
