import type { ThreadStreamEvent } from '../../src/protocol/events.js';
import type { ThreadMetadata } from '../../src/protocol/thread.js';
import { assistantMessage } from '../../src/testing/builders.js';
import { typesOf } from '../../src/testing/client/answers.js';
import { done } from '../../src/testing/events.js';
import { ScriptedResponder, type Script } from '../../src/testing/scripted.responder.js';
import { ThreadStore } from '../../src/turns/thread-store.js';
import type { TestApp } from '../support/app.js';
import { shareApp } from '../support/shared-app.js';

describe('a thread that the hook changes', () => {
  const responder = new ScriptedResponder();
  let server: TestApp;
  beforeAll(async () => (server = await shareApp(responder)));
  afterAll(() => server.close());

  async function run(script: Script): Promise<{ events: ThreadStreamEvent[]; stored: ThreadMetadata }> {
    responder.script = script;
    const { events, threadId } = await server.alice.createThread('Hello');
    const stored = await server.app.get(ThreadStore).loadThread(threadId, { userId: 'alice' });
    return { events: events.slice(3), stored };
  }

  it.each<[string, (thread: ThreadMetadata) => void, Partial<ThreadMetadata>]>([
    ['title [E27 E28 E35]', (thread) => (thread.title = 'Trip'), { title: 'Trip' }],
    [
      'status [E31 E32]',
      (thread) => (thread.status = { type: 'locked', reason: 'Settled' }),
      { status: { type: 'locked', reason: 'Settled' } },
    ],
    [
      'image domains [E33 E34]',
      (thread) => (thread.allowed_image_domains = ['cdn.example.com']),
      { allowed_image_domains: ['cdn.example.com'] },
    ],
  ])('has its new %s saved, and told last', async (_title, change, expected) => {
    const { events, stored } = await run(async function* (thread) {
      change(thread);
    });
    expect(stored).toMatchObject(expected);
    expect(typesOf(events)).toEqual(['thread.updated']);
    expect(events[0]).toMatchObject({ thread: { ...expected, items: { data: [], has_more: false } } });
    if (!expected.allowed_image_domains) expect(events[0]).not.toHaveProperty('thread.allowed_image_domains');
  });

  it('has new metadata saved; that something changed is told, what it is stays here (row 138) [E29 E30]', async () => {
    const { events, stored } = await run(async function* (thread) {
      thread.metadata.customer = { id: 7 };
    });
    expect(stored.metadata).toEqual({ customer: { id: 7 } });
    expect(typesOf(events)).toEqual(['thread.updated']);
    expect(events[0]).toMatchObject({ thread: { metadata: {} } });
  });

  it('between two items is told right after the second; the stream goes on [E36 E37 E38 E39]', async () => {
    const { events, stored } = await run(async function* (thread) {
      yield done(assistantMessage(thread.id, 'one'));
      thread.title = 'Trip';
      yield done(assistantMessage(thread.id, 'two'));
      yield done(assistantMessage(thread.id, 'three'));
    });
    expect(typesOf(events)).toEqual([
      'thread.item.done',
      'thread.item.done',
      'thread.updated',
      'thread.item.done',
    ]);
    expect(stored.title).toBe('Trip');
  });

  it('is told after a passing event too, and once more for what changes at the end [E227]', async () => {
    const { events } = await run(async function* (thread) {
      thread.title = 'Trip';
      yield { type: 'progress_update', text: 'thinking' };
      thread.metadata.done = true;
    });
    expect(typesOf(events)).toEqual(['progress_update', 'thread.updated', 'thread.updated']);
  });

  it('before an error is saved and told all the same [E226]', async () => {
    const { events, stored } = await run(async function* (thread) {
      thread.title = 'Trip';
      throw new Error('boom');
    });
    expect(typesOf(events)).toEqual(['error', 'thread.updated']);
    expect(stored.title).toBe('Trip');
  });
});
