import { DataSource } from 'typeorm';
import type { ThreadStreamEvent } from '../../src/protocol/events.js';
import type { WidgetItem } from '../../src/protocol/items.js';
import type { CustomTask } from '../../src/protocol/workflow.js';
import { textOf, typesOf, type FailureBody } from '../../src/testing/client/answers.js';
import { startApp, type TestApp } from '../support/app.js';
import { askingCard, buttonsOf, decide, decisionOf } from '../support/approvals.js';
import { ChatKitClient } from '../support/chatkit-client.js';

describe('a task that the assistant is told to delete', () => {
  let server: TestApp;
  beforeAll(async () => (server = await startApp()));
  afterAll(() => server.close());

  const query = <Row>(sql: string, ...parameters: unknown[]) =>
    server.app.get(DataSource).query<Row[]>(sql, parameters);
  const titlesOf = async (owner: string) =>
    (
      await query<{ title: string }>('select title from tasks where owner_id = $1 order by number', owner)
    ).map(({ title }) => title);
  const pausedRows = async (threadId: string) =>
    (await query('select from paused_runs where thread_id = $1', threadId)).length;

  let tasks = 0;
  /** A thread in which the assistant has asked whether to delete a task of its own name. */
  async function asked(client = server.alice) {
    const title = `Item${++tasks}`;
    const { threadId } = await client.createThread(`add ${title}`);
    const events = await client.say(threadId, `delete ${title}`);
    return { threadId, title, events, card: await askingCard(client, threadId) };
  }

  it('is asked about first: a card with the task’s name, and nothing is done', async () => {
    const { threadId, title, card, events } = await asked();
    expect(buttonsOf(card.widget)).toEqual(['Approve', 'Reject']);
    expect(JSON.stringify(card.widget)).toMatch(new RegExp(`“${title}” \\(#\\d+\\)`));
    expect(card.copy_text).toContain(title);
    expect(textOf(events)).toBe('');
    expect(await titlesOf('alice')).toContain(title);
    expect(await pausedRows(threadId)).toBe(1);
  });

  /** The last step of the thread: its mark, its title and what else it says. */
  const lastStep = async (threadId: string) => {
    const items = await server.alice.items(threadId);
    const tasks = items.flatMap((item) => (item.type === 'workflow' ? item.workflow.tasks : []));
    return tasks.at(-1) as CustomTask;
  };

  it('shows the step that waits as such, and as done when it was', async () => {
    const { threadId, card } = await asked();
    const waiting = { status_indicator: 'none', content: expect.stringContaining('Asked for') };
    expect(await lastStep(threadId)).toMatchObject(waiting);
    await decide(server.alice, card, 'approve');
    const done = { status_indicator: 'complete', content: expect.not.stringContaining('Asked for') };
    expect(await lastStep(threadId)).toMatchObject(done);
  });

  it.each(['no', 'What can you do?'])('shows the step as not approved after "%s"', async (word) => {
    const { threadId } = await asked();
    await server.alice.say(threadId, word);
    const rejected = { status_indicator: 'none', content: expect.stringContaining('Not approved') };
    expect(await lastStep(threadId)).toMatchObject(rejected);
  });

  it('is deleted once it is approved, by the same run; the card then says so', async () => {
    const { threadId, title, card } = await asked();
    const events = await decide(server.alice, card, 'approve');
    expect(textOf(events)).toContain(`Deleted “${title}”`);
    expect(await titlesOf('alice')).not.toContain(title);
    const closed = await askingCard(server.alice, threadId);
    expect(closed.id).toBe(card.id);
    expect(buttonsOf(closed.widget)).toEqual([]);
    expect(closed.copy_text).toContain('Approved');
    expect(await pausedRows(threadId)).toBe(0);
  });

  it('stays when it is rejected, and the assistant is told', async () => {
    const { threadId, title, card } = await asked();
    expect(textOf(await decide(server.alice, card, 'reject'))).toContain('I left everything as it is');
    expect(await titlesOf('alice')).toContain(title);
    expect((await askingCard(server.alice, threadId)).copy_text).toContain('Rejected');
  });

  it.each(['yes', 'OK!', 'ja', 'はい'])('is deleted when the person types "%s"', async (word) => {
    const { threadId, title } = await asked();
    expect(textOf(await server.alice.say(threadId, word))).toContain('Deleted');
    expect(await titlesOf('alice')).not.toContain(title);
    const items = await server.alice.items(threadId);
    expect(items.filter(({ type }) => type === 'user_message')).toHaveLength(3);
  });

  it('stays when the person types anything else, and that is answered', async () => {
    const { threadId, title } = await asked();
    const events = await server.alice.say(threadId, 'What can you do?');
    expect(textOf(events)).toContain('I keep your task list');
    expect(await titlesOf('alice')).toContain(title);
    const card = await askingCard(server.alice, threadId);
    expect(card.copy_text).toContain('You went on with something else');
    expect(await pausedRows(threadId)).toBe(0);
    expect(typesOf(await decide(server.alice, card, 'approve'))).not.toContain('error');
    expect(await titlesOf('alice')).toContain(title);
  });

  it('is deleted once, however many approve at the same moment', async () => {
    const { title, card } = await asked();
    const tabs = await Promise.all(
      Array.from({ length: 5 }, () =>
        server.alice.open('threads.custom_action', decisionOf(card, 'approve')),
      ),
    );
    const told = await Promise.all(tabs.map(({ events }) => all(events)));
    expect(told.filter((events) => textOf(events).includes(`Deleted “${title}”`))).toHaveLength(1);
    const others = told.filter((events) => !textOf(events).includes('Deleted'));
    for (const events of others) expect(['notice', 'error']).toContain(events.at(-1)!.type);
    expect(await titlesOf('alice')).not.toContain(title);
  });

  it('answers a tab that comes too late with the card as it is now', async () => {
    const { card } = await asked();
    await decide(server.alice, card, 'approve');
    const late = await decide(server.alice, card, 'reject');
    expect(late).toContainEqual({ type: 'notice', level: 'info', message: 'This was answered already.' });
    expect(late.find(({ type }) => type === 'thread.item.replaced')).toMatchObject({
      item: { id: card.id, copy_text: expect.stringContaining('Approved') },
    });
  });

  it('is nobody else’s to decide about', async () => {
    const { title, card } = await asked();
    const { status, body } = await server.bob.call<FailureBody>(
      'threads.custom_action',
      decisionOf(card, 'approve'),
    );
    expect([status, body.code]).toEqual([404, 'not_found']);
    expect(await titlesOf('alice')).toContain(title);
    await decide(server.alice, card, 'reject');
  });

  it.each<[string, object]>([
    ['a call that does not exist', { call: 7, decision: 'approve' }],
    ['a decision that is none', { decision: 'maybe' }],
    ['no payload', {}],
  ])('is not deleted for %s', async (_, payload) => {
    const { title, card } = await asked();
    const action = { type: 'approvals.decide', payload };
    const params = { thread_id: card.thread_id, item_id: card.id, action };
    expect((await server.alice.stream('threads.custom_action', params)).at(-1)).toMatchObject({
      type: 'error',
      message: expect.stringContaining('params.action.payload'),
    });
    expect(await titlesOf('alice')).toContain(title);
  });

  it('is not deleted when another widget, or none, sends the approval', async () => {
    const { threadId, title, card } = await asked();
    const other = await asked();
    const items = await server.alice.items(threadId);
    const panel = items.find((item) => item.type === 'widget' && item.widget.id === 'tasks')!;
    const { action } = decisionOf(card, 'approve');
    const send = (item_id?: string) =>
      server.alice.open('threads.custom_action', { thread_id: threadId, item_id, action });
    expect((await send(other.card.id)).status).toBe(404);
    for (const item_id of [panel.id, undefined]) {
      expect((await all((await send(item_id)).events)).at(-1)).toMatchObject({
        type: 'error',
        message: 'params.item_id: must name the widget that asks',
      });
    }
    expect(await titlesOf('alice')).toEqual(expect.arrayContaining([title, other.title]));
  });

  it('wants a streaming action, and says so', async () => {
    const { title, card } = await asked();
    const { status, body } = await server.alice.call<FailureBody>(
      'threads.sync_custom_action',
      decisionOf(card, 'approve'),
    );
    expect([status, body.code]).toEqual([501, 'not_available']);
    expect(await titlesOf('alice')).toContain(title);
  });

  it('is asked about anew after a retry; the card that was there can decide nothing any more', async () => {
    const { threadId, title, card } = await asked();
    const items = await server.alice.items(threadId);
    const message = items.findLast(({ type }) => type === 'user_message')!;
    await server.alice.stream('threads.retry_after_item', { thread_id: threadId, item_id: message.id });
    const anew = await askingCard(server.alice, threadId);
    expect(anew.id).not.toBe(card.id);
    expect(await pausedRows(threadId)).toBe(1);
    const { status } = await server.alice.call('threads.custom_action', decisionOf(card, 'approve'));
    expect(status).toBe(404);
    expect(await titlesOf('alice')).toContain(title);
    await decide(server.alice, anew, 'approve');
    expect(await titlesOf('alice')).not.toContain(title);
  });

  it('is forgotten with its thread', async () => {
    const { threadId, title } = await asked();
    await server.alice.call('threads.delete', { thread_id: threadId });
    expect(await pausedRows(threadId)).toBe(0);
    expect(await titlesOf('alice')).toContain(title);
  });

  it('is not deleted in a thread that was locked since', async () => {
    const { threadId, title, card } = await asked();
    await query(`update threads set status = '{"type":"locked"}' where id = $1`, threadId);
    expect((await decide(server.alice, card, 'approve')).at(-1)).toMatchObject({
      type: 'error',
      message: 'This conversation is locked.',
    });
    expect(await titlesOf('alice')).toContain(title);
    await query(`update threads set status = '{"type":"active"}' where id = $1`, threadId);
    await decide(server.alice, card, 'approve');
    expect(await titlesOf('alice')).not.toContain(title);
  });

  it('is asked about in the person’s language', async () => {
    const german = await ChatKitClient.as(server.url, 'alice', { 'accept-language': 'de-AT' });
    const { card } = await asked(german);
    expect(buttonsOf(card.widget)).toEqual(['Zustimmen', 'Ablehnen']);
    expect(textOf(await decide(german, card, 'approve'))).toContain('Deleted');
  });

  it('is deleted by the person’s own hand without a question', async () => {
    const { title } = await asked();
    const { threadId } = await server.alice.createThread('show my list');
    const panel = (await server.alice.items(threadId)).find((item) => item.type === 'widget') as WidgetItem;
    const [row] = await query<{ number: number }>('select number from tasks where title = $1', title);
    const action = { type: 'tasks.delete', payload: { task_id: row!.number } };
    await server.alice.call('threads.sync_custom_action', { thread_id: threadId, item_id: panel.id, action });
    expect(await titlesOf('alice')).not.toContain(title);
  });

  it('has nothing of the person in the stored run but what the conversation has', async () => {
    const { threadId } = await asked();
    const [row] = await query<{ state: string }>(
      'select state from paused_runs where thread_id = $1',
      threadId,
    );
    const { context } = JSON.parse((JSON.parse(row!.state) as { run: string }).run) as { context: object };
    expect(context).toMatchObject({ context: {} });
    expect(row!.state).not.toContain('"alice"');
  });
});

