import { DataSource } from 'typeorm';
import type { ThreadStreamEvent } from '../../src/protocol/events.js';
import { threadIdOf, type OpenStream } from '../../src/testing/client/answers.js';
import { userInput } from '../../src/testing/client/chatkit-test-client.js';
import { ScriptedResponder, type Script } from '../../src/testing/scripted.responder.js';
import { ThreadStore } from '../../src/turns/thread-store.js';
import { startApp, type TestApp } from './app.js';

/** Whose turns they are. */
export const principal = { userId: 'alice' };

export const isDelta = (event: ThreadStreamEvent) => event.type === 'thread.item.updated';

export type TurnScene = ReturnType<typeof turnScene>;

/**
 * A server whose answers are scripts, for all tests of the block that calls this, and looks into its rows.
 * @param settings The environment that names the database.
 */
export function turnScene(settings: () => Promise<Record<string, string>>) {
  const responder = new ScriptedResponder();
  let server: TestApp;
  beforeAll(async () => (server = await startApp({ responder, variables: await settings() })));
  afterAll(() => server.close());
  beforeEach(() => {
    responder.calls.length = 0;
  });

  async function create(script: Script) {
    responder.script = script;
    return server.alice.createThread('Hello');
  }

  /** Begins a stream and reads it up to the first event for which the predicate holds. */
  async function openUntil(
    script: Script,
    reached: (event: ThreadStreamEvent) => boolean,
  ): Promise<{ stream: OpenStream; events: ThreadStreamEvent[]; threadId: string }> {
    responder.script = script;
    const stream = await server.alice.open('threads.create', userInput('Hello'));
    const events: ThreadStreamEvent[] = [];
    for (;;) {
      const { value, done } = await stream.events.next();
      if (done) throw new Error('The stream ended early.');
      events.push(value);
      if (reached(value)) return { stream, events, threadId: threadIdOf(events) };
    }
  }

  const turnStatus = async (threadId: string) => {
    const rows = await server.app
      .get(DataSource)
      .query<{ status: string }[]>('select status from turns where thread_id = $1 order by started_at', [
        threadId,
      ]);
    return rows.map(({ status }) => status);
  };
  const storedItems = async (threadId: string) =>
    (await server.app.get(ThreadStore).loadThreadItems(threadId, { limit: 100, order: 'asc' }, principal))
      .data;

  return {
    responder,
    /** There from the first test on. */
    get server() {
      return server;
    },
    create,
    openUntil,
    turnStatus,
    storedItems,
  };
}
