import { connect } from 'node:net';
import { startApp, type TestApp } from '../support/app.js';

let server: TestApp;
beforeAll(async () => (server = await startApp({ variables: { TRUST_PROXY: '1' } })));
afterAll(() => server.close());

/** Sends bytes as they are, and gives everything that comes back until the server closes. */
function raw(bytes: string): Promise<{ status: number; text: string }> {
  return new Promise((resolve, reject) => {
    let text = '';
    const socket = connect(Number(new URL(server.url).port), '127.0.0.1', () => socket.write(bytes));
    socket.setEncoding('latin1');
    socket.on('data', (chunk: string) => (text += chunk));
    socket.on('error', reject);
    socket.on('close', () => resolve({ status: Number(/^HTTP\/1\.1 (\d{3})/.exec(text)?.[1]), text }));
  });
}

const body = JSON.stringify({ type: 'threads.list', params: {} });
const request = (headers: string[], line = 'POST /chatkit') =>
  raw(
    [
      `${line} HTTP/1.1`,
      'Host: 127.0.0.1',
      'Connection: close',
      'Content-Type: application/json',
      `Content-Length: ${body.length}`,
      ...headers,
      '',
      body,
    ].join('\r\n'),
  );
const asAlice = (...headers: string[]) =>
  request([`Authorization: Bearer ${server.alice.token}`, ...headers]);

describe('headers on a raw socket [H6]', () => {
  it('are taken as they are sent by everybody', async () => {
    expect((await asAlice()).status).toBe(200);
  });

  it.each<[string, () => string[], number]>([
    ['of 16 KB', () => [`X-Long: ${'x'.repeat(16_384)}`], 431],
    ['by the hundreds', () => Array.from({ length: 300 }, (_, n) => `x${n}: 1`), 431],
    ['by the thousands', () => Array.from({ length: 2500 }, () => 'a:1'), 431],
    ['with a bare CR', () => ['X-Split: a\rX-Other: b'], 400],
    ['with NUL', () => ['X-Nul: a\0b'], 400],
    ['without a name', () => [': nameless'], 400],
    ['with two lengths', () => ['Content-Length: 3'], 400],
    ['with a length and chunks', () => ['Transfer-Encoding: chunked'], 400],
  ])('%s are refused', async (_, headers, status) => {
    expect((await asAlice(...headers())).status).toBe(status);
  });

  it('that name two people are refused, whoever comes first', async () => {
    const alice = `Authorization: Bearer ${server.alice.token}`;
    const bob = `authorization: Bearer ${server.bob.token}`;
    for (const headers of [
      [alice, bob],
      [bob, alice],
      [alice, 'Authorization: Bearer x'],
      [alice, alice],
    ]) {
      const { status, text } = await request(headers);
      expect([status, text]).toEqual([400, expect.stringContaining('"reason":"duplicate"')]);
    }
  });

  it.each([
    ['__proto__: {"isAdmin":true}'],
    ['constructor: x'],
    ['toString: x'],
    ['X-Forwarded-For: 1.1.1.1, 2.2.2.2, 127.0.0.1'],
    ['X-Forwarded-Proto: https, http'],
    ['X-HTTP-Method-Override: DELETE'],
    ['X-User-Id: bob'],
  ])('such as %s change nothing about the answer', async (header) => {
    const plain = await asAlice();
    const { status, text } = await asAlice(header);
    expect([status, text.split('\r\n\r\n')[1]]).toEqual([200, plain.text.split('\r\n\r\n')[1]]);
    expect(({} as Record<string, unknown>).isAdmin).toBeUndefined();
  });

  it('are not sent back by TRACE', async () => {
    const { status, text } = await request(['X-Canary: tell-nobody'], 'TRACE /chatkit');
    expect(status).toBeGreaterThanOrEqual(400);
    expect(text).not.toContain('tell-nobody');
  });
});

describe('headers of an answer (rows 204, 209)', () => {
  const answer = async (headers: Record<string, string> = {}) =>
    (await fetch(`${server.url}/healthz`, { headers })).headers;

  it('tell a browser to stay on TLS when the request came over it, by the word of a trusted proxy', async () => {
    const over = await answer({ 'x-forwarded-proto': 'https' });
    expect(over.get('strict-transport-security')).toBe('max-age=31536000');
    expect((await answer()).get('strict-transport-security')).toBeNull();
  });

  it('do not believe a proxy that nobody trusts', async () => {
    const direct = await startApp();
    try {
      const { headers } = await fetch(`${direct.url}/healthz`, { headers: { 'x-forwarded-proto': 'https' } });
      expect(headers.get('strict-transport-security')).toBeNull();
    } finally {
      await direct.close();
    }
  });

  it('are Helmet’s, on errors as well', async () => {
    const { headers } = await fetch(`${server.url}/chatkit`, { method: 'POST' });
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('content-security-policy')).toContain("default-src 'self'");
    expect(headers.get('x-powered-by')).toBeNull();
  });
});
