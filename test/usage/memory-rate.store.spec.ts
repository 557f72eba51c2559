import { InsuredRateStore } from '../../src/usage/insured-rate.store.js';
import { MemoryRateStore } from '../../src/usage/memory-rate.store.js';
import { RateStore } from '../../src/usage/rate-store.js';
import { FakeClock } from './fake-clock.js';
import { describeRateStore } from './rate-store.contract.js';

describe('rates in memory (row 215)', () => {
  describeRateStore(() => {
    const clock = new FakeClock();
    return { store: new MemoryRateStore(clock), wait: (ms) => clock.pass(ms) };
  });

  it('never lets more than the limit through in a window, however requests are spread (H16)', async () => {
    const clock = new FakeClock();
    const store = new MemoryRateStore(clock);
    const rate = { limit: 20, windowMs: 60_000 };
    const passed: number[] = [];
    // Pauses that no part of the window is a multiple of, with bursts between them.
    for (let step = 0; step < 4_000; step++) {
      clock.pass((step * 7_919) % 997);
      const { isAllowed } = await store.take({ key: 'k', rate });
      if (isAllowed) passed.push(clock.elapsedMs());
    }
    const inWindow = passed.map((at) => passed.filter((other) => other > at - 60_000 && other <= at).length);
    expect(Math.max(...inWindow)).toBe(20);
    const windows = (passed.at(-1)! - passed[0]!) / 60_000;
    // What comes back late costs a tenth at the most.
    expect(passed.length).toBeGreaterThan(windows * 20 * 0.9);
  });

  it('forgets the keys that were used longest ago, and not the others', async () => {
    const store = new MemoryRateStore(new FakeClock());
    const rate = { limit: 2, windowMs: 60_000 };
    const once = { limit: 1, windowMs: 60_000 };
    await store.take({ key: 'in use', rate });
    await store.take({ key: 'left alone', rate: once });
    for (let key = 0; key < 99_998; key++) await store.take({ key: `${key}`, rate });
    await store.take({ key: 'in use', rate });
    expect(await store.take({ key: 'left alone', rate: once })).toMatchObject({ isAllowed: false });
    await store.take({ key: 'one more', rate });
    expect(await store.take({ key: 'left alone', rate: once })).toMatchObject({ isAllowed: true });
    expect(await store.take({ key: 'in use', rate })).toMatchObject({ isAllowed: false });
  });
});

/** A store that can be unplugged. */
class Unpluggable extends MemoryRateStore {
  isAway = false;
  asked = 0;

  override take(...call: Parameters<RateStore['take']>) {
    this.asked++;
    return this.isAway ? Promise.reject(new Error('gone')) : super.take(...call);
  }
  override hold(...call: Parameters<RateStore['hold']>) {
    return this.isAway ? Promise.reject(new Error('gone')) : super.hold(...call);
  }
}

describe('rates that are counted together, and alone while that is not possible (D11)', () => {
  const rate = { limit: 3, windowMs: 60_000 };
  const open = () => {
    const clock = new FakeClock();
    const shared = new Unpluggable(clock);
    const changes: boolean[] = [];
    const own = new MemoryRateStore(clock);
    const store = new InsuredRateStore({ shared, own }, clock, (isDown) => changes.push(isDown));
    return { clock, shared, store, changes };
  };

  describeRateStore(() => {
    const { clock, store } = open();
    return { store, wait: (ms) => clock.pass(ms) };
  });

  it('holds the same limit while the shared store is away, says so once, and comes back to it', async () => {
    const { clock, shared, store, changes } = open();
    shared.isAway = true;
    const verdicts = [];
    for (let attempt = 0; attempt < 5; attempt++) verdicts.push(await store.take({ key: 'k', rate }));
    expect(verdicts.map(({ isAllowed }) => isAllowed)).toEqual([true, true, true, false, false]);
    expect(await store.hold('places', 'a', 1)).toBe(true);
    expect(await store.hold('places', 'b', 1)).toBe(false);
    await store.release('places', 'a');
    expect(await store.hold('places', 'b', 1)).toBe(true);
    expect(changes).toEqual([true]);
    // One request finds out; the others do not wait for it.
    expect(shared.asked).toBe(1);
    shared.isAway = false;
    clock.pass(1_001);
    await store.take({ key: 'other', rate });
    expect(changes).toEqual([true, false]);
    expect(shared.asked).toBe(2);
  });

  it('refuses again without asking, until something can have changed', async () => {
    const { clock, shared, store } = open();
    for (let attempt = 0; attempt < 4; attempt++) await store.take({ key: 'k', rate });
    const { asked } = shared;
    for (let attempt = 0; attempt < 100; attempt++) await store.take({ key: 'k', rate });
    expect(shared.asked).toBe(asked);
    clock.pass(66_001);
    expect(await store.take({ key: 'k', rate })).toMatchObject({ isAllowed: true });
  });
});
