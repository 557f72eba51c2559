import { estimateTokens } from '../../../src/agent/bridge/estimate-tokens.js';
import { loadHistory, type HistoryOptions } from '../../../src/agent/bridge/load-history.js';
import type { ModelInputItem } from '../../../src/agent/bridge/model-input.js';
import { ThreadItemConverter } from '../../../src/agent/bridge/thread-item-converter.js';
import type { HiddenContextItem, ThreadItem } from '../../../src/protocol/items.js';
import {
  assistantMessage,
  hiddenNote,
  newPerson,
  newThread,
  toolCall,
  userMessage,
} from '../../../src/testing/builders.js';
import { MemoryThreadStore } from '../../../src/turns/memory-thread.store.js';

const store = new MemoryThreadStore();
const queries = jest.spyOn(store, 'loadThreadItems');
const principal = newPerson();
const { id: threadId } = newThread();

/** What is remembered of a thread of these items. */
async function remember(items: readonly ThreadItem[], options?: HistoryOptions) {
  await store.deleteThread(threadId, principal);
  await store.saveThread(newThread({ id: threadId }), principal);
  for (const item of items) await store.addThreadItem(threadId, item, principal);
  queries.mockClear();
  return loadHistory({ store, threadId, principal }, options);
}

const ask = (text: string) => userMessage(threadId, text);
const answer = (text: string) => assistantMessage(threadId, text);
const textsOf = (input: readonly ModelInputItem[]) =>
  input.map((item) => ('content' in item && Array.isArray(item.content) ? JSON.stringify(item.content) : ''));
const idsOf = (items: readonly ThreadItem[]) => items.map(({ id }) => id);
/** About a hundred tokens. */
const long = 'x'.repeat(288);

describe('what a model remembers of a thread', () => {
  it('is all of a short one, in order, for one query', async () => {
    const items = [ask('Hi'), answer('Hello'), hiddenNote(threadId, 'stopped'), ask('Bye')];
    const history = await remember(items);
    expect(history.isWhole).toBe(true);
    expect(idsOf(history.items)).toEqual(idsOf(items));
    expect(textsOf(history.input)).toEqual(
      ['Hi', 'Hello', 'stopped', 'Bye'].map((text) => expect.stringContaining(text)),
    );
    expect(queries).toHaveBeenCalledTimes(1);
  });

  it('is the newest that has room, and begins with a person’s message', async () => {
    const items = [ask('first'), answer(long), ask('second'), answer(long), answer(long), ask('last')];
    const { input, isWhole, items: kept } = await remember(items, { maxTokens: 210 });
    expect(isWhole).toBe(false);
    // There is room for the two answers, and not for the question before them.
    expect(idsOf(kept)).toEqual(idsOf(items.slice(-1)));
    const more = await remember(items, { maxTokens: 230 });
    expect(idsOf(more.items)).toEqual(idsOf(items.slice(2)));
    expect(textsOf(input)).toEqual([
      expect.stringContaining('older part is left out'),
      expect.stringContaining('last'),
    ]);
  });

  it('holds the last message whole, and what came after it, whatever the budget', async () => {
    const text = 'y'.repeat(200_000);
    const items = [
      ask('old'),
      ask(text),
      toolCall(threadId, { status: 'completed', output: long }),
      answer('so far'),
    ];
    const { input, items: kept } = await remember(items, { maxTokens: 1_000 });
    expect(idsOf(kept)).toEqual(idsOf(items.slice(1)));
    expect(JSON.stringify(input)).toContain(text);
    expect(input.map(({ type }) => type)).toEqual([
      'message',
      'message',
      'function_call',
      'function_call_result',
      'message',
    ]);
  });

  it('has every call with its output, wherever it is cut', async () => {
    const turn = () => [
      ask('What is marked?'),
      toolCall(threadId, { status: 'completed', output: long }),
      answer('Two things.'),
    ];
    const items = Array.from({ length: 5 }, turn).flat();
    for (let maxTokens = 10; maxTokens < 900; maxTokens += 7) {
      const { input } = await remember(items, { maxTokens });
      const calls = input.flatMap((item) => (item.type === 'function_call' ? [item.callId] : []));
      const results = input.flatMap((item) => (item.type === 'function_call_result' ? [item.callId] : []));
      expect(results).toEqual(calls);
    }
  });

  it('has no output without its call where a converter makes them of two items', async () => {
    class TwoItems extends ThreadItemConverter {
      override async hiddenContextToInput({ content }: HiddenContextItem) {
        const call = { callId: 'c', name: 'look', status: 'completed' } as const;
        return content === 'call'
          ? ({ type: 'function_call', ...call, arguments: long } as const)
          : ({ type: 'function_call_result', ...call, output: 'seen' } as const);
      }
    }
    const note = (content: string) =>
      ({ ...hiddenNote(threadId), type: 'hidden_context_item', content }) as const;
    const items = [ask('Look'), note('call'), ask('Well?'), note('result'), ask('And?')];
    const converter = new TwoItems();
    const cut = await remember(items, { converter, maxTokens: 60 });
    expect(cut.input.map(({ type }) => type)).toEqual(['message', 'message', 'message']);
    const whole = await remember(items, { converter });
    expect(whole.input).toContainEqual(expect.objectContaining({ type: 'function_call_result' }));
  });

  it('counts hidden notes too', async () => {
    const items = [ask('old'), ask('Hi'), hiddenNote(threadId, long), ask('last')];
    expect(idsOf((await remember(items, { maxTokens: 100 })).items)).toEqual(idsOf(items.slice(-1)));
  });

  it('has the quote of the last message alone [Q34]', async () => {
    const quoting = (text: string) => userMessage(threadId, text, { quoted_text: `quote of ${text}` });
    const { input } = await remember([quoting('a'), quoting('b'), answer('c')]);
    const text = JSON.stringify(input);
    expect(text).toContain('quote of b');
    expect(text).not.toContain('quote of a');
  });

  it('takes a bounded number of queries, though nothing of a long thread counts', async () => {
    const nothing = (index: number): ThreadItem => ({
      type: 'end_of_turn',
      id: `end_${index}`,
      thread_id: threadId,
      created_at: new Date().toISOString(),
    });
    const { isWhole } = await remember([
      ...Array.from({ length: 10_000 }, (_, index) => nothing(index)),
      ask('Hi'),
    ]);
    expect(isWhole).toBe(false);
    expect(queries.mock.calls.length).toBeLessThan(25);
  });
});

