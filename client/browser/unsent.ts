import { readOperation, type Operation } from './operation.js';
import type { KeyValueStorage, UnsentMessage } from './options.js';

/** Operations that may be kept at a time; the oldest goes first. */
const maxKept = 20;
/** The server knows a key for a day; one that is older would be a new send to it. */
const keyLifeMs = 24 * 3600 * 1000;
/** ChatKit's widget sends anew what a 5xx answers, after ten seconds at the most. */
const widgetRetriesWithinMs = 12_000;

interface Kept {
  id: string;
  body: string;
  at: number;
}

interface UnsentOptions {
  storage?: KeyValueStorage | null;
  storageKey: string;
  onUnsent?: (message: UnsentMessage) => void;
}

/**
 * Keeps what was sent until the server has it, each with the key that makes a second send the same as the first: the
 * same body again, in this page or after a reload, goes out under the same key, and is not done twice.
 */
export class Unsent {
  #kept: Kept[];
  readonly #onTheWay = new Set<string>();
  readonly #telling = new Map<string, ReturnType<typeof setTimeout>>();

  constructor(private readonly options: UnsentOptions) {
    this.#kept = this.#read();
  }

  /** Keeps an operation, and gives the key to send it with, which may have been sent before. */
  begin({ body }: Operation): { key: string; isSentBefore: boolean } {
    const failed = this.#kept.find((each) => each.body === body && !this.#onTheWay.has(each.id));
    const isSentBefore = failed !== undefined && Date.now() - failed.at < keyLifeMs;
    const id = isSentBefore ? failed.id : newKey();
    if (!isSentBefore) {
      this.#keep([...this.#kept.filter((each) => each !== failed), { id, body, at: Date.now() }]);
    }
    this.#cancelTelling(id);
    this.#onTheWay.add(id);
    return { key: id, isSentBefore };
  }

  /** The server has it. So a person has gone on, and what failed in the same thread before is of no use any more. */
  stored(id: string): void {
    const stored = this.#kept.find((each) => each.id === id);
    this.#onTheWay.delete(id);
    if (!stored) return;
    const { threadId, message } = readOperation(stored.body)!;
    const isOver = (each: Kept) => {
      if (each === stored) return true;
      const other = readOperation(each.body)!;
      return message && other.threadId === threadId && !this.#onTheWay.has(each.id);
    };
    for (const { id: over } of this.#kept.filter(isOver)) this.#cancelTelling(over);
    this.#keep(this.#kept.filter((each) => !isOver(each)));
  }

  /** It did not get there. @param mayComeAgain The widget may send it anew by itself, before anybody needs to be told. */
  failed(id: string, mayComeAgain = false): void {
    if (!this.#onTheWay.delete(id)) return;
    const message = this.list().find((each) => each.id === id);
    if (!message) return;
    const tell = () => this.options.onUnsent?.(message);
    if (mayComeAgain) this.#telling.set(id, setTimeout(tell, widgetRetriesWithinMs));
    else tell();
  }

  list(): UnsentMessage[] {
    return this.#kept.flatMap(({ id, body, at }) => {
      const { threadId = null, message } = readOperation(body) ?? {};
      if (!message || this.#onTheWay.has(id)) return [];
      return [{ id, threadId, ...message, at: new Date(at).toISOString() }];
    });
  }

  discard(id: string): void {
    this.#cancelTelling(id);
    this.#keep(this.#kept.filter((each) => each.id !== id));
  }

  #cancelTelling(id: string): void {
    clearTimeout(this.#telling.get(id));
    this.#telling.delete(id);
  }

  #keep(kept: Kept[]): void {
    this.#kept = kept.slice(-maxKept);
    const { storage, storageKey } = this.options;
    // An action or a tool's result is nothing that a person could send again after a reload.
    const messages = this.#kept.filter(({ body }) => readOperation(body)?.message);
    try {
      if (messages.length) storage?.setItem(storageKey, JSON.stringify(messages));
      else storage?.removeItem(storageKey);
    } catch {
      // Private windows and full storages: the page's memory has it still.
    }
  }

  #read(): Kept[] {
    const { storage, storageKey } = this.options;
    try {
      const kept = JSON.parse(storage?.getItem(storageKey) ?? '[]') as Kept[];
      return kept.filter(({ id, body, at }) => id && at && readOperation(body)?.message);
    } catch {
      return [];
    }
  }
}

/** 128 random bits. `crypto.randomUUID` is there on secure origins only. */
function newKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}
