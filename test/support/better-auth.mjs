// A real Better Auth instance, in memory. The first argument is the path of its base URL, such as /api/auth or nothing.
// Prints its URL; /rotate makes its keys expire, so that the next token is signed by a new one; /token-life/15m says how
// long further tokens last.
import { createServer } from 'node:http';
import { betterAuth } from 'better-auth';
import { memoryAdapter } from 'better-auth/adapters/memory';
import { toNodeHandler } from 'better-auth/node';
import { jwt } from 'better-auth/plugins';

const [path = ''] = process.argv.slice(2);
const db = { user: [], session: [], account: [], verification: [], jwks: [] };
const tokens = { expirationTime: '15m' };
let handle;
const server = createServer((request, response) => {
  const [, life] = /^\/token-life\/(.+)$/.exec(request.url) ?? [];
  if (life) tokens.expirationTime = life;
  else if (request.url === '/rotate') for (const key of db.jwks) key.expiresAt = new Date(Date.now() - 1000);
  else return handle(request, response);
  response.end();
});
server.listen(0, '127.0.0.1', () => {
  const url = `http://127.0.0.1:${server.address().port}`;
  handle = toNodeHandler(
    betterAuth({
      baseURL: `${url}${path}`,
      secret: 'Wq8-zR3m1KxT0vB7nLpY5uHc9EfJ2sDa4Gg6',
      database: memoryAdapter(db),
      emailAndPassword: { enabled: true },
      plugins: [jwt({ jwt: tokens })],
      rateLimit: { enabled: false },
      telemetry: { enabled: false },
      logger: { disabled: true },
    }),
  );
  process.stdout.write(`${url}\n`);
});
