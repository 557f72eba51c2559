import { DataSource } from 'typeorm';
import type { ThreadStreamEvent } from '../../src/protocol/events.js';
import type { WidgetItem } from '../../src/protocol/items.js';
import { languages } from '../../src/protocol/language.js';
import { checkWidget } from '../../src/protocol/widgets/validate-widget.js';
import { taskListText, taskListWidget } from '../../src/tasks/task-list.widget.js';
import { TasksService } from '../../src/tasks/tasks.service.js';
import { ThreadStore } from '../../src/turns/thread-store.js';
import { startApp, type TestApp } from '../support/app.js';
import { typesOf } from '../../src/testing/client/answers.js';

const alice = { userId: 'alice' };

describe('the task list in a conversation', () => {
  let server: TestApp;
  beforeAll(async () => (server = await startApp()));
  afterAll(() => server.close());
  beforeEach(() => server.app.get(DataSource).query('TRUNCATE tasks, task_lists'));

  /** A thread that shows the list of two tasks. */
  async function listed(): Promise<{ threadId: string; panel: WidgetItem }> {
    const tasks = server.app.get(TasksService);
    await tasks.add(alice, { title: 'Buy milk' });
    await tasks.add(alice, { title: 'Call Ann' });
    const { threadId } = await server.alice.createThread("What's on my list?");
    return { threadId, panel: (await panels(threadId))[0]! };
  }
  const panels = async (threadId: string) =>
    (await server.alice.items(threadId)).filter((item): item is WidgetItem => item.type === 'widget');
  const act = (threadId: string, action: object, item_id?: string) =>
    server.alice.stream('threads.custom_action', { thread_id: threadId, item_id, action });
  const actAtOnce = (threadId: string, action: object, item_id?: string, who = server.alice) =>
    who.call<{ updated_item: WidgetItem }>('threads.sync_custom_action', {
      thread_id: threadId,
      item_id,
      action,
    });
  const complete = (task_id: unknown) => ({ type: 'tasks.complete', payload: { task_id } });

  it('is shown when the person asks for it, as a valid widget (rows 23, 49, 179, 188)', async () => {
    const { panel } = await listed();
    expect(panel.copy_text).toBe('1. [ ] Buy milk\n2. [ ] Call Ann');
    expect(checkWidget(panel.widget)).toEqual([]);
    expect(JSON.stringify(panel.widget)).toContain('0 of 2 done');
  });

  it('is ticked off in place; a reload shows the same (rows 23, 179)', async () => {
    const { threadId, panel } = await listed();
    const { status, body } = await actAtOnce(threadId, complete(1), panel.id);
    expect(status).toBe(200);
    expect(body.updated_item).toMatchObject({ id: panel.id, copy_text: '1. [x] Buy milk\n2. [ ] Call Ann' });
    expect(await panels(threadId)).toEqual([body.updated_item]);
  });

  it('loses what is deleted in place (row 179)', async () => {
    const { threadId, panel } = await listed();
    await actAtOnce(threadId, { type: 'tasks.delete', payload: { task_id: 1 } }, panel.id);
    expect((await panels(threadId))[0]!.copy_text).toBe('2. [ ] Call Ann');
    expect((await server.app.get(TasksService).list(alice, { limit: 9 })).total).toBe(1);
  });

  it('grows by what is typed into it, in a stream', async () => {
    const { threadId, panel } = await listed();
    const events = await act(threadId, { type: 'tasks.add', payload: { title: ' Pay rent ' } }, panel.id);
    expect(typesOf(events)).toEqual(['stream_options', 'thread.item.replaced']);
    const expected = '1. [ ] Buy milk\n2. [ ] Call Ann\n3. [ ] Pay rent';
    expect(await panels(threadId)).toMatchObject([{ id: panel.id, copy_text: expected }]);
  });

  it('says what is wrong with what was typed, and stays as it is', async () => {
    const { threadId, panel } = await listed();
    const [, error] = await act(threadId, { type: 'tasks.add', payload: { title: '  ' } }, panel.id);
    expect(error).toMatchObject({ type: 'error', code: 'custom', message: expect.stringContaining('title') });
    expect(await actAtOnce(threadId, complete('1'), panel.id)).toMatchObject({
      status: 400,
      body: { message: expect.stringContaining('task_id') },
    });
    expect(await panels(threadId)).toEqual([panel]);
  });

  it('shows what is left when a task was gone already', async () => {
    const { threadId, panel } = await listed();
    await server.app.get(TasksService).delete(alice, 1);
    const { body } = await actAtOnce(threadId, complete(1), panel.id);
    expect(body.updated_item.copy_text).toBe('2. [ ] Call Ann');
  });

  it('is brought up to date by what the assistant does, and there is one of it', async () => {
    const { threadId, panel } = await listed();
    const said = await server.alice.say(threadId, 'Add a task to pay rent');
    expect(replacedIn(said)).toEqual([panel.id]);
    expect((await panels(threadId))[0]!.copy_text).toContain('3. [ ]');
    await server.alice.say(threadId, "What's on my list?");
    const items = await server.alice.items(threadId);
    expect(items.filter(({ type }) => type === 'widget')).toHaveLength(1);
    expect(items.at(-1)).toMatchObject({ type: 'widget' });
    expect(items.at(-1)!.id).not.toBe(panel.id);
  });

  it('leaves a note of what was done by hand for the model', async () => {
    const { threadId, panel } = await listed();
    await actAtOnce(threadId, complete(1), panel.id);
    const query = { limit: 50, order: 'desc' } as const;
    const { data } = await server.app.get(ThreadStore).loadThreadItems(threadId, query, alice);
    expect(data[0]).toMatchObject({
      type: 'hidden_context_item',
      content: 'The user marked as done task 1, "Buy milk", in the list by hand.',
    });
    const events = await server.alice.say(threadId, "What's on my list?");
    expect(typesOf(events)).not.toContain('error');
  });

  it('is shown anew by an action that comes from no widget', async () => {
    const { threadId } = await listed();
    const events = await act(threadId, { type: 'tasks.add', payload: { title: 'Pay rent' } });
    expect(events.at(-1)).toMatchObject({ type: 'thread.item.done', item: { type: 'widget' } });
  });

  it('is not put in the place of a widget that shows something else', async () => {
    const { threadId, panel } = await listed();
    const { id: _, ...anonymous } = panel.widget;
    const other = { ...panel, id: 'msg_other', widget: anonymous };
    await server.app.get(ThreadStore).saveItem(threadId, other, alice);
    expect(await actAtOnce(threadId, complete(1), 'msg_other')).toMatchObject({ status: 400 });
    expect(await panels(threadId)).toMatchObject([panel, { id: 'msg_other' }]);
    expect((await server.app.get(TasksService).list(alice, { limit: 9 })).tasks[0]!.status).toBe('pending');
  });

  it("is nobody else's to change", async () => {
    const { threadId, panel } = await listed();
    expect(await actAtOnce(threadId, complete(1), panel.id, server.bob)).toMatchObject({ status: 404 });
    expect((await server.app.get(TasksService).list(alice, { limit: 9 })).tasks[0]!.status).toBe('pending');
  });
});

