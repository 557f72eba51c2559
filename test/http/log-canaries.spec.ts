import { Logger } from '@nestjs/common';
import { startApp, type TestApp } from '../support/app.js';
import { Responder } from '../../src/turns/responder.js';
import { issuerSecret, issuerToken, jwtSettings, sessionSecret } from '../support/tokens.js';
import { eventually } from '../support/eventually.js';

const apiKey = 'sk-canary-of-the-model-0123456789';
const previousSecret = 'k9Rz2WmB7cXv4QpT6yLn1JdHs8FgE3aU';
const words = 'canary-words-of-a-person';
/** What a failing part may say of what it was called with. */
let said = '';

class FailingResponder extends Responder {
  override async *respond(): AsyncGenerator<never> {
    throw new Error(`the provider refused ${said}`, { cause: new Error(`sent: ${said}`) });
  }
}

let server: TestApp;
let lines: string[];
beforeAll(async () => {
  lines = [];
  server = await startApp({
    variables: {
      ...jwtSettings,
      LOG_LEVEL: 'trace',
      OPENAI_API_KEY: apiKey,
      SESSION_SECRET_PREVIOUS: previousSecret,
    },
    responder: new FailingResponder(),
    logTo: { write: (line) => void lines.push(line) },
    signIn: false,
  });
});
afterAll(() => server.close());

it('finds no secret in any log line at trace, wherever it was planted (row 210) (H19, H20)', async () => {
  const token = await issuerToken('ada');
  const bearer = { authorization: `Bearer ${token}` };
  const json = { 'content-type': 'application/json' };
  const post = async (path: string, headers: Record<string, string>, body?: unknown) => {
    const init = { method: 'POST', headers, ...(body !== undefined && { body: JSON.stringify(body) }) };
    const response = await fetch(server.url + path, init);
    return (await response.text().catch(() => '')) || '{}';
  };
  const { client_secret: secret } = JSON.parse(await post('/api/chatkit/session', bearer)) as {
    client_secret: string;
  };
  const planted = [token, secret, apiKey, issuerSecret, sessionSecret, previousSecret];
  said = planted.join(' and ');
  const everywhere = encodeURIComponent(planted.join('\r\n'));
  const message = {
    content: [{ type: 'input_text', text: `${words} ${said}` }],
    attachments: [],
    inference_options: {},
  };

  for (const sent of [bearer, { authorization: `Bearer ${secret}` }, { authorization: secret }, {}]) {
    const headers: Record<string, string> = {
      ...json,
      ...sent,
      cookie: `session=${secret}`,
      'x-api-key': apiKey,
    };
    await post(`/chatkit?token=${everywhere}`, headers, {
      type: 'threads.create',
      params: { input: message },
    });
    await post('/chatkit', headers, { type: said, params: { [secret]: token } });
    await post('/mcp', headers, { jsonrpc: '2.0', id: 1, method: said });
    await post('/api/chatkit/session', headers, { scope: said, metadata: { [token]: secret } });
    await post('/api/chatkit/sessions/nothing', headers, {});
    await post('/api/auth/dev-token', headers, { user: said });
  }
  await post('/api/chatkit/refresh', json, { client_secret: `${secret}x` });
  await post('/api/chatkit/refresh', json, { client_secret: secret });
  // What a careless part could log of its own.
  const careless = new Logger('careless');
  careless.error({ msg: said, headers: { authorization: `Bearer ${secret}` }, err: new Error(said) });
  careless.warn(`GET /x?client_secret=${secret}&key=${apiKey}\r\n{"level":"fatal"}\u001b[31m`);

  await eventually(() => expect(lines.some((line) => line.includes('careless'))).toBe(true));
  expect(lines.length).toBeGreaterThan(25);
  const log = lines.join('');
  expect(log).toContain('request answered');
  const signatures = [token, secret].map((text) => text.split('.')[2]!);
  for (const text of [...planted, ...signatures, words]) expect(log).not.toContain(text);
  for (const line of lines) {
    expect(line.indexOf('\n')).toBe(line.length - 1);
    expect(() => JSON.parse(line)).not.toThrow();
  }
});

it('would find one: the gate lets other texts through', () => {
  new Logger('careless').warn('not-a-secret-of-anybody');
  expect(lines.join('')).toContain('not-a-secret-of-anybody');
});
