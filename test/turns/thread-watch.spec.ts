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
    watch.markSaved(changes, { ...aThread(), title: 'First' });
    expect(watch.wasReassigned).toBe(true);
    expect(watch.changes()).toEqual({
      title: { from: 'First', to: 'Second' },
      status: { type: 'locked' },
    });
  });

  it('sees nothing after everything was saved', () => {
    const thread = aThread();
    const watch = new ThreadWatch(thread);
    thread.title = 'First';
    thread.status = { type: 'closed', reason: 'done' };
    watch.markSaved(watch.changes()!, structuredClone(thread));
    expect(watch.wasReassigned).toBe(false);
    expect(watch.changes()).toBeUndefined();
  });

  it('gives the responder the title that a person gave meanwhile, and calls the thread nothing else', () => {
    const thread = aThread();
    const watch = new ThreadWatch(thread);
    const mine = { ...aThread(), title: 'Mine' };
    thread.title = 'First';
    watch.markSaved(watch.changes()!, mine);
    expect(thread.title).toBe('Mine');
    expect(watch.changes()).toBeUndefined();
    thread.title = 'Second';
    expect(watch.changes()).toEqual({ title: { from: undefined, to: 'Second' } });
    watch.markSaved(watch.changes()!, mine);
    expect(thread.title).toBe('Mine');
  });

  it('takes a title that is stored in other letters for the one that was given', () => {
    const thread = aThread();
    const watch = new ThreadWatch(thread);
    thread.title = 'a\0';
    const changes = watch.changes()!;
    expect(changes).toEqual({ title: { from: undefined, to: 'a\uFFFD' } });
    watch.markSaved(changes, { ...aThread(), title: 'a\uFFFD' });
    expect(watch.wasReassigned).toBe(false);
    thread.title = 'b';
    expect(watch.changes()).toEqual({ title: { from: 'a\uFFFD', to: 'b' } });
  });
});
