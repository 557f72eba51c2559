import type { ThreadMetadata } from '../../src/protocol/thread.js';
import { ThreadWatch } from '../../src/turns/thread-watch.js';

const aThread = (): ThreadMetadata => ({
  id: 'thr_1',
  created_at: '2026-01-01T00:00:00.000Z',
  status: { type: 'active' },
  metadata: {},
});

describe('the watch on a live thread', () => {
  it('sees nothing until something is set', () => {
    const watch = new ThreadWatch(aThread());
    expect(watch.wasReassigned).toBe(false);
    expect(watch.changes()).toBeUndefined();
  });

  it('gives copies of what was changed, also deep inside', () => {
    const thread = aThread();
    const watch = new ThreadWatch(thread);
    thread.metadata.mood = 'good';
    const changes = watch.changes();
    thread.metadata.mood = 'bad';
    expect(changes).toEqual({ metadata: { mood: 'good' } });
  });

  it('keeps a change that was made while an earlier one was being saved', () => {
    const thread = aThread();
    const watch = new ThreadWatch(thread);
    thread.title = 'First';
    const changes = watch.changes()!;
    thread.title = 'Second';
    thread.status = { type: 'locked' };
    watch.markSaved(changes);
    expect(watch.wasReassigned).toBe(true);
    expect(watch.changes()).toEqual({ title: 'Second', status: { type: 'locked' } });
  });

  it('sees nothing after everything was saved', () => {
    const thread = aThread();
    const watch = new ThreadWatch(thread);
    thread.title = 'First';
    thread.status = { type: 'closed', reason: 'done' };
    watch.markSaved(watch.changes()!);
    expect(watch.wasReassigned).toBe(false);
    expect(watch.changes()).toBeUndefined();
  });
});
