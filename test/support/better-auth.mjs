// A real Better Auth instance, in memory. The first argument is the path of its base URL, such as /api/auth or nothing.
// Prints its URL; POST /rotate makes its keys expire, so that the next token is signed by a new one.
import { createServer } from 'node:http';
import { betterAuth } from 'better-auth';
import { memoryAdapter } from 'better-auth/adapters/memory';
import { toNodeHandler } from 'better-auth/node';
import { jwt } from 'better-auth/plugins';

const [path = ''] = process.argv.slice(2);
const db = { user: [], session: [], account: [], verification: [], jwks: [] };
let handle;
const server = createServer((request, response) => {
  if (request.url !== '/rotate') return handle(request, response);
  for (const key of db.jwks) key.expiresAt = new Date(Date.now() - 1000);
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
      plugins: [jwt()],
      rateLimit: { enabled: false },
      telemetry: { enabled: false },
      logger: { disabled: true },
    }),
  );
  process.stdout.write(`${url}\n`);
});
