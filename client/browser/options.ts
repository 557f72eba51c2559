// What a page gives to the helper, and what it gets back. No type of a browser's is named beside `fetch`'s own, so that
// these compile in projects without the DOM's types too.

/** Something with a browser's `Storage` methods. */
export interface KeyValueStorage {
  getItem(key: string): string | null;
  setItem(key: string, value: string): void;
  removeItem(key: string): void;
}

type Eventually<T> = T | Promise<T>;

export interface ChatKitFetchOptions {
  /** Where nestjs-chatkit runs, such as `https://chat.example.com`. Default: the page's own origin. */
  baseUrl?: string;
  /**
   * Gives the token of whoever is signed in, or nothing when nobody is. Asked once, and again when the server refuses
   * the token. Absent: requests are sent without one, for a page whose cookies say who asks. When it throws, the
   * request fails as if the server could not be reached.
   */
  getToken?: () => Eventually<string | null | undefined>;
  /** Gives a new token after a 401. Default: `getToken`. */
  refreshToken?: () => Eventually<string | null | undefined>;
  /**
   * Only a person can help: nobody is signed in (`missing`), or the server refused a fresh token, for that reason. Called
   * once for requests that come together.
   */
  onSignedOut?: (reason: string) => void;
  /** A message was not stored by the server. It is kept, and `unsent()` gives it again. */
  onUnsent?: (message: UnsentMessage) => void;
  /** Keeps unsent messages over a reload. Default: `sessionStorage`. `null`: the page's memory alone. */
  storage?: KeyValueStorage | null;
  /** Their key in the storage. Give each person another one. Default: `nestjs-chatkit.unsent`. */
  storageKey?: string;
  /** Sends the requests. Default: the global `fetch`. */
  fetch?: typeof fetch;
}

/** A person's message that the server is not known to have stored. */
export interface UnsentMessage {
  id: string;
  /** `null`: it was to begin a new conversation. */
  threadId: string | null;
  text: string;
  /** All of it, as the protocol has it: `params.input`. */
  input: unknown;
  /** When it was sent, as an ISO date in UTC. */
  at: string;
}

export type TurnStatus = 'completed' | 'cancelled' | 'failed' | 'interrupted';

/** How the newest turn of a thread ended. Both are `null` when there never was one. */
export interface TurnEnd {
  turnId: string | null;
  status: TurnStatus | null;
}

export interface StopResult {
  turnId: string | null;
  /**
   * How the turn ended. `cancelling`: it was told, and has not ended within a second. `idle`: none was running. Others than
   * `cancelled`: it came to that end before it heard.
   */
  status: TurnStatus | 'cancelling' | 'idle';
}

/**
 * What a joined turn says: events of the protocol, with a `snapshot` of the unfinished items before them where they were
 * not heard from the beginning, and `turn.ended` behind them.
 */
export type LiveEvent = { type: string } & Record<string, unknown>;

export interface ResumeOptions {
  threadId: string;
  /** Reads the thread anew: the widget's method of that name. Called as items are finished, and when the turn has ended. */
  fetchUpdates?: () => unknown;
  /** Takes everything that the turn says, for a chat that shows the text as it is written. */
  onEvent?: (event: LiveEvent) => void;
  /** Ends the waiting. The turn goes on. */
  signal?: AbortSignal;
}

/** A `fetch` for ChatKit's widget, and what its page needs beside it. */
export interface ChatKitFetch {
  (input: Parameters<typeof fetch>[0], init?: RequestInit): Promise<Response>;
  /**
   * Stops the thread's running turn, as a press on the widget's stop button does.
   * @throws TypeError when the server cannot be reached. @throws Error when it refuses.
   */
  stop(threadId: string): Promise<StopResult>;
  /**
   * Joins the thread's running turn and waits for its end, over lost connections. Call it when a thread is opened. One
   * whose stream this page has open already is not joined.
   * @returns how the turn ended; `null` when nothing was joined: the server knows no such thread for this person, or the
   * waiting was ended. Never rejects.
   */
  resume(options: ResumeOptions): Promise<TurnEnd | null>;
  /** Messages that failed in this page, or were on their way when it was left; oldest first. */
  unsent(): UnsentMessage[];
  /** Forgets an unsent message. One that is sent again, or followed by another in its thread, is forgotten without. */
  discard(id: string): void;
  /** Leaves the turns that were joined and the page's events. */
  dispose(): void;
}
