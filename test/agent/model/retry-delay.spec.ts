import { retryAfterMs, retryDelayMs } from '../../../src/agent/model/retry-delay.js';

describe('the pause before a call is made again', () => {
  it('[A1] is any time up to a bound that doubles, and has a bound itself', () => {
    const longest = [1, 2, 3, 4, 5, 6, 20].map((attempt) => retryDelayMs(attempt, undefined, () => 1));
    expect(longest).toEqual([500, 1000, 2000, 4000, 8000, 8000, 8000]);
    expect(retryDelayMs(3, undefined, () => 0)).toBe(0);
  });

  it('is what the provider asks for and a little more, so that not all come back at once', () => {
    expect(retryDelayMs(1, 4000, () => 0)).toBe(4000);
    expect(retryDelayMs(1, 4000, () => 1)).toBe(5000);
  });

  it('is not waited for when the provider asks for longer than a person waits', () => {
    expect(retryDelayMs(1, 10_000)).toBeDefined();
    expect(retryDelayMs(1, 10_001)).toBeUndefined();
  });
});

describe('what a provider asks for', () => {
  const now = Date.parse('2026-01-01T00:00:00Z');

  it.each([
    [{ 'retry-after': '3' }, 3000],
    [{ 'retry-after': '0.5' }, 500],
    [{ 'retry-after': 'Thu, 01 Jan 2026 00:00:07 GMT' }, 7000],
    [{ 'retry-after': 'Wed, 31 Dec 2025 00:00:00 GMT' }, 0],
    [{ 'retry-after-ms': '20', 'retry-after': '3' }, 20],
    [{ 'retry-after': 'soon' }, undefined],
    [{ 'retry-after': '-5' }, undefined],
    [{ 'retry-after': '' }, undefined],
    [{}, undefined],
  ])('%j is %s ms', (headers, expected) => {
    expect(retryAfterMs({ headers: new Headers(headers as Record<string, string>) }, now)).toBe(expected);
  });

  it('is nothing when the error has no headers', () => {
    expect(retryAfterMs(new Error('x'))).toBeUndefined();
    expect(retryAfterMs(undefined)).toBeUndefined();
  });
});
