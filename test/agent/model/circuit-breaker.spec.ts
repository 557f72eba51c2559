import { CircuitBreaker } from '../../../src/agent/model/circuit-breaker.js';

describe('the circuit breaker', () => {
  let now: number;
  let changes: string[];
  let breaker: CircuitBreaker;
  beforeEach(() => {
    now = 0;
    changes = [];
    const pauses = { pauseMs: 1000, longestPauseMs: 5000 };
    breaker = new CircuitBreaker({ ...pauses, now: () => now, onChange: (state) => changes.push(state) });
  });

  const call = (end: 'ok' | 'failed' | 'unknown') => breaker.enter()(end);
  const fail = (times: number) => {
    for (let time = 0; time < times; time++) call('failed');
  };

  it('[A1] opens after five failures in a row, and lets nothing through', () => {
    fail(4);
    call('ok');
    fail(4);
    call('unknown');
    expect(changes).toEqual([]);
    call('failed');
    expect(changes).toEqual(['open']);
    expect(() => breaker.enter()).toThrow(expect.objectContaining({ code: 'model_unavailable' }));
  });

  it('[A1] lets one call through after the pause, and no other beside it', () => {
    fail(5);
    now = 1000;
    const leave = breaker.enter();
    expect(() => breaker.enter()).toThrow();
    leave('ok');
    expect(changes).toEqual(['open', 'closed']);
    fail(4);
    call('ok');
  });

  it('pauses for twice as long when that call fails, and begins anew when one works', () => {
    fail(5);
    const look = (end: 'ok' | 'failed') => {
      now--;
      expect(() => breaker.enter()).toThrow();
      now++;
      call(end);
    };
    for (const pause of [1000, 2000, 4000, 5000, 5000]) {
      now += pause;
      look('failed');
    }
    now += 5000;
    look('ok');
    fail(5);
    now += 1000;
    look('ok');
    expect(changes).toEqual(['open', 'closed', 'open', 'closed']);
  });

  it('is not held open by calls that were begun before it opened', () => {
    const early = [breaker.enter(), breaker.enter()];
    fail(5);
    now = 999;
    early[0]!('failed');
    now = 1000;
    const leave = breaker.enter();
    early[1]!('failed');
    leave('ok');
    expect(changes).toEqual(['open', 'closed']);
  });

  it('lets the next one look when that call was given up', () => {
    fail(5);
    now = 1000;
    call('unknown');
    call('ok');
    expect(changes).toEqual(['open', 'closed']);
  });
});
