import type { ThreadStreamEvent } from '../../../src/protocol/events';
import type { FeedbackKind } from '../../../src/protocol/feedback';
import type { ThreadItem } from '../../../src/protocol/items';
import type { StreamingRequest, UserMessageInput } from '../../../src/protocol/requests';
import type { StructuredInputSubmission } from '../../../src/protocol/structured-input';
import type { Thread } from '../../../src/protocol/thread';
import type { Action } from '../../../src/protocol/widgets/widget';
import { Store } from '../store';
import { applyEvent, emptyConversation, type ConversationState, type Failure } from './apply-event';
import { maxToolAnswers, noSuchTool, pendingToolCall } from './client-tools';
import { followTurn } from './follow-turn';
import { RequestFailure, type ProtocolClient } from './protocol-client';
import { pendingQuestion, type AnswerTurn } from './turns';
import { draftOf, hasMessage, unsentIn } from './unsent-draft';
import { Uploads, type ChosenFile } from './uploads';

/** How the view is when an answer begins. */
const beginning = {
  phase: 'answering',
  failure: null,
  notices: [],
  progress: null,
  canStop: true,
  stopped: false,
} as const satisfies Partial<ConversationState>;

/**
 * One conversation: sends, stops, tries again, and keeps what its streams say. It lives outside the view, so an
 * answer goes on being written while another conversation is looked at.
 */
export class Conversation extends Store<ConversationState> {
  static #count = 0;
  /** Names this conversation to the view, before its thread has an id too. */
  readonly key = ++Conversation.#count;
  /** Ends the stream that this page has asked for. */
  #abort: AbortController | null = null;
  /** The answer that is shown as it is written was asked for elsewhere, or before a reload. */
  #isFollowing = false;
  #queue: ThreadStreamEvent[] = [];
  #frame: number | null = null;
  /** The server has taken the request that runs, or ran last. */
  #taken = false;
  /** Actions answered at once go one after the other: the last answer is then the newest. */
  #lastAction: Promise<unknown> = Promise.resolve();
  /** Files of the message that is being written. */
  readonly uploads: Uploads;
  /** Files of the message that is being sent. */
  #sentFiles: readonly ChosenFile[] = [];

