import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { textOf } from '../../src/testing/client/answers.js';
import { askingCard, decide, decisionOf } from '../support/approvals.js';
import { ChatKitClient } from '../support/chatkit-client.js';
import { createPostgres } from '../support/databases.js';
import { startServerProcess, type ServerProcess } from '../support/server-process.js';

const running: ServerProcess[] = [];
const cleanUps: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  await Promise.all(running.splice(0).map((server) => server.dispose()));
  await Promise.all(cleanUps.splice(0).map((cleanUp) => cleanUp()));
});

async function start(settings: Record<string, string>): Promise<ServerProcess & { alice: ChatKitClient }> {
  const server = await startServerProcess({ DEMO_DELAY_MS: '0', ...settings });
  running.push(server);
  return { ...server, alice: await ChatKitClient.as(server.url, 'alice') };
}

async function onPostgres(): Promise<Record<string, string>> {
  const { url, drop } = await createPostgres();
  cleanUps.push(drop);
  return { DATABASE_URL: url };
}

async function embedded(): Promise<Record<string, string>> {
  const dataDir = await mkdtemp(join(tmpdir(), 'chatkit-approvals-'));
  cleanUps.push(() => rm(dataDir, { recursive: true, force: true }));
  return { DATA_DIR: dataDir };
}

/** Adds two tasks and asks to delete the first: the card that asks, with both tasks still there. */
async function askedOn(alice: ChatKitClient) {
  const { threadId } = await alice.createThread('add milk');
  await alice.say(threadId, 'add bread');
  await alice.say(threadId, 'delete milk');
  return askingCard(alice, threadId);
}

/** The titles that are left, as the tool itself lists them. */
async function tasksOf({ url, token }: ChatKitClient): Promise<string[]> {
  const response = await fetch(`${url}/mcp/tools/list_tasks`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: '{}',
  });
  const { tasks } = (await response.json()) as { tasks: { title: string }[] };
  return tasks.map(({ title }) => title);
}

describe.each([
  ['the embedded database', embedded],
  ['PostgreSQL', onPostgres],
])('a question that is open when the server is killed, on %s', (_, database) => {
  it('is answered after the restart: an approval completes the same run, once', async () => {
    const settings = await database();
    const first = await start(settings);
    const card = await askedOn(first.alice);
    await first.kill();

    const { alice } = await start(settings);
    expect(await tasksOf(alice)).toEqual(['Milk', 'Bread']);
    expect(textOf(await decide(alice, card, 'approve'))).toContain('Deleted “Milk” (#1)');
    expect(await tasksOf(alice)).toEqual(['Bread']);
    expect(textOf(await decide(alice, card, 'approve'))).toBe('');
    expect(await tasksOf(alice)).toEqual(['Bread']);
  });

  it('is answered after the restart: a rejection changes nothing', async () => {
    const settings = await database();
    const first = await start(settings);
    const card = await askedOn(first.alice);
    await first.kill();

    const { alice } = await start(settings);
    expect(textOf(await alice.say(card.thread_id, 'no'))).toContain('I left everything as it is');
    expect(await tasksOf(alice)).toEqual(['Milk', 'Bread']);
  });
});

describe('two servers on one database', () => {
  it('go on with what the other one asked (rows 114, 133)', async () => {
    const settings = await onPostgres();
    const [one, other] = [await start(settings), await start(settings)];
    const card = await askedOn(one.alice);
    expect(textOf(await decide(other.alice, card, 'approve'))).toContain('Deleted “Milk” (#1)');
    expect(await tasksOf(one.alice)).toEqual(['Bread']);
  });

  it('that are told to go on at the same moment do so once', async () => {
    const settings = await onPostgres();
    const [one, other] = [await start(settings), await start(settings)];
    const card = await askedOn(one.alice);
    const answers = await Promise.all(
      [one.alice, other.alice, one.alice, other.alice].map(async (alice) => {
        const { events } = await alice.open('threads.custom_action', decisionOf(card, 'approve'));
        let text = '';
        for await (const event of events) text += textOf([event]);
        return text;
      }),
    );
    expect(answers.filter((text) => text.includes('Deleted “Milk”'))).toHaveLength(1);
    expect(await tasksOf(one.alice)).toEqual(['Bread']);
  });
});