describe('several tasks that the assistant is told to delete', () => {
  let server: TestApp;
  beforeAll(async () => (server = await startApp()));
  afterAll(() => server.close());

  it('are decided about one by one, and the run goes on when all are', async () => {
    const { threadId } = await server.alice.createThread('add milk, eggs and bread');
    await server.alice.say(threadId, 'delete 1 and 3');
    const card = await askingCard(server.alice, threadId);
    expect(buttonsOf(card.widget)).toEqual([
      'Approve',
      'Reject',
      'Approve',
      'Reject',
      'Approve all',
      'Reject all',
    ]);
    const first = await decide(server.alice, card, 'reject', 0);
    expect(textOf(first)).toBe('');
    expect(buttonsOf((await askingCard(server.alice, threadId)).widget)).toEqual(['Approve', 'Reject']);
    const answer = textOf(await decide(server.alice, card, 'approve', 1));
    expect(answer).toBe('Deleted “Bread” (#3).\n\nI left the rest as it is.');
    const rows = await server.app
      .get(DataSource)
      .query<{ title: string }[]>('select title from tasks order by number');
    expect(rows.map(({ title }) => title)).toEqual(['Milk', 'Eggs']);
  });

  it('are all deleted when all is approved at once', async () => {
    const { threadId } = await server.bob.createThread('add milk, eggs and bread');
    await server.bob.say(threadId, 'delete 1 and 3');
    expect(textOf(await server.bob.say(threadId, 'yes'))).toContain('Deleted 2 tasks');
  });
});

