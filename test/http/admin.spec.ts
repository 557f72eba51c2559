import { newThread, userMessage } from '../../src/testing/builders.js';
import { ThreadStore } from '../../src/turns/thread-store.js';
import { startApp, type TestApp } from '../support/app.js';
import { tokenOf, trustingIssuer } from '../support/people.js';

interface Row {
  id: string;
  user_id: string;
  tenant_id?: string;
  title?: string;
  item_count: number;
}
interface AdminPage {
  data: Row[];
  has_more: boolean;
  after?: string;
}

let server: TestApp;
let tokens: Record<'nobody' | 'expired' | 'user' | 'admin' | 'auditor' | 'otherAdmin', string | undefined>;
const ids: Record<'adaOne' | 'adaTwo' | 'bob' | 'other', string> = {
  adaOne: '',
  adaTwo: '',
  bob: '',
  other: '',
};

beforeAll(async () => {
  server = await startApp({ variables: trustingIssuer, signIn: false });
  const roles = ['admin'];
  tokens = {
    nobody: undefined,
    expired: await tokenOf('root', { tenant: 't1', roles, isExpired: true }),
    user: await tokenOf('ada', { tenant: 't1', roles: ['member'] }),
    admin: await tokenOf('root', { tenant: 't1', roles }),
    auditor: await tokenOf('root', { tenant: 't1', roles: ['admin', 'audit'] }),
    otherAdmin: await tokenOf('root', { tenant: 't2', roles }),
  };
  const store = server.app.get(ThreadStore);
  const save = async (userId: string, tenantId: string) => {
    const thread = newThread({ title: `canary of ${userId}`, metadata: { note: 'canary' } });
    const owner = { userId, tenantId };
    await store.saveThread(thread, owner);
    await store.addThreadItem(thread.id, userMessage(thread.id, 'canary'), owner);
    return thread.id;
  };
  ids.adaOne = await save('ada', 't1');
  ids.bob = await save('bob', 't1');
  ids.adaTwo = await save('ada', 't1');
  ids.other = await save('ada', 't2');
});
afterAll(() => server.close());

async function get<Body = AdminPage>(path: string, who: keyof typeof tokens) {
  const token = tokens[who];
  const headers: Record<string, string> = token ? { authorization: `Bearer ${token}` } : {};
  const response = await fetch(server.url + path, { headers });
  const text = await response.text();
  return { status: response.status, text, body: JSON.parse(text) as Body };
}
const threadsOf = async (who: keyof typeof tokens, query = '') =>
  (await get(`/api/admin/threads${query}`, who)).body.data.map(({ id }) => id);

/** A case for every admin route, as `METHOD /path`: how it is called so that an administrator succeeds. */
const calls: Readonly<Record<string, { path: string }>> = {
  'GET /api/admin/threads': { path: '/api/admin/threads' },
};

describe('the admin routes [H21]', () => {
  it('have a case here, each of those in the OpenAPI document', async () => {
    const { paths } = (await get<{ paths: Record<string, object> }>('/openapi.json', 'nobody')).body;
    const routes = Object.entries(paths)
      .filter(([path]) => path.startsWith('/api/admin'))
      .flatMap(([path, item]) => Object.keys(item).map((method) => `${method.toUpperCase()} ${path}`));
    expect(routes.sort()).toEqual(Object.keys(calls).sort());
  });

  it.each(Object.entries(calls))('%s is for administrators', async (_route, { path }) => {
    for (const who of ['nobody', 'expired'] as const) expect((await get(path, who)).status).toBe(401);
    const { status, body } = await get<object>(path, 'user');
    expect([status, body]).toMatchObject([
      403,
      { code: 'forbidden', message: 'This takes a token with the role `admin`.' },
    ]);
    expect((await get(path, 'admin')).status).toBe(200);
    const other = await get(path, 'otherAdmin');
    for (const id of [ids.adaOne, ids.adaTwo, ids.bob]) expect(other.text).not.toContain(id);
  });
});

describe('GET /api/admin/threads', () => {
  it('lists the administrator’s tenant, newest first, and can be narrowed to a person', async () => {
    expect(await threadsOf('admin')).toEqual([ids.adaTwo, ids.bob, ids.adaOne]);
    expect(await threadsOf('admin', '?user_id=ada&tenant_id=t1')).toEqual([ids.adaTwo, ids.adaOne]);
    expect(await threadsOf('admin', '?user_id=nobody')).toEqual([]);
    expect(await threadsOf('otherAdmin', '?user_id=ada')).toEqual([ids.other]);
  });

  it('tells whose a thread is and how long, and nothing that was said', async () => {
    const { text, body } = await get('/api/admin/threads?user_id=bob', 'admin');
    expect(body.data).toEqual([
      {
        id: ids.bob,
        user_id: 'bob',
        tenant_id: 't1',
        status: 'active',
        created_at: expect.any(String),
        updated_at: expect.any(String),
        item_count: 1,
        turn_count: 0,
        input_tokens: 0,
        output_tokens: 0,
      },
    ]);
    expect(text).not.toContain('canary');
    const audited = await get('/api/admin/threads?user_id=bob', 'auditor');
    expect(audited.body.data).toMatchObject([{ id: ids.bob, title: 'canary of bob' }]);
  });

  it('goes on after a thread, and knows none of another tenant', async () => {
    const first = (await get('/api/admin/threads?limit=2', 'admin')).body;
    expect(first).toMatchObject({ has_more: true, after: ids.bob });
    expect(await threadsOf('admin', `?after=${first.after}`)).toEqual([ids.adaOne]);
    const foreign = await get(`/api/admin/threads?after=${ids.other}`, 'admin');
    const unknown = await get('/api/admin/threads?after=thr_none', 'admin');
    expect([foreign.status, unknown.status]).toEqual([404, 404]);
  });

  it.each(['t2', 't3', ''])('refuses the tenant “%s”, whether there is one or not', async (tenant) => {
    expect((await get(`/api/admin/threads?tenant_id=${tenant}`, 'admin')).status).toBe(403);
  });

  it.each(['limit=0', 'limit=101', 'limit=x', 'user_id=a&user_id=b', 'tenant_id[$ne]=t1'])(
    'says what is wrong with %s, or does not hear it',
    async (query) => {
      const { status, text } = await get(`/api/admin/threads?${query}`, 'admin');
      expect([200, 400]).toContain(status);
      expect(text).not.toContain(ids.other);
      if (query.startsWith('limit')) expect(text).toContain('limit: must be a whole number from 1 to 100');
    },
  );
});
