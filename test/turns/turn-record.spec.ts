import { noUsage } from '../../src/turns/context.js';
import type { TurnChanges } from '../../src/turns/turn-ledger.js';
import type { TurnParts } from '../../src/turns/turn-parts.js';
import { TurnRecord } from '../../src/turns/turn-record.js';
import { assistantMessage, newPerson, newThread } from '../../src/testing/builders.js';

describe('checkpoints of a long answer', () => {
  it('wait for the one before, so that they never queue up in front of the end', async () => {
    const written: TurnChanges[] = [];
    let answer!: () => void;
    const ledger = {
      commit: (_lease: unknown, changes: TurnChanges) => {
        written.push(changes);
        return new Promise<void>((resolve) => (answer = resolve));
      },
    };
    const thread = newThread();
    const lease = { turnId: 'trn_1', threadId: thread.id, principal: newPerson(), epoch: 1 };
    const parts = { ledger, store: {}, responder: {}, log: {} } as unknown as TurnParts;
    const record = new TurnRecord(parts, { lease, thread, usage: noUsage(), onLeaseLost: () => undefined });
    const item = assistantMessage(thread.id, '');
    record.begin(item);
    const grow = () =>
      record.update(item.id, {
        type: 'assistant_message.content_part.text_delta',
        content_index: 0,
        delta: 'x'.repeat(20_000),
      });
    for (let delta = 0; delta < 5; delta++) grow();
    await new Promise(setImmediate);
    expect(written).toHaveLength(1);
    answer();
    await new Promise(setImmediate);
    expect(written).toHaveLength(1);
    grow();
    await new Promise(setImmediate);
    expect(written).toHaveLength(2);
  });
});
