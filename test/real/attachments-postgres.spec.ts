import {
  announce,
  attach,
  formOf,
  png,
  put,
  sendDirect,
  startUploads,
  type UploadsApp,
} from '../attachments/uploads-app.js';
import { createPostgres } from '../support/databases.js';

// Where statements of several requests do run at the same time.

let database: Awaited<ReturnType<typeof createPostgres>>;
let server: UploadsApp;
beforeAll(async () => {
  database = await createPostgres();
  const variables = { DATABASE_URL: database.url, ATTACHMENTS_PER_USER_BYTES: String(10 * png.length) };
  server = await startUploads({ variables });
});
afterAll(async () => {
  await server.close();
  await database.drop();
});

it('takes the bytes of an address once, of many that come at the same time (row 90)', async () => {
  const { body } = await announce(server.bob, png);
  const answers = await Promise.all(Array.from({ length: 10 }, () => put(body, png)));
  expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
  expect(answers.filter(({ status }) => status === 410)).toHaveLength(9);
  expect(await server.kept()).toHaveLength(1);
});

it('gives nobody more room than there is, however many ask at the same time (row 90)', async () => {
  const answers = await Promise.all(
    Array.from({ length: 30 }, async (_, index) => {
      if (index % 3) return (await announce(server.alice, png)).status;
      return (await sendDirect(server.alice, formOf(png))).status;
    }),
  );
  const taken = answers.filter((status) => status === 200).length;
  // A form is longer than its file, and takes as much room until it is there.
  expect(taken).toBeGreaterThanOrEqual(5);
  expect(taken).toBeLessThanOrEqual(10);
  expect(answers.filter((status) => status === 413)).toHaveLength(30 - taken);
});

it('forgets an attachment that is deleted while its bytes come (row 90)', async () => {
  const kept = await server.kept();
  for (let round = 0; round < 10; round++) {
    const { body } = await announce(server.bob, png);
    await Promise.all([put(body, png), server.bob.call('attachments.delete', { attachment_id: body.id })]);
    expect((await server.bob.call('attachments.delete', { attachment_id: body.id })).status).toBe(404);
  }
  expect(await server.kept()).toEqual(kept);
  expect((await attach(server.bob, png)).type).toBe('image');
});