describe('the estimate of tokens', () => {
  const tokensOf = (text: string) =>
    estimateTokens([{ role: 'user', content: [{ type: 'input_text', text }] }]);

  // What o200k_base, the tokenizer of the GPT-4o family and later, takes for these.
  it.each([
    ['English', 'The quick brown fox jumps over the lazy dog, and then it sleeps for a while.', 18],
    ['German', 'Bitte erinnern Sie mich am Donnerstag an den Zahnarzttermin um neun Uhr.', 16],
    ['Japanese', '木曜日の朝九時に歯医者の予約があることを思い出させてください。', 25],
    ['Hindi', 'कृपया मुझे गुरुवार को दंत चिकित्सक की याद दिलाएं।', 17],
    ['Russian', 'Напомни мне в четверг о приёме у зубного врача.', 16],
    ['JSON', '{"type":"Row","children":[{"type":"Text","value":"Milk"}]}', 17],
    ['emoji', '🎉🎂🥳🎈🎁', 10],
  ])('is not below what a tokenizer takes for %s, and not four times as high', (_language, text, tokens) => {
    expect(tokensOf(text)).toBeGreaterThanOrEqual(tokens);
    expect(tokensOf(text)).toBeLessThan(4 * tokens + 4);
  });

  it('of an image is the same whatever its size, and calls count with their outputs', () => {
    const image = (length: number): ModelInputItem => ({
      role: 'user',
      content: [{ type: 'input_image', image: `data:image/png;base64,${'A'.repeat(length)}` }],
    });
    expect(estimateTokens([image(10)])).toBe(estimateTokens([image(1_000_000)]));
    const call = { callId: 'c', name: 'look', status: 'completed' } as const;
    const output = { type: 'function_call_result', ...call, output: long } as const;
    expect(estimateTokens([output])).toBeGreaterThan(90);
    expect(estimateTokens([{ type: 'function_call', ...call, arguments: long }, output])).toBeGreaterThan(
      180,
    );
  });
});
