import { freshPostgres, type TestDatabase } from '../support/databases.js';
import { startApp, type TestApp } from '../support/app.js';
import type { ThreadMetadata } from '../../src/protocol/thread.js';
import { assistantMessage } from '../../src/testing/builders.js';
import { added } from '../../src/testing/events.js';
import type { TurnContext } from '../../src/turns/context.js';
import { Responder } from '../../src/turns/responder.js';
import { issuerToken, jwtSettings } from '../support/tokens.js';

/** What is promised for a revocation to be seen everywhere, and what a test may take beside it. */
const promisedMs = 60_000;
jest.setTimeout(promisedMs + 30_000);

class EndlessResponder extends Responder {
  override async *respond(thread: ThreadMetadata, _input: unknown, { signal }: TurnContext) {
    yield added(assistantMessage(thread.id));
    await new Promise((resolve) => signal.addEventListener('abort', resolve));
  }
}

let database: TestDatabase & { url: string };
let here: TestApp;
let there: TestApp;

beforeAll(async () => {
  database = await freshPostgres();
  const start = () =>
    startApp({
      variables: { ...jwtSettings, DATABASE_URL: database.url },
      responder: new EndlessResponder(),
      signIn: false,
    });
  here = await start();
  there = await start();
});
afterAll(async () => {
  await here.close();
  await there.close();
  await database.close();
});

const post = (server: TestApp, path: string, bearer: string, body?: unknown) =>
  fetch(`${server.url}/${path}`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${bearer}`,
      ...(body !== undefined && { 'content-type': 'application/json' }),
    },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
const sessionOf = async (userId: string) => {
  const response = await post(here, 'api/chatkit/session', await issuerToken(userId));
  return ((await response.json()) as { client_secret: string }).client_secret;
};

const input = { content: [{ type: 'input_text', text: 'Hi' }], attachments: [], inference_options: {} };

describe('sessions on two servers with one database', () => {
  it('are exchanged once, whichever of them is asked (rows 114, 133)', async () => {
    const secret = await sessionOf('ada');
    const answers = await Promise.all(
      [here, there, here, there, here, there].map((server) => post(server, 'api/chatkit/refresh', secret)),
    );
    expect(answers.map(({ status }) => status)).toEqual(Array(6).fill(200));
    const rows: unknown = await database.dataSource.query(
      `SELECT count(*)::int AS sessions, count(previous_jti)::int AS rotated FROM chat_sessions`,
    );
    expect(rows).toEqual([{ sessions: 1, rotated: 1 }]);
  });

  it('are cut on the other one within a minute of a sign-out, with nobody’s help (threat 4)', async () => {
    const secret = await sessionOf('mia');
    const stream = await post(there, 'chatkit', secret, { type: 'threads.create', params: { input } });
    expect(stream.status).toBe(200);
    expect((await post(here, 'api/chatkit/sessions/revoke-all', await issuerToken('mia'))).status).toBe(200);
    const revokedAt = Date.now();
    await expect(stream.text()).rejects.toThrow();
    expect(Date.now() - revokedAt).toBeLessThan(promisedMs);
    const refused = await post(there, 'chatkit', secret, { type: 'threads.list', params: {} });
    expect(refused.status).toBe(401);
  });
});
