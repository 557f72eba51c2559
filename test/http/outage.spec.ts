import { DataSource } from 'typeorm';
import { userInput } from '../../src/testing/client/chatkit-test-client.js';
import { ScriptedResponder } from '../../src/testing/scripted.responder.js';
import { startApp, type TestApp } from '../support/app.js';
import { issuerToken, jwtSettings } from '../support/tokens.js';

const text = 'The server cannot reach its data just now. Please try again in a moment.';

describe('while the database is away, somebody who was not seen for a while', () => {
  const responder = new ScriptedResponder();
  let server: TestApp;
  let secret: string;
  beforeAll(async () => {
    server = await startApp({ variables: jwtSettings, responder, signIn: false });
    const response = await send('POST', '/api/chatkit/session', { body: {} });
    secret = ((await response.json()) as { client_secret: string }).client_secret;
  });
  afterAll(() => server.close());
  beforeEach(() => {
    responder.calls.length = 0;
    const gone = Object.assign(new Error('connect ECONNREFUSED 10.0.0.7:5432'), { code: 'ECONNREFUSED' });
    jest.spyOn(server.app.get(DataSource), 'query').mockRejectedValue(gone);
  });
  afterEach(() => jest.restoreAllMocks());

  let people = 0;
  async function send(
    method: string,
    path: string,
    { body, bearer, language }: { body?: unknown; bearer?: string; language?: string } = {},
  ): Promise<Response> {
    // Nothing of them is remembered.
    const token = bearer ?? (await issuerToken(`person-${people++}`));
    return fetch(server.url + path, {
      method,
      headers: {
        authorization: `Bearer ${token}`,
        ...(language && { 'accept-language': language }),
        ...(body !== undefined && { 'content-type': 'application/json' }),
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
  }
  const create = { type: 'threads.create', params: userInput('A long thought') };

  it.each([
    ['GET', '/api/chatkit/threads', undefined],
    ['POST', '/api/chatkit/session', {}],
    ['POST', '/api/chatkit/sessions/revoke-all', {}],
    ['POST', '/api/chatkit/messages', { text: 'Hello' }],
    ['POST', '/chatkit', { type: 'threads.list', params: {} }],
    ['POST', '/api/chatkit', { type: 'no such operation', params: {} }],
  ])('is answered 503 by %s %s, with the time to come back after (row 6)', async (method, path, body) => {
    const response = await send(method, path, { body });
    expect([response.status, response.headers.get('retry-after')]).toEqual([503, '5']);
    expect(await response.json()).toMatchObject({ code: 'storage_unavailable', message: text });
  });

  it.each([
    ['POST', '/api/chatkit/refresh'],
    ['DELETE', '/api/chatkit/session'],
    ['GET', '/api/chatkit/threads'],
  ])('with the secret of a session, too, by %s %s', async (method, path) => {
    const response = await send(method, path, { bearer: secret });
    expect([response.status, response.headers.get('retry-after')]).toEqual([503, '5']);
  });

  it('is told inside the stream of a message, where the text is kept, and nothing is done (rows 6, 18)', async () => {
    const response = await send('POST', '/chatkit', { body: create });
    expect([response.status, response.headers.get('content-type')]).toEqual([
      200,
      'text/event-stream; charset=utf-8',
    ]);
    const event = { type: 'error', code: 'custom', message: text, allow_retry: true };
    expect(await response.text()).toBe(`data: ${JSON.stringify(event)}\n\n`);
    expect(responder.calls).toEqual([]);
  });

  it('is told so in the language of their browser', async () => {
    const response = await send('POST', '/chatkit', { body: create, language: 'de-AT' });
    expect(await response.text()).toContain('Der Server kommt gerade nicht an seine Daten.');
  });

  it('is still refused, in no stream, with a token that is none', async () => {
    const response = await send('POST', '/chatkit', { body: create, bearer: 'none.at.all' });
    expect(response.status).toBe(401);
  });
});
