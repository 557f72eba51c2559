import type { Rate } from '../../src/config/rate-limits.js';
import type { RateStore } from '../../src/usage/rate-store.js';

/** What is counted, and a way to let time pass. */
export interface CountedStore {
  store: RateStore;
  wait(ms: number): Promise<void> | void;
}

let keys = 0;
const newKey = () => `key ${++keys}`;

/** How many of so many attempts at once are allowed. */
async function burst(store: RateStore, key: string, rate: Rate, attempts: number): Promise<number> {
  const verdicts = await Promise.all(Array.from({ length: attempts }, () => store.take({ key, rate })));
  return verdicts.filter(({ isAllowed }) => isAllowed).length;
}

/** What every store of rates does. @param open Called before the cases. */
export function describeRateStore(open: () => CountedStore): void {
  const rate = { limit: 5, windowMs: 2_000 };

  it('allows what the rate says at once, and no more (H16)', async () => {
    const { store } = open();
    expect(await burst(store, newKey(), rate, 50)).toBe(5);
  });

  it('allows no more than that in any window, wherever it begins (H16)', async () => {
    const { store, wait } = open();
    const key = newKey();
    // The worst case of a counter that begins anew: all of it at a window's end, and again at the next one's start.
    await store.take({ key, rate });
    await wait(1_500);
    expect(await burst(store, key, rate, 50)).toBe(4);
    await wait(800);
    expect(await burst(store, key, rate, 50)).toBeLessThanOrEqual(1);
  });

  it('says how long to wait, and allows it then', async () => {
    const { store, wait } = open();
    const key = newKey();
    await burst(store, key, rate, 5);
    const { isAllowed, retryAfterMs } = await store.take({ key, rate });
    expect(isAllowed).toBe(false);
    expect(retryAfterMs).toBeGreaterThan(rate.windowMs - 500);
    expect(retryAfterMs).toBeLessThanOrEqual(rate.windowMs * 1.1);
    await wait(retryAfterMs + 1);
    expect(await burst(store, key, rate, 50)).toBe(5);
  });

  it('counts nothing by looking', async () => {
    const { store } = open();
    const key = newKey();
    for (let look = 0; look < 20; look++) await store.take({ key, rate, isLook: true });
    expect(await burst(store, key, rate, 50)).toBe(5);
  });

  it('locks for as long as is said once the rate is used up, and forgets it then', async () => {
    const { store, wait } = open();
    const key = newKey();
    const lockMs = 600;
    for (let attempt = 0; attempt < 5; attempt++) {
      expect(await store.take({ key, rate, isLook: true })).toMatchObject({ isAllowed: true });
      await store.take({ key, rate, lockMs });
    }
    const locked = await store.take({ key, rate, isLook: true });
    expect(locked.isAllowed).toBe(false);
    expect(locked.retryAfterMs).toBeGreaterThan(lockMs - 300);
    expect(locked.retryAfterMs).toBeLessThanOrEqual(lockMs);
    await wait(lockMs + 1);
    expect(await store.take({ key, rate, isLook: true })).toMatchObject({ isAllowed: true });
  });

  it('keeps keys apart', async () => {
    const { store } = open();
    expect(await burst(store, newKey(), rate, 6)).toBe(5);
    expect(await burst(store, newKey(), rate, 6)).toBe(5);
  });

  it('gives as many places as there are, and each again that is given back', async () => {
    const { store } = open();
    const key = newKey();
    const held = await Promise.all(['a', 'b', 'c'].map((holder) => store.hold(key, holder, 2)));
    expect(held.filter(Boolean)).toHaveLength(2);
    await store.release(key, 'a');
    await store.release(key, 'never held');
    expect(await store.hold(key, 'd', 2)).toBe(true);
    expect(await store.hold(key, 'e', 2)).toBe(false);
    expect(await store.hold(newKey(), 'e', 2)).toBe(true);
  });
}
