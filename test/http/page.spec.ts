import { startApp, type TestApp } from '../support/app.js';

let server: TestApp;
beforeAll(async () => (server = await startApp()));
afterAll(() => server.close());

describe('the page', () => {
  it('is served to anybody, and may load scripts from here and from the widget’s origin only (row 175)', async () => {
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
