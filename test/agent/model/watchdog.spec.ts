import { once } from 'node:events';
import { setImmediate as nextLoop } from 'node:timers/promises';
import { Watchdog } from '../../../src/agent/model/watchdog.js';

/** Keeps the process from everything, as a stop of it does. */
function holdUp(ms: number): void {
  for (const until = performance.now() + ms; performance.now() < until;);
}

describe('the watchdog', () => {
  it('notices that nothing comes, once for each wait', async () => {
    const silence = new EventTarget();
    const watchdog = new Watchdog(() => silence.dispatchEvent(new Event('silence')));
    for (let time = 0; time < 2; time++) {
      const noticed = once(silence, 'silence');
      watchdog.wait(20);
      await noticed;
    }
  });

  it('does not take a sleep of its own process for silence, and notices one that goes on behind it', async () => {
    const heard: string[] = [];
    const silence = new EventTarget();
    const watchdog = new Watchdog(() => {
      heard.push('silence');
      silence.dispatchEvent(new Event('silence'));
    });
    watchdog.wait(20);
    holdUp(700);
    // Timers first, then what has come on connections.
    await nextLoop();
    await nextLoop();
    heard.push('a piece');
    watchdog.rest();
    const noticed = once(silence, 'silence');
    watchdog.wait(20);
    holdUp(700);
    await noticed;
    expect(heard).toEqual(['a piece', 'silence']);
  });
});
