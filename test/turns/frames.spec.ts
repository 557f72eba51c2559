import { framesOf } from '../../src/turns/frames.js';
import type { Viewer } from '../../src/turns/viewers.js';

/** A stream that a test writes by hand. */
function stream() {
  const viewers: Viewer[] = [];
  const left: Viewer[] = [];
  return {
    viewers,
    left,
    attach: (viewer: Viewer) => void viewers.push(viewer),
    detach: (viewer: Viewer) => void left.push(viewer),
    push: (frame: string) => viewers[0]!.push(frame, { type: 'progress_update', text: frame }),
    end: () => viewers[0]!.end(),
  };
}

describe('the frames of a stream', () => {
  it('come in order, whether their reader waits for them or not, and end', async () => {
    const source = stream();
    const frames = framesOf(source);
    const first = frames.next();
    source.push('a');
    source.push('b');
    source.end();
    expect([await first, await frames.next(), await frames.next()]).toEqual([
      { done: false, value: 'a' },
      { done: false, value: 'b' },
      { done: true, value: undefined },
    ]);
  });

  it('begin with the first look, not before', async () => {
    const source = stream();
    const frames = framesOf(source);
    expect(source.viewers).toHaveLength(0);
    void frames.next();
    expect(source.viewers).toHaveLength(1);
  });

  it('can be left while the next one is waited for', async () => {
    const source = stream();
    const frames = framesOf(source);
    const waiting = frames.next();
    await frames.return!();
    expect(source.left).toEqual(source.viewers);
    expect(await waiting).toEqual({ done: true, value: undefined });
  });

  it('let the stream end that was left before anybody looked', async () => {
    const source = stream();
    await framesOf(source).return!();
    expect(source.viewers).toHaveLength(1);
    expect(source.left).toHaveLength(1);
  });

  it('make the stream wait for a reader that is behind, until it has caught up or left', async () => {
    const source = stream();
    const frames = framesOf(source);
    void frames.next();
    const [reader] = source.viewers;
    for (let count = 0; count < 4; count += 1) source.push('x'.repeat(100_000));
    expect(reader!.congested).toBe(true);
    const relieved = reader!.relief();
    await frames.next();
    await relieved;
    source.push('x'.repeat(200_000));
    const released = reader!.relief();
    await frames.return!();
    await released;
  });
});
