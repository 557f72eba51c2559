import { DataSource } from 'typeorm';
import { OpenAnswers } from '../../src/auth/sessions/open-answers.js';
import { RevocationWatch } from '../../src/auth/sessions/revocation-watch.js';
import type { ThreadMetadata } from '../../src/protocol/thread.js';
import { assistantMessage } from '../../src/testing/builders.js';
import { added } from '../../src/testing/events.js';
import type { TurnContext } from '../../src/turns/context.js';
import { Responder } from '../../src/turns/responder.js';
import { startApp, type TestApp } from '../support/app.js';
import { eventually } from '../support/eventually.js';
import { issuerToken, jwtSettings } from '../support/tokens.js';

/** Begins to answer, and goes on until it is stopped. */
class EndlessResponder extends Responder {
  override async *respond(thread: ThreadMetadata, _input: unknown, { signal }: TurnContext) {
    yield added(assistantMessage(thread.id));
    await new Promise((resolve) => signal.addEventListener('abort', resolve));
  }
}

let server: TestApp;
beforeAll(async () => {
  server = await startApp({ variables: jwtSettings, responder: new EndlessResponder(), signIn: false });
});
afterAll(() => server.close());

const post = async (path: string, bearer: string, method = 'POST') =>
  fetch(`${server.url}/api/chatkit/${path}`, { method, headers: { authorization: `Bearer ${bearer}` } });

const sessionOf = async (userId: string) =>
  (await (await post('session', await issuerToken(userId))).json()) as {
    client_secret: string;
    session_id: string;
  };

/** A stream that has begun. `end` tells how it went: `cut` when the connection broke. */
async function openStream(bearer: string) {
  const response = await fetch(`${server.url}/chatkit`, {
    method: 'POST',
    headers: { authorization: `Bearer ${bearer}`, 'content-type': 'application/json' },
    body: JSON.stringify({
      type: 'threads.create',
      params: {
        input: { content: [{ type: 'input_text', text: 'Hi' }], attachments: [], inference_options: {} },
      },
    }),
  });
  expect(response.status).toBe(200);
  const reader = response.body!.getReader();
  await reader.read();
  let isOpen = true;
  const end = (async () => {
    try {
      while (!(await reader.read()).done);
      return 'ended';
    } catch {
      return 'cut';
    } finally {
      isOpen = false;
    }
  })();
  return { end, isOpen: () => isOpen, leave: () => reader.cancel().catch(() => undefined) };
}

describe('an open stream (threat 4)', () => {
  it('is cut when its person signs out everywhere, whatever it was opened with, and nobody else’s is', async () => {
    const token = await issuerToken('ada');
    const byToken = await openStream(token);
    const bySecret = await openStream((await sessionOf('ada')).client_secret);
    const bystander = await openStream(await issuerToken('bob'));
    expect((await post('sessions/revoke-all', token)).status).toBe(200);
    expect(await Promise.all([byToken.end, bySecret.end])).toEqual(['cut', 'cut']);
    expect(bystander.isOpen()).toBe(true);
    await bystander.leave();
  });

  it('is cut when its session ends, and the person’s others are not', async () => {
    const [one, two] = [await sessionOf('eve'), await sessionOf('eve')];
    const [ended, goingOn] = [await openStream(one.client_secret), await openStream(two.client_secret)];
    expect((await post('session', one.client_secret, 'DELETE')).status).toBe(204);
    expect(await ended.end).toBe('cut');
    expect(goingOn.isOpen()).toBe(true);
    await goingOn.leave();
  });

  it('is cut at the next look when another process revoked it, and its answer is stopped', async () => {
    const sql = server.app.get(DataSource);
    const look = () => server.app.get(RevocationWatch).look();
    const byToken = await openStream(await issuerToken('kim'));
    const session = await sessionOf('lea');
    const bySecret = await openStream(session.client_secret);
    await look();
    expect([byToken.isOpen(), bySecret.isOpen()]).toEqual([true, true]);
    await sql.query(
      `INSERT INTO sign_outs (owner_id, revoked_before) VALUES ('kim', now() + interval '1 second')`,
    );
    await sql.query(`UPDATE chat_sessions SET ended_at = now() WHERE id = $1`, [session.session_id]);
    await look();
    expect(await Promise.all([byToken.end, bySecret.end])).toEqual(['cut', 'cut']);
    await eventually(async () => {
      const rows: unknown = await sql.query(`SELECT status FROM turns WHERE owner_id IN ('kim', 'lea')`);
      expect(rows).toEqual([{ status: 'cancelled' }, { status: 'cancelled' }]);
    });
  });

  it('leaves nothing behind when it closes', async () => {
    const stream = await openStream(await issuerToken('noa'));
    await stream.leave();
    await eventually(async () => expect(server.app.get(OpenAnswers).size).toBe(0));
  });
});
