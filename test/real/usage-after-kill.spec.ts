import pg from 'pg';
import { userInput } from '../../src/testing/client/chatkit-test-client.js';
import { threadIdOf } from '../../src/testing/client/answers.js';
import type { ThreadStreamEvent } from '../../src/protocol/events.js';
import { barMs } from '../support/bar.js';
import { ChatKitClient } from '../support/chatkit-client.js';
import { createPostgres } from '../support/databases.js';
import { eventually } from '../support/eventually.js';
import {
  begin,
  calling,
  healthy,
  inTurn,
  startFaultyProvider,
  type FaultyProvider,
} from '../support/faulty-provider.js';
import { startServerProcess } from '../support/server-process.js';

describe('what a turn took of the model before its server was killed', () => {
  let provider: FaultyProvider;
  let database: Awaited<ReturnType<typeof createPostgres>>;
  let rows: pg.Client;
  beforeAll(async () => {
    [provider, database] = await Promise.all([startFaultyProvider(), createPostgres()]);
    rows = new pg.Client(database.url);
    await rows.connect();
  });
  afterAll(async () => {
    await rows.end();
    provider.close();
    await database.drop();
  });

  const turnsOf = async () =>
    (await rows.query<Record<string, unknown>>('select * from turns order by started_at')).rows;
  const start = () =>
    startServerProcess({
      DATABASE_URL: database.url,
      OPENAI_BASE_URL: provider.baseUrl,
      OPENAI_API_KEY: 'none',
      MODEL: 'faulty',
      THREAD_TITLES: 'off',
    });

  it('stays counted, once, and the answer that is tried again counts for itself (A10)', async () => {
    // The first call is answered with a tool call, the second begins its answer and says no more.
    provider.reply = inTurn(calling('responses', { name: 'list_tasks', args: '{}' }), (response) =>
      begin(response),
    );
    const first = await start();
    const alice = await ChatKitClient.as(first.url, 'alice');
    const stream = await alice.open('threads.create', userInput('Go on'));
    const events: ThreadStreamEvent[] = [];
    const reading = (async () => {
      for await (const event of stream.events) events.push(event);
    })().catch(() => undefined);
    const taken = { model_attempts: 2, model_calls: 1, input_tokens: 3, output_tokens: 2 };
    await eventually(async () => expect(await turnsOf()).toMatchObject([{ status: 'running', ...taken }]));
    await first.kill();
    await reading;

    const second = await start();
    const again = await ChatKitClient.as(second.url, 'alice');
    await eventually(
      async () => expect(await turnsOf()).toMatchObject([{ status: 'interrupted', ...taken }]),
      barMs(40_000),
    );
    provider.reply = healthy('responses');
    const threadId = threadIdOf(events);
    const thread = await again.thread(threadId);
    const asked = thread.items.data.find(({ type }) => type === 'user_message')!;
    await again.stream('threads.retry_after_item', { thread_id: threadId, item_id: asked.id });
    expect(await turnsOf()).toMatchObject([
      { status: 'interrupted', ...taken },
      { status: 'completed', model_attempts: 1, model_calls: 1, input_tokens: 3, output_tokens: 2 },
    ]);
    await second.dispose();
    await first.dispose();
  });
});
