import { startToolsApp, type ToolsApp } from './tools-app.js';

describe('the tools as plain HTTP calls', () => {
  let app: ToolsApp;

  beforeAll(async () => {
    app = await startToolsApp();
  });
  afterAll(() => app.close());

  const call = async (tool: string, body: unknown, headers: Record<string, string> = {}) => {
    const response = await fetch(`${app.url}/mcp/tools/${tool}`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${await app.tokenFor('alice')}`,
        'content-type': 'application/json',
        ...headers,
      },
      body: typeof body === 'string' ? body : JSON.stringify(body),
    });
    return { status: response.status, body: (await response.json()) as Record<string, unknown> };
  };

  it('adds a task with and without the owner’s user_id (rows 150, 218)', async () => {
    const added = await call('add_task', { user_id: 'alice', title: 'Buy milk' });
    expect(added).toEqual({ status: 200, body: { task_id: 1, status: 'created', title: 'Buy milk' } });
    expect((await call('add_task', { title: 'Call mum' })).body).toMatchObject({ task_id: 2 });
    expect((await call('list_tasks', {})).body).toMatchObject({ total: 2 });
  });

  it('refuses somebody else’s user_id (row 150)', async () => {
    const { status, body } = await call('add_task', { user_id: 'bob', title: 'for bob' });
    expect(status).toBe(403);
    expect(body.message).toMatch(/user_id/);
    expect((await app.tasks.list({ userId: 'bob' }, { limit: 10 })).total).toBe(0);
  });

  it('passes the tool’s own words on when it refuses', async () => {
    expect(await call('add_task', { title: '' })).toMatchObject({
      status: 400,
      body: { message: expect.stringMatching(/title: give a text of 1 to 200/) },
    });
    expect(await call('delete_task', { task_id: 999 })).toMatchObject({
      status: 400,
      body: { message: expect.stringMatching(/there is no task 999/) },
    });
  });

  it('refuses unknown tools, other shapes, large and deep bodies, strangers and other sites', async () => {
    const deep = `{"title":${'['.repeat(30_000)}${']'.repeat(30_000)}}`;
    expect((await call('no_such_tool', {})).status).toBe(404);
    expect((await call('add_task', [])).status).toBe(400);
    expect((await call('add_task', '{')).status).toBe(400);
    expect((await call('add_task', deep)).body.message).toMatch(/nested more than 64 levels/);
    expect((await call('add_task', `{"title":[${'{},'.repeat(20_000)}{}]}`)).body.message).toMatch(/tokens/);
    expect((await call('add_task', { title: 'x' }, { 'content-type': 'text/plain' })).status).toBe(415);
    expect((await call('add_task', { title: 'x'.repeat(70_000) })).status).toBe(413);
    expect((await call('add_task', { title: 'x' }, { authorization: '' })).status).toBe(401);
    expect((await call('add_task', { title: 'x' }, { origin: 'https://evil.example' })).status).toBe(403);
  });

  it('tells anybody that it is up (rows 149, 217)', async () => {
    const response = await fetch(`${app.url}/mcp/health`);
    expect(await response.json()).toEqual({ status: 'ok', mcp_version: '1.0' });
  });
});
