import { noUsage } from '../../src/turns/context.js';
import type { TurnChanges } from '../../src/turns/turn-ledger.js';
import type { TurnParts } from '../../src/turns/turn-parts.js';
import { TurnRecord } from '../../src/turns/turn-record.js';
import { assistantMessage, newPerson, newThread } from '../../src/testing/builders.js';

/** A record of a turn in which one item is being written, and what reaches the ledger. */
function newRecord(commit: (changes: TurnChanges) => Promise<unknown>) {
  const ledger = { commit: (_lease: unknown, changes: TurnChanges) => commit(changes) };
  const thread = newThread();
  const lease = { turnId: 'trn_1', threadId: thread.id, principal: newPerson(), epoch: 1 };
  const log = { warn: jest.fn() };
  const parts = { ledger, store: {}, responder: {}, log } as unknown as TurnParts;
  const record = new TurnRecord(parts, {
    lease,
    thread,
    usage: noUsage(),
    giveUp: new AbortController().signal,
    onLeaseLost: () => undefined,
  });
  const item = assistantMessage(thread.id, '');
  record.begin(item);
  const grow = (characters: number) =>
    record.update(item.id, {
      type: 'assistant_message.content_part.text_delta',
      content_index: 0,
      delta: 'x'.repeat(characters),
    });
  return { record, grow, log };
}

const lengthOf = ({ checkpoint = [] }: TurnChanges) =>
  checkpoint.map((item) => (item.type === 'assistant_message' ? item.content[0]!.text.length : 0))[0];

describe('checkpoints of a long answer', () => {
  it('wait for the one before, so that they never queue up in front of the end', async () => {
    const written: TurnChanges[] = [];
    let answer!: () => void;
    const { grow } = newRecord((changes) => {
      written.push(changes);
      return new Promise<void>((resolve) => (answer = resolve));
    });
    for (let delta = 0; delta < 5; delta++) grow(20_000);
    await new Promise(setImmediate);
    expect(written).toHaveLength(1);
    answer();
    await new Promise(setImmediate);
    expect(written).toHaveLength(1);
    grow(20_000);
    await new Promise(setImmediate);
    expect(written).toHaveLength(2);
  });
});

describe('checkpoints of a slow answer', () => {
  beforeEach(() => jest.useFakeTimers());
  afterEach(() => jest.useRealTimers());

  it('leave no text unsaved for more than a second, at one write a second', async () => {
    const written: { atMs: number; length: number | undefined }[] = [];
    const start = Date.now();
    const { grow } = newRecord(async (changes) => {
      written.push({ atMs: Date.now() - start, length: lengthOf(changes) });
    });
    for (let delta = 0; delta < 100; delta++) {
      await jest.advanceTimersByTimeAsync(100);
      grow(1);
    }
    // 10 s, a character every 100 ms.
    expect(written.length).toBeGreaterThanOrEqual(9);
    expect(written.length).toBeLessThanOrEqual(10);
    for (const { atMs, length } of written) expect(length).toBeGreaterThanOrEqual(atMs / 100 - 1);
  });

  it('are made once for what has ended to grow, and then no more', async () => {
    const written: TurnChanges[] = [];
    const { grow } = newRecord(async (changes) => void written.push(changes));
    grow(5);
    await jest.advanceTimersByTimeAsync(60_000);
    expect(written.map(lengthOf)).toEqual([5]);
  });

  it('are made again when one could not be written, and the log says so once', async () => {
    const written: TurnChanges[] = [];
    let isAway = true;
    const { grow, log } = newRecord(async (changes) => {
      if (isAway) throw new Error('Connection terminated unexpectedly');
      written.push(changes);
    });
    grow(5);
    await jest.advanceTimersByTimeAsync(3_500);
    isAway = false;
    await jest.advanceTimersByTimeAsync(1_000);
    expect(written.map(lengthOf)).toEqual([5]);
    expect(log.warn).toHaveBeenCalledTimes(1);
  });

  it('are made no more once the turn is being closed', async () => {
    const written: TurnChanges[] = [];
    const { record, grow } = newRecord(async (changes) => void written.push(changes));
    grow(5);
    await record.close(record.unfinished(), { status: 'completed' });
    await jest.advanceTimersByTimeAsync(60_000);
    expect(written).toHaveLength(1);
  });
});
