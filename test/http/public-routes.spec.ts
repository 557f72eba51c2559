import { startApp, type TestApp } from '../support/app.js';

let server: TestApp;
beforeAll(async () => (server = await startApp()));
afterAll(() => server.close());

interface Layer {
  route?: { path: string; methods: Record<string, boolean> };
}

const methods = new Set(['get', 'post', 'put', 'patch', 'delete']);
/** Where Nest mounts middleware; no route of its own. */
const middlewareMount = '{/*splat}';

/** Every route that Nest mounted, as `METHOD /path`. */
function routes(): [method: string, path: string][] {
  const { router } = server.app.getHttpAdapter().getInstance() as { router: { stack: Layer[] } };
  return router.stack.flatMap(({ route }) =>
    route && route.path !== middlewareMount
      ? Object.keys(route.methods)
          .filter((method) => methods.has(method))
          .map((method): [string, string] => [method.toUpperCase(), route.path])
      : [],
  );
}

/** The only routes that answer a caller who shows no token (row 82). Whoever adds one must write it here. */
const publicRoutes = [
  'GET /.well-known/oauth-protected-resource',
  'GET /.well-known/oauth-protected-resource/mcp',
  'GET /api/chatkit/attachments/:id/content',
  'GET /api/chatkit/client-config',
  'GET /docs',
  'GET /docs/:file',
  'GET /docs/start.js',
  'GET /healthz',
  'GET /mcp/health',
  'GET /metrics',
  'GET /openapi.json',
  'GET /readyz',
  'POST /api/auth/dev-token',
  'POST /api/chat-test',
  'POST /api/chatkit/attachments/:id/upload',
  'PUT /api/chatkit/attachments/:id/upload',
];

it('opens no route but the listed ones to callers without a token (row 82)', async () => {
  const open: string[] = [];
  expect(routes().length).toBeGreaterThan(publicRoutes.length);
  for (const [method, path] of routes()) {
    const concrete = path.replace(/[{}]/g, '').replace(/[:*]\w+/g, 'x');
    const response = await fetch(server.url + concrete, {
      method,
      headers: { 'content-type': 'application/json' },
      ...(method !== 'GET' && method !== 'HEAD' && { body: '{}' }),
    });
    if (response.status !== 401) open.push(`${method} ${path}`);
  }
  expect(open.sort()).toEqual(publicRoutes);
});
