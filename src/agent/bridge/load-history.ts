import type { ThreadItem } from '../../protocol/items.js';
import type { Principal } from '../../turns/principal.js';
import type { ThreadStore } from '../../turns/thread-store.js';
import { estimateTokens } from './estimate-tokens.js';
import type { ModelInputItem } from './model-input.js';
import { ThreadItemConverter } from './thread-item-converter.js';

/** Items that are read at the most, however short they are: what a thread costs must not grow with its length. */
const maxItems = 1_000;
const itemsPerQuery = 50;

/** Whose thread a history is of. */
export interface HistorySource {
  store: ThreadStore;
  threadId: string;
  principal: Principal;
}

export interface HistoryOptions {
  /** What becomes of an item. By default a plain {@link ThreadItemConverter}. */
  converter?: ThreadItemConverter;
  /** Tokens that the input may take, as {@link estimateTokens} counts them. 24,000 by default. */
  maxTokens?: number;
}

/** What a model remembers of a thread. */
export interface History {
  /** Oldest first, hidden items too. */
  items: ThreadItem[];
  /** The same as the model's input. */
  input: ModelInputItem[];
  /** Whether nothing was left out. */
  isWhole: boolean;
}

interface Remembered {
  item: ThreadItem;
  input: ModelInputItem[];
}

/**
 * The newest part of a thread that fits into a model's input.
 *
 * The person's last message, and what came after it, is always there and whole, whatever it takes. Older items follow
 * as long as there is room, each with all of its input: a call of the page's with its output. What is left out goes up
 * to a person's message, so that no answer stands without its question; the model is told.
 * @throws what the converter throws, and NotFoundError for a thread that is not the principal's.
 */
export async function loadHistory(
  source: HistorySource,
  { converter = new ThreadItemConverter(), maxTokens = 24_000 }: HistoryOptions = {},
): Promise<History> {
  const newestFirst: Remembered[] = [];
  let tokens = 0;
  let hasMessage = false;
  for await (const item of itemsOf(source)) {
    if (newestFirst.length === maxItems) return cutHistory(newestFirst, converter);
    const isLastMessage: boolean = item.type === 'user_message' && !hasMessage;
    const input = [(await converter.itemToInput(item, isLastMessage)) ?? []].flat();
    tokens += estimateTokens(input);
    if (hasMessage && tokens > maxTokens) return cutHistory(newestFirst, converter);
    newestFirst.push({ item, input });
    hasMessage ||= isLastMessage;
  }
  return { ...toHistory(newestFirst.reverse()), isWhole: true };
}

/** The thread's items, newest first, read as they are asked for. */
async function* itemsOf({ store, threadId, principal }: HistorySource): AsyncGenerator<ThreadItem> {
  let after: string | undefined;
  do {
    const query = { limit: itemsPerQuery, order: 'desc', ...(after !== undefined && { after }) } as const;
    const page = await store.loadThreadItems(threadId, query, principal);
    yield* page.data;
    after = page.has_more ? page.after : undefined;
  } while (after !== undefined);
}

async function cutHistory(newestFirst: Remembered[], converter: ThreadItemConverter): Promise<History> {
  const remembered = newestFirst.reverse();
  const first = remembered.findIndex(({ item }) => item.type === 'user_message');
  const { items, input } = toHistory(remembered.slice(Math.max(first, 0)));
  const note = [(await converter.omittedToInput()) ?? []].flat();
  return { items, input: [...note, ...withCalls(input)], isWhole: false };
}

function toHistory(remembered: readonly Remembered[]): Pick<History, 'items' | 'input'> {
  return {
    items: remembered.map(({ item }) => item),
    input: remembered.flatMap(({ input }) => input),
  };
}

/** Without results of calls that were left out, where a converter makes the two of different items. */
function withCalls(input: readonly ModelInputItem[]): ModelInputItem[] {
  const called = new Set<string>();
  return input.filter((item) => {
    if (item.type === 'function_call') called.add(item.callId);
    return item.type !== 'function_call_result' || called.has(item.callId);
  });
}
