import { callIdMetaKey } from '../../src/mcp/tool-caller.js';
import type { InProcessMcp } from '../../src/mcp/in-process-mcp.js';
import type { ToolResult } from '../../src/mcp/tool-connection.js';
import { startToolsApp, type ToolsApp } from '../mcp/tools-app.js';

describe('the task tools', () => {
  let app: ToolsApp;
  let people = 0;
  const somebody = async () => {
    const userId = `person-${++people}`;
    return { userId, mcp: await app.connect(userId) };
  };

  beforeAll(async () => {
    app = await startToolsApp();
  });
  afterAll(() => app.close());

  const titlesOf = async (userId: string) =>
    (await app.tasks.list({ userId }, { limit: 100 })).tasks.map(({ title }) => title);
  const textOf = (result: ToolResult) => result.map(({ text }) => text as string).join();
  const refusal = async (mcp: InProcessMcp, name: string, args: Record<string, unknown>) => {
    const result = await mcp.callTool(name, args);
    expect(result.isError).toBe(true);
    return textOf(result);
  };

  it('adds, lists, completes, changes and deletes, each with the promised result (rows 130, 155-159)', async () => {
    const { mcp } = await somebody();
    const call = async (name: string, args: Record<string, unknown>) => {
      const result = await mcp.callTool(name, args);
      expect(JSON.parse(textOf(result))).toEqual(result.structuredContent);
      return result.structuredContent;
    };
    const isoDate = expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/);

    expect(await call('add_task', { title: ' Buy milk ', description: 'two litres' })).toEqual({
      task_id: 1,
      status: 'created',
      title: 'Buy milk',
    });
    await call('add_task', { title: 'Call mum' });
    expect(await call('complete_task', { task_id: 1 })).toEqual({
      task_id: 1,
      status: 'completed',
      title: 'Buy milk',
    });
    expect(await call('update_task', { task_id: 2, title: 'Call dad' })).toEqual({
      task_id: 2,
      status: 'updated',
      title: 'Call dad',
    });
    expect(await call('list_tasks', {})).toEqual({
      tasks: [
        {
          task_id: 1,
          title: 'Buy milk',
          description: 'two litres',
          status: 'completed',
          created_at: isoDate,
          completed_at: isoDate,
        },
        { task_id: 2, title: 'Call dad', status: 'pending', created_at: isoDate },
      ],
      total: 2,
      has_more: false,
    });
    expect(await call('delete_task', { task_id: 2 })).toEqual({
      task_id: 2,
      status: 'deleted',
      title: 'Call dad',
    });
    expect(await call('list_tasks', { status: 'pending' })).toEqual({ tasks: [], total: 0, has_more: false });
  });

  it('gives long lists in pages (row 156)', async () => {
    const { mcp } = await somebody();
    for (const title of ['a', 'b', 'c']) await mcp.callTool('add_task', { title });

    const first = (await mcp.callTool('list_tasks', { limit: 2 })).structuredContent;
    const second = (await mcp.callTool('list_tasks', { limit: 2, after: first!.after })).structuredContent;

    expect(first).toMatchObject({
      tasks: [{ title: 'a' }, { title: 'b' }],
      total: 3,
      has_more: true,
      after: 2,
    });
    expect(second).toMatchObject({ tasks: [{ title: 'c' }], total: 3, has_more: false });
  });

  it('ends a page before it is too large for a model, and goes on with the next (row 156) (F10)', async () => {
    const { mcp, userId } = await somebody();
    const description = '€'.repeat(2000);
    for (let n = 0; n < 30; n++) await app.tasks.add({ userId }, { title: `task ${n}`, description });

    const titles: string[] = [];
    for (let after: unknown = 0, pages = 0; after !== undefined && pages < 10; pages++) {
      const result = await mcp.callTool('list_tasks', { limit: 200, after });
      expect(Buffer.byteLength(textOf(result))).toBeLessThan(64 * 1024);
      const page = JSON.parse(textOf(result)) as {
        tasks: { title: string }[];
        after?: number;
        total: number;
      };
      expect(page.total).toBe(30);
      titles.push(...page.tasks.map(({ title }) => title));
      ({ after } = page);
    }

    expect(titles).toEqual(Array.from({ length: 30 }, (_, n) => `task ${n}`));
  });

  it('adds one task for a call that carries its id twice (row 155)', async () => {
    const { mcp, userId } = await somebody();
    const meta = { [callIdMetaKey]: 'call_abc' };

    const first = await mcp.callTool('add_task', { title: 'milk' }, meta);
    const second = await mcp.callTool('add_task', { title: 'milk' }, meta);
    await mcp.callTool('add_task', { title: 'milk' });

    expect(second.structuredContent).toEqual(first.structuredContent);
    expect(await titlesOf(userId)).toEqual(['milk', 'milk']);
  });

  it('takes the person from the connection, whatever arguments and _meta say (row 21) (T10)', async () => {
    const [alice, bob] = [await somebody(), await somebody()];
    const posing = { user_id: alice.userId, owner_id: alice.userId, userId: alice.userId };

    await bob.mcp.callTool('add_task', { title: 'bob’s', ...posing }, posing);
    await bob.mcp.callTool('add_task', { title: 'bob’s too' }, { principal: { userId: alice.userId } });

    expect(await titlesOf(alice.userId)).toEqual([]);
    expect(await titlesOf(bob.userId)).toEqual(['bob’s', 'bob’s too']);
  });

  it('answers for somebody else’s task in the same words as for none (T10)', async () => {
    const [alice, bob] = [await somebody(), await somebody()];
    await alice.mcp.callTool('add_task', { title: 'alice’s' });

    for (const name of ['complete_task', 'update_task', 'delete_task']) {
      const foreign = await refusal(bob.mcp, name, { task_id: 1, title: 'mine' });
      const unknown = await refusal(bob.mcp, name, { task_id: 2, title: 'mine' });
      expect(foreign).toBe(unknown.replace('task 2', 'task 1'));
      expect(foreign).toMatch(/^task_id: there is no task 1\. .*list_tasks/);
    }

    expect(await titlesOf(alice.userId)).toEqual(['alice’s']);
    expect((await alice.mcp.callTool('delete_task', { task_id: 1 })).isError).toBeFalsy();
  });

  it.each([
    ['add_task', {}, /title: give a text of 1 to 200 characters/],
    ['add_task', { title: ' \t ' }, /title: give a text of 1 to 200/],
    ['add_task', { title: '\uFEFF' }, /title: give a text of 1 to 200/],
    ['add_task', { title: 'x'.repeat(10_240) }, /title: give a text of 1 to 200/],
    ['add_task', { title: 5 }, /title: give a text of 1 to 200/],
    ['add_task', { title: 'a', description: 'x'.repeat(2001) }, /description: .* at most 2000/],
    ['list_tasks', { status: 'open' }, /status: give one of all, pending, completed/],
    ['list_tasks', { limit: 0 }, /limit: give a whole number from 1 to 200/],
    ['complete_task', { task_id: '1; DROP TABLE tasks' }, /task_id: give the whole number/],
    ['complete_task', { task_id: 1.5 }, /task_id: give the whole number/],
    ['delete_task', { task_id: 2 ** 31 }, /task_id: give the whole number/],
    ['delete_task', { task_id: -1 }, /task_id: give the whole number/],
    ['update_task', { task_id: 1 }, /give a new title, a new description, or both/],
  ])('says what to mend in %s %j (rows 155-159)', async (name, args, message) => {
    const { mcp } = await somebody();
    expect(await refusal(mcp, name, args)).toMatch(message);
  });

  it('stores hostile text as text that can be read back (T10, H3)', async () => {
    const { mcp, userId } = await somebody();
    const titles = [
      "'); DROP TABLE tasks; --",
      '$(rm -rf /) `id` ../../etc/passwd',
      'nul \0 and \uD800 lone',
      '👩‍👩‍👧 ‮RTL',
    ];
    for (const title of titles) {
      expect((await mcp.callTool('add_task', { title, description: title })).isError).toBeFalsy();
    }

    const [sql, shell, broken, emoji] = titles;
    expect(await titlesOf(userId)).toEqual([sql, shell, broken!.replace(/[\0\uD800]/g, '\uFFFD'), emoji]);
  });

  it('tells a caller nothing of a failure inside (T10)', async () => {
    const { mcp } = await somebody();
    const list = jest
      .spyOn(app.tasks, 'list')
      .mockRejectedValueOnce(new Error('password=hunter2 at db.internal'));

    const text = await refusal(mcp, 'list_tasks', {});

    expect(text).toMatch(/try again/);
    expect(text).not.toMatch(/hunter2/);
    list.mockRestore();
  });

  it('describes every tool to models and to people (rows 5, 158)', async () => {
    const { mcp } = await somebody();
    const tools = await mcp.listTools();

    expect(tools.map(({ name }) => name)).toEqual([
      'add_task',
      'list_tasks',
      'complete_task',
      'update_task',
      'delete_task',
    ]);
    expect(tools.every(({ description, inputSchema }) => description && inputSchema.properties)).toBe(true);
  });
});
