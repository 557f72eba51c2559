import { announce, formOf, png, sendDirect, startUploads, type UploadsApp } from './uploads-app.js';

let server: UploadsApp;
beforeAll(async () => (server = await startUploads({ variables: { ATTACHMENTS: 'off' } })));
afterAll(() => server.close());

it('takes no attachments with ATTACHMENTS=off, and says so (row 90)', async () => {
  const { status, body } = await announce(server.alice, png);
  expect([status, body]).toMatchObject([501, { code: 'not_available' }]);
  expect((await sendDirect(server.alice, formOf(png))).status).toBe(404);
  const config = await fetch(`${server.url}/api/chatkit/client-config`);
  expect(await config.json()).toMatchObject({ attachments: null });
});
