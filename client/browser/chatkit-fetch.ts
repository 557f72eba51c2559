import { Bearer } from './bearer.js';
import { readOperation } from './operation.js';
import type { ChatKitFetch, ChatKitFetchOptions, ResumeOptions, StopResult, TurnEnd } from './options.js';
import { toOutgoing } from './outgoing.js';
import { PageLife, tabStorage } from './page.js';
import { resumeTurn } from './resume-turn.js';
import { Sending, type SendingParts } from './sending.js';
import { Server } from './server.js';
import { Unsent } from './unsent.js';

/**
 * Makes a `fetch` for ChatKit's widget (`api.fetch`), or for any client of the protocol. It
 *
 * - brings the person's token along, and gets a new one when the server refuses it;
 * - makes a press on stop end the answer on the server too, while a page that goes away leaves it running;
 * - sends what could not be sent again, under a key by which the server does it only once;
 * - goes on with an answer whose connection is lost, and, by `resume`, with one that was running before a reload;
 * - keeps a message until the server has stored it.
 *
 * Requests to other origins than the server's pass through untouched.
 */
export function createChatKitFetch(options: ChatKitFetchOptions = {}): ChatKitFetch {
  const { storage = tabStorage(), storageKey = 'nestjs-chatkit.unsent', onUnsent } = options;
  const send: typeof fetch = options.fetch ?? ((input, init) => fetch(input, init));
  const server = new Server(new Bearer(options), send, options.baseUrl);
  const unsent = new Unsent({ storage, storageKey, onUnsent });
  const page = new PageLife();
  const disposal = new AbortController();
  /** What this page has open, by thread. */
  const sendings = new Map<string, Sending>();
  const joined = new Map<string, Promise<TurnEnd | null>>();
  /** Turns whose end the page has seen, by thread. */
  const ended = new Map<string, string | null>();

  const parts: SendingParts = {
    server,
    unsent,
    page,
    onThread: (threadId, sending) => void sendings.set(threadId, sending),
    onEnd: (sending) => {
      const { threadId, seenTurn } = sending;
      if (threadId === undefined) return;
      if (sendings.get(threadId) === sending) sendings.delete(threadId);
      if (seenTurn !== undefined) ended.set(threadId, seenTurn);
    },
  };

  async function chatKitFetch(input: Parameters<typeof fetch>[0], init?: RequestInit): Promise<Response> {
    const outgoing = toOutgoing(input, init);
    if (!server.owns(outgoing.url)) return send(input, init);
    const signal = init?.signal ?? (input instanceof Request ? input.signal : undefined);
    signal?.throwIfAborted();
    const isOperation = outgoing.method === 'POST' && outgoing.headers.get('content-type')?.includes('json');
    const body = isOperation ? await outgoing.text() : undefined;
    const operation = body === undefined ? undefined : readOperation(body);
    signal?.throwIfAborted();
    if (!operation) return server.send(outgoing, signal);
    return new Sending(parts, outgoing, operation, signal).respond();
  }

  async function stop(threadId: string): Promise<StopResult> {
    return (await sendings.get(threadId)?.stop()) ?? server.cancel(threadId);
  }

  function resume(resumed: ResumeOptions): Promise<TurnEnd | null> {
    const { threadId, signal } = resumed;
    if (sendings.has(threadId) || disposal.signal.aborted) return Promise.resolve(null);
    const running = joined.get(threadId);
    if (running) return running;
    const leaving = new AbortController();
    const forget = () => {
      if (joined.get(threadId) === joining) joined.delete(threadId);
      for (const each of [signal, disposal.signal]) each?.removeEventListener('abort', leave);
    };
    const leave = () => {
      leaving.abort();
      forget();
    };
    const isKnown = (turnId: string | null) => turnId === null || ended.get(threadId) === turnId;
    const joining = resumeTurn(server, resumed, { signal: leaving.signal, isKnown })
      .then((end) => {
        if (end) ended.set(threadId, end.turnId);
        return end;
      })
      .catch(() => null)
      .finally(forget);
    joined.set(threadId, joining);
    for (const each of [signal, disposal.signal]) each?.addEventListener('abort', leave);
    if (signal?.aborted) leave();
    return joining;
  }

  return Object.assign(chatKitFetch, {
    stop,
    resume,
    unsent: () => unsent.list(),
    discard: (id: string) => unsent.discard(id),
    dispose: () => {
      disposal.abort();
      page.dispose();
    },
  });
}
