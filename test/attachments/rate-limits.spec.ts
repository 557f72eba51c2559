import { announce, formOf, png, put, sendDirect, startUploads, type UploadsApp } from './uploads-app.js';

let server: UploadsApp;
beforeAll(async () => {
  server = await startUploads({ variables: { RATE_LIMITS: 'on', RATE_LIMIT_UPLOADS: '3/60s' } });
});
afterAll(() => server.close());

it('counts announcements and files in one request together, for each person (H16)', async () => {
  const { body: announced } = await announce(server.alice, png);
  expect((await sendDirect(server.alice, formOf(png))).status).toBe(200);
  expect((await announce(server.alice, png)).status).toBe(200);
  const refused = await sendDirect(server.alice, formOf(png));
  expect([refused.status, await refused.json()]).toMatchObject([429, { code: 'rate_limited' }]);
  expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
  expect((await announce(server.alice, png)).status).toBe(429);
  // What was let in when it was announced may come.
  expect((await put(announced, png)).status).toBe(200);
  expect((await announce(server.bob, png)).status).toBe(200);
  expect(await server.kept()).toHaveLength(2);
});
