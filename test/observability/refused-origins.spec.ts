import { RefusedOrigins } from '../../src/observability/refused-origins.js';

const minute = 60_000;

describe('refused origins (rows 189, 207)', () => {
  let now: number;
  let refused: RefusedOrigins;
  beforeEach(() => {
    now = 1_000 * minute;
    refused = new RefusedOrigins(() => now);
  });
  const add = (origin: string, times = 1) => {
    const said = Array.from({ length: times }, () => refused.add(origin));
    return said.filter((line) => line !== undefined);
  };

  it('are named at the first request, and every ten minutes while it goes on, with their number', () => {
    expect(add('https://a.example', 5)).toEqual([
      { origin: 'https://a.example', refused: 1, refusedInAll: 1 },
    ]);
    expect(add('https://b.example', 2)).toEqual([
      { origin: 'https://b.example', refused: 1, refusedInAll: 6 },
    ]);
    now += 9 * minute;
    expect(add('https://a.example')).toEqual([]);
    now += minute;
    expect(add('https://a.example', 3)).toEqual([
      { origin: 'https://a.example', refused: 7, refusedInAll: 9 },
    ]);
  });

  it('fill neither the log nor the memory, however many somebody makes up', () => {
    const made = Array.from({ length: 5_000 }, (_, index) => `https://${index}.example`);
    expect(made.flatMap((origin) => add(origin))).toHaveLength(10);
    expect(refused.size).toBe(200);
    now += minute;
    expect(add(`https://${'x'.repeat(10_000)}.example`)[0]!.origin).toHaveLength(280);
  });

  it('are named later when the log was full', () => {
    for (let index = 0; index < 20; index++) add(`https://${index}.example`);
    expect(add('https://late.example', 2)).toEqual([]);
    now += minute;
    expect(add('https://late.example')).toEqual([
      { origin: 'https://late.example', refused: 3, refusedInAll: 23 },
    ]);
  });

  it('are forgotten in the order in which they were last refused', () => {
    add('https://regular.example');
    for (let index = 0; index < 1_000; index++) {
      add(`https://${index}.example`);
      add('https://regular.example');
    }
    now += 10 * minute;
    expect(add('https://regular.example')[0]!.refused).toBe(1_002);
    expect(add('https://0.example')[0]!.refused).toBe(1);
  });
});