  constructor(
    private readonly client: ProtocolClient,
    threadId: string | null = null,
  ) {
    super({
      ...emptyConversation,
      threadId,
      phase: threadId ? 'loading' : 'idle',
      draft: draftOf(unsentIn(client.chat, threadId)),
    });
    this.uploads = new Uploads(client);
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
      this.#forgetSent(threadId, items.data);
      void this.#follow(threadId);
      return true;
    } catch (error) {
      if (error instanceof RequestFailure && error.status === 404) return false;
      this.set({ phase: 'idle', failure: { text: textOf(error), retry: 'load' } });
      return true;
    }
  }

  setDraft(draft: string): void {
    this.set({ draft });
    if (draft !== '') return;
    for (const { id } of unsentIn(this.client.chat, this.get().threadId)) this.client.chat.discard(id);
  }

  /** Sends what stands in the composer, and empties it. */
  async sendDraft(): Promise<void> {
    const { draft, phase, items } = this.get();
    if (phase !== 'idle' || !this.uploads.makeMessageWith(draft) || pendingQuestion(items)) return;
    this.set({ draft: '' });
    await this.send(draft);
  }

  async send(written: string): Promise<void> {
    const { phase, threadId } = this.get();
    const text = written.trim();
    if (phase !== 'idle' || !this.uploads.makeMessageWith(text)) return;
    this.#sentFiles = this.uploads.take();
    const files = this.#sentFiles.flatMap(({ attachment }) => attachment ?? []);
    const input: UserMessageInput = {
      content: text ? [{ type: 'input_text', text }] : [],
      attachments: files.map(({ id }) => id),
      quoted_text: '',
      inference_options: {},
    };
    this.set({ pendingText: text, pendingFiles: files });
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
    const asked = items.findLast(({ type }) => type === 'user_message');
    if (threadId && asked) await this.retryAfter(asked.id);
  }

  /** Has a message answered anew. What came after it goes, here and on the server. */
  async retryAfter(messageId: string): Promise<void> {
    const { threadId, items, phase } = this.get();
    const asked = items.findIndex(({ id }) => id === messageId);
    if (!threadId || asked < 0 || phase !== 'idle') return;
    this.set({ items: items.slice(0, asked + 1) });
    await this.#run({
      type: 'threads.retry_after_item',
      params: { thread_id: threadId, item_id: messageId },
    });
    // Refused, it has removed nothing.
    if (!this.#taken) this.set({ items });
  }

  /** Answers the assistant's questions, or passes them over. */
  async submitInput(itemId: string, input: StructuredInputSubmission): Promise<void> {
    const { threadId, phase } = this.get();
    if (!threadId || phase !== 'idle') return;
    await this.#run({
      type: 'threads.add_structured_input',
      params: { thread_id: threadId, item_id: itemId, input },
    });
  }

  /** Says what the person thinks of an answer. The choice shows at once, and goes again if it is not taken. */
  async judge({ itemIds }: AnswerTurn, kind: FeedbackKind): Promise<void> {
    const { threadId, feedback } = this.get();
    const last = itemIds.at(-1);
    if (!threadId || !last) return;
    this.set({ feedback: { ...feedback, [last]: kind } });
    try {
      await this.client.request('items.feedback', { thread_id: threadId, item_ids: [...itemIds], kind });
    } catch (error) {
      const { [last]: _refused, ...kept } = this.get().feedback;
      this.set({
        feedback: feedback[last] ? { ...kept, [last]: feedback[last] } : kept,
        failure: { text: `Your feedback was not taken. ${textOf(error)}` },
      });
    }
  }

  /**
   * Does what a control of a widget asks for. An action that streams is a turn of its own; the others are answered
   * at once, also while an answer is being written.
   * @throws RequestFailure when it could not be done
   */
  async act(itemId: string, action: Action, streaming: boolean): Promise<void> {
    const { threadId, phase } = this.get();
    if (!threadId) return;
    const params = { thread_id: threadId, item_id: itemId, action };
    if (!streaming) {
      const acting = this.#lastAction.then(() => this.#actAtOnce(params));
      this.#lastAction = acting.catch(() => undefined);
      return acting;
    }
    if (phase !== 'idle') throw new RequestFailure('Please wait until the answer is finished.');
    await this.#run({ type: 'threads.custom_action', params });
    const { failure } = this.get();
    if (!failure) return;
    // Said where the person acted. "Try again" would have the message before answered anew, not the action.
    this.set({ failure: null });
    throw new RequestFailure(failure.text);
  }

  async #actAtOnce(params: { thread_id: string; item_id: string; action: Action }): Promise<void> {
    const { updated_item } = await this.client.request('threads.sync_custom_action', params);
    if (!updated_item) return;
    const items = this.get().items.map((shown) => (shown.id === updated_item.id ? updated_item : shown));
    this.set({ items });
  }

  /** Ends the running answer. The server keeps what was written so far. */
  stop(): void {
    const { canStop, threadId, phase } = this.get();
    if (!canStop || phase !== 'answering') return;
    if (this.#abort) return this.#abort.abort();
    // What the server does not hear goes on, and is still shown as it goes on.
    if (threadId) void this.client.chat.stop(threadId).catch(() => undefined);
  }

  /** Shows an answer that was being written before the page was opened, or is in another tab. */
  async #follow(threadId: string): Promise<void> {
    const shown = ({ title, status, items }: Thread) => ({ title, status, items: items.data });
    await followTurn(this.client, threadId, {
      onRunning: (thread) => {
        if (this.#abort) return;
        this.#isFollowing = true;
        this.#flush();
        this.set({ ...shown(thread), ...beginning });
      },
      onEvent: (event) => void (this.#isFollowing && this.#enqueue(event)),
      onEnded: (thread, { status }) => {
        if (this.#abort) return;
        this.#flush();
        this.set({ ...shown(thread), phase: 'idle', progress: null });
        if (this.#isFollowing) this.set({ stopped: status === 'cancelled' });
      },
    });
    // Also where its end was not learned: the server is gone, or does not know who asks any more.
    if (this.#isFollowing) this.set({ phase: 'idle', progress: null });
    this.#isFollowing = false;
  }

  /** What was on its way when the page was left, and has arrived, is not offered again. */
  #forgetSent(threadId: string, items: readonly ThreadItem[]): void {
    const { chat } = this.client;
    const unsent = unsentIn(chat, threadId);
    const sent = unsent.filter((message) => hasMessage(items, message));
    if (sent.length === 0) return;
    const isUntouched = this.get().draft === draftOf(unsent);
    for (const { id } of sent) chat.discard(id);
    if (isUntouched) this.set({ draft: draftOf(unsentIn(chat, threadId)) });
  }

  async #run(request: StreamingRequest): Promise<void> {
    const abort = new AbortController();
    this.#abort = abort;
    this.#taken = false;
    this.set(beginning);
    let broken: Failure | null = null;
    try {
      await this.#stream(request, abort.signal);
    } catch (error) {
      if (!abort.signal.aborted) broken = { text: textOf(error), retry: 'answer' };
    }
    this.#abort = null;
    this.#flush();
    this.#finish(broken, abort.signal.aborted);
  }

  /** Reads an answer to its end, and beyond where it waits for a tool that this page does not have. */
  async #stream(request: StreamingRequest, signal: AbortSignal): Promise<void> {
    let next: StreamingRequest | null = request;
    for (let answered = 0; next; answered++) {
      for await (const event of this.client.stream(next, signal)) this.#enqueue(event);
      this.#flush();
      const { threadId, items, failure } = this.get();
      const call = pendingToolCall(items);
      const goesOn = call && threadId && !failure && answered < maxToolAnswers;
      next = goesOn
        ? {
            type: 'threads.add_client_tool_output',
            params: { thread_id: threadId, result: noSuchTool(call) },
          }
        : null;
    }
  }

  /** Whatever ended the stream: text that the server never confirmed goes back into the composer. */
  #finish(broken: Failure | null, stopped: boolean): void {
    const { pendingText, draft, failure } = this.get();
    const ended = { phase: 'idle', progress: null, pendingText: null, stopped } as const;
    const files = this.#sentFiles;
    this.#sentFiles = [];
    if (pendingText === null) return this.set({ ...ended, failure: broken ?? failure });
    this.uploads.giveBack(files);

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
    this.#taken ||= event.type !== 'error';
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
