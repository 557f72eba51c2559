import type { ThreadStreamEvent } from '../../../src/protocol/events';
import type { StreamingRequest, UserMessageInput } from '../../../src/protocol/requests';
import { Store } from '../store';
import { applyEvent, emptyConversation, type ConversationState, type Failure } from './apply-event';
import { RequestFailure, type ProtocolClient } from './protocol-client';

/**
 * One conversation: sends, stops, tries again, and keeps what its streams say. It lives outside the view, so an
 * answer goes on being written while another conversation is looked at.
 */
export class Conversation extends Store<ConversationState> {
  static #count = 0;
  /** Names this conversation to the view, before its thread has an id too. */
  readonly key = ++Conversation.#count;
  #abort: AbortController | null = null;
  #queue: ThreadStreamEvent[] = [];
  #frame: number | null = null;

  constructor(
    private readonly client: ProtocolClient,
    threadId: string | null = null,
  ) {
    super({ ...emptyConversation, threadId, phase: threadId ? 'loading' : 'idle' });
  }

  /** Nothing was sent in it, so the server does not know of it. */
  get isUnsent(): boolean {
    return this.get().threadId === null && this.get().phase === 'idle';
  }

  /** Reads the thread from the server, unless an answer is being written into it. Gives `false` when it is gone. */
  async load(): Promise<boolean> {
    const { threadId, phase } = this.get();
    if (!threadId || phase === 'answering') return true;
    this.set({ failure: null, ...(this.get().items.length === 0 && { phase: 'loading' as const }) });
    try {
      const { title, status, items } = await this.client.loadThread(threadId);
      if (this.get().phase !== 'answering') this.set({ title, status, items: items.data, phase: 'idle' });
      return true;
    } catch (error) {
      if (error instanceof RequestFailure && error.status === 404) return false;
      this.set({ phase: 'idle', failure: { text: textOf(error), retry: 'load' } });
      return true;
    }
  }

  setDraft(draft: string): void {
    this.set({ draft });
  }

  /** Sends what stands in the composer, and empties it. */
  async sendDraft(): Promise<void> {
    const { draft, phase } = this.get();
    if (phase !== 'idle' || !draft.trim()) return;
    this.set({ draft: '' });
    await this.send(draft);
  }

  async send(text: string): Promise<void> {
    const { phase, threadId } = this.get();
    if (phase !== 'idle' || !text.trim()) return;
    const input: UserMessageInput = {
      content: [{ type: 'input_text', text: text.trim() }],
      attachments: [],
      quoted_text: '',
      inference_options: {},
    };
    this.set({ pendingText: text.trim() });
    await this.#run(
      threadId
        ? { type: 'threads.add_user_message', params: { thread_id: threadId, input } }
        : { type: 'threads.create', params: { input } },
    );
  }

  /** Does what the shown failure says would help. */
  async retry(): Promise<void> {
    const { failure, threadId, items, phase } = this.get();
    if (phase !== 'idle') return;
    if (failure?.retry === 'send') return this.sendDraft();
    if (failure?.retry === 'load') return void (await this.load());
    const asked = items.findLastIndex(({ type }) => type === 'user_message');
    if (!threadId || asked < 0) return;
    this.set({ items: items.slice(0, asked + 1) });
    await this.#run({
      type: 'threads.retry_after_item',
      params: { thread_id: threadId, item_id: items[asked]!.id },
    });
  }

  /** Ends the running answer. The server sees the closed connection and keeps what was written so far. */
  stop(): void {
    if (this.get().canStop) this.#abort?.abort();
  }

  async #run(request: StreamingRequest): Promise<void> {
    const abort = new AbortController();
    this.#abort = abort;
    this.set({
      phase: 'answering',
      failure: null,
      notices: [],
      progress: null,
      canStop: true,
      stopped: false,
    });
    let broken: Failure | null = null;
    try {
      for await (const event of this.client.stream(request, abort.signal)) this.#enqueue(event);
    } catch (error) {
      if (!abort.signal.aborted) broken = { text: textOf(error), retry: 'answer' };
    }
    this.#abort = null;
    this.#flush();
    this.#finish(broken, abort.signal.aborted);
  }

  /** Whatever ended the stream: text that the server never confirmed goes back into the composer. */
  #finish(broken: Failure | null, stopped: boolean): void {
    const { pendingText, draft, failure } = this.get();
    const ended = { phase: 'idle', progress: null, pendingText: null, stopped } as const;
    if (pendingText === null) return this.set({ ...ended, failure: broken ?? failure });

    const text = (broken ?? failure)?.text ?? 'The server did not confirm your message.';
    this.set({
      ...ended,
      stopped: false,
      draft: [pendingText, draft].filter(Boolean).join('\n'),
      failure: stopped
        ? null
        : { text: `${text} Your message was not sent; it is still below.`, retry: 'send' },
    });
  }

  /** Deltas can come by the hundred in a second; the view changes once per frame. */
  #enqueue(event: ThreadStreamEvent): void {
    this.#queue.push(event);
    this.#frame ??= requestAnimationFrame(() => this.#flush());
  }

  #flush(): void {
    if (this.#frame !== null) cancelAnimationFrame(this.#frame);
    this.#frame = null;
    const events = this.#queue;
    this.#queue = [];
    if (events.length) this.set(events.reduce(applyEvent, this.get()));
  }
}

function textOf(error: unknown): string {
  return error instanceof RequestFailure
    ? error.message
    : 'Something went wrong in the page. Please try again.';
}
