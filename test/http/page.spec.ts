import { startApp, type TestApp } from '../support/app.js';

let server: TestApp;
beforeAll(async () => (server = await startApp()));
afterAll(() => server.close());

describe('the page', () => {
  it('is served to anybody, and may load scripts from here and from the widget’s origin only', async () => {
    const response = await fetch(server.url);
    expect(response.status).toBe(200);
    expect(response.headers.get('content-security-policy')).toContain(
      "script-src 'self' https://cdn.platform.openai.com;",
    );
    expect(response.headers.get('cache-control')).toBe('public, max-age=0');
  });

  it('may keep its hashed files for ever', async () => {
    const html = await (await fetch(server.url)).text();
    const [script] = /\/assets\/[^"]+\.js/.exec(html)!;
    const response = await fetch(server.url + script);
    expect(response.headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
  });
});

describe('another origin (rows 145, 190, 191, 216)', () => {
  const preflight = (origin: string) =>
    fetch(`${server.url}/chatkit`, {
      method: 'OPTIONS',
      headers: {
        origin,
        'access-control-request-method': 'POST',
        'access-control-request-headers': 'authorization,chatkit-frame-instance-id,content-type',
      },
    });

  it('that is listed may ask, before anybody shows a token', async () => {
    const { status, headers } = await preflight('http://localhost:3000');
    expect(status).toBe(204);
    expect(headers.get('access-control-allow-origin')).toBe('http://localhost:3000');
    expect(headers.get('access-control-allow-credentials')).toBe('true');
    expect(headers.get('access-control-allow-headers')).toContain('chatkit-frame-instance-id');
  });

  it('that is listed may read errors and streams', async () => {
    const origin = { origin: 'http://localhost:3000' };
    const refused = await fetch(`${server.url}/chatkit`, { method: 'POST', headers: origin });
    expect([refused.status, refused.headers.get('access-control-allow-origin')]).toEqual([
      401,
      origin.origin,
    ]);
    const body = JSON.stringify({ type: 'threads.list', params: {} });
    const answered = await server.alice.post(body, { headers: origin });
    expect(answered.headers.get('access-control-allow-origin')).toBe(origin.origin);
    await answered.text();
  });

  it('that is not listed is given no leave', async () => {
    expect((await preflight('https://evil.example')).headers.get('access-control-allow-origin')).toBeNull();
  });
});