describe('the operator’s rules', () => {
  it.each([
    ['allow:delete_*', 'Deleted “Milk”'],
    ['off', 'Deleted “Milk”'],
    ['deny:delete_*', 'This server does not allow that.'],
  ])('TOOL_APPROVALS=%s answers without asking', async (rules, answer) => {
    await using server = withDispose(await startApp({ variables: { TOOL_APPROVALS: rules } }));
    const { threadId } = await server.alice.createThread('add milk');
    expect(textOf(await server.alice.say(threadId, 'delete 1'))).toContain(answer);
    expect((await server.alice.items(threadId)).filter(({ type }) => type === 'widget')).toEqual([]);
  });

  it('can have other tools ask, too; what was typed as the reason reaches the assistant', async () => {
    await using server = withDispose(await startApp({ variables: { TOOL_APPROVALS: 'ask:add_*' } }));
    const { threadId } = await server.alice.createThread('add milk');
    const { widget } = await askingCard(server.alice, threadId);
    expect(JSON.stringify(widget)).toContain('Add a task');
    expect(textOf(await server.alice.say(threadId, 'No, we have some'))).toContain('I left everything');
    const rows = await server.app.get(DataSource).query<unknown[]>('select from tasks');
    expect(rows).toHaveLength(0);
  });

  it('let a question lie open no longer than the operator says', async () => {
    await using server = withDispose(await startApp({ variables: { APPROVAL_TTL_SECONDS: '0' } }));
    const { threadId } = await server.alice.createThread('add milk');
    await server.alice.say(threadId, 'delete 1');
    const card = await askingCard(server.alice, threadId);
    expect(textOf(await decide(server.alice, card, 'approve'))).toBe('');
    expect((await askingCard(server.alice, threadId)).copy_text).toContain('The time to answer has passed');
    const rows = await server.app.get(DataSource).query<unknown[]>('select from tasks');
    expect(rows).toHaveLength(1);
  });
});

async function all(events: AsyncIterable<ThreadStreamEvent>): Promise<ThreadStreamEvent[]> {
  const read: ThreadStreamEvent[] = [];
  for await (const event of events) read.push(event);
  return read;
}

function withDispose(app: TestApp): TestApp & AsyncDisposable {
  return { ...app, [Symbol.asyncDispose]: () => app.close() };
}