describe('the widget of a task list', () => {
  it('without tasks says so; a long one says how many are left', () => {
    expect(JSON.stringify(taskListWidget('tasks', { tasks: [], more: 0 }, 'en'))).toContain(
      'Nothing to do yet.',
    );
    const tasks = [{ number: 1, title: 'a', status: 'completed' as const }];
    const widget = taskListWidget('tasks', { tasks, more: 3 }, 'en');
    expect(JSON.stringify(widget)).toContain('and 3 more');
    expect(JSON.stringify(widget)).not.toContain('tasks.complete');
    expect(checkWidget(widget)).toEqual([]);
  });

  it.each(languages.filter((language) => language !== 'en'))('has no word of English in %s', (language) => {
    const tasks = [{ number: 1, title: 'a', status: 'pending' as const }];
    const list = { tasks, more: 12_345 };
    const english = /\b(Tasks|tasks|done|Nothing|more|rest|Add|Delete)\b/;
    const shown = [list, { tasks: [], more: 0 }].flatMap((each) => [
      wordsIn(taskListWidget('tasks', each, language)),
      taskListText(each, language),
    ]);
    expect(shown.filter((words) => english.test(words))).toEqual([]);
    expect(shown[0]).toMatch(/12[^\d]?345/);
    expect(checkWidget(taskListWidget('tasks', list, language))).toEqual([]);
  });
});

/** What a person reads in a widget. */
function wordsIn(widget: unknown): string {
  const words: string[] = [];
  JSON.stringify(widget, (key, value: unknown) => {
    if (['value', 'label', 'placeholder'].includes(key)) words.push(String(value));
    return value;
  });
  return words.join('\n');
}

function replacedIn(events: readonly ThreadStreamEvent[]): string[] {
  return events.flatMap((event) => (event.type === 'thread.item.replaced' ? [event.item.id] : []));
}
