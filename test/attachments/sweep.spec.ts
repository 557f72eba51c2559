import { mkdir, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { AttachmentSweep } from '../../src/attachments/attachment-sweep.js';
import { threadIdOf } from '../../src/testing/client/answers.js';
import { userInput } from '../../src/testing/client/chatkit-test-client.js';
import { announce, attach, png, previewOf, startUploads, type UploadsApp } from './uploads-app.js';

const hourMs = 3_600_000;
let server: UploadsApp;
let sweep: AttachmentSweep;
beforeAll(async () => {
  server = await startUploads();
  sweep = server.app.get(AttachmentSweep, { strict: false });
});
afterEach(() => server.clock.reset());
afterAll(() => server.close());

/** A file as a crash leaves one, of some age. */
async function leave(folder: string, name: string, ageMs: number): Promise<void> {
  const path = join(server.dir, folder, name);
  await mkdir(join(server.dir, folder), { recursive: true });
  await writeFile(path, 'left');
  const at = new Date(Date.now() - ageMs);
  await utimes(path, at, at);
}

const isKnown = async (id: string) =>
  (await server.alice.call('attachments.delete', { attachment_id: id })).status === 200;
const sent = async (id: string) =>
  threadIdOf(await server.alice.stream('threads.create', userInput('Look!', { attachments: [id] })));

it('deletes what never came and what was never sent along, after a day (row 90)', async () => {
  const { body: awaited } = await announce(server.alice, png);
  const unsent = await attach(server.alice, png);
  const inThread = await attach(server.alice, png);
  await sent(inThread.id);
  server.clock.forward(24 * hourMs - 60_000);
  await sweep.sweep();
  expect(await server.kept()).toHaveLength(2);
  server.clock.forward(120_000);
  await sweep.sweep();
  expect(await server.kept()).toEqual([expect.stringContaining(inThread.id)]);
  expect(await isKnown(awaited.id)).toBe(false);
  expect(await isKnown(unsent.id)).toBe(false);
  server.clock.forward(100 * 24 * hourMs);
  await sweep.sweep();
  expect(await server.kept()).toEqual([expect.stringContaining(inThread.id)]);
  expect(await isKnown(inThread.id)).toBe(true);
});

it('deletes those of a deleted conversation with the next sweep (row 90)', async () => {
  const attached = await attach(server.alice, png);
  const fresh = await attach(server.alice, png);
  const threadId = await sent(attached.id);
  await sweep.sweep();
  expect((await fetch(previewOf(attached))).status).toBe(200);
  await server.alice.call('threads.delete', { thread_id: threadId });
  await sweep.sweep();
  expect((await fetch(previewOf(attached))).status).toBe(404);
  expect(await server.kept()).toEqual([expect.stringContaining(fresh.id)]);
  expect(await isKnown(fresh.id)).toBe(true);
});

it('deletes files that are in no row, and drafts that no upload writes any more (H10)', async () => {
  const attached = await attach(server.alice, png);
  await leave('files', 'atc_stray.0a', 25 * hourMs);
  await leave('files', 'atc_new.0b', hourMs);
  await leave('unfinished', 'atc_old.0c', 2 * hourMs);
  await leave('unfinished', 'atc_running.0d', 60_000);
  await sweep.sweep();
  expect((await server.kept()).sort()).toEqual([expect.stringContaining(attached.id), 'atc_new.0b'].sort());
  expect(await server.unfinished()).toEqual(['atc_running.0d']);
});
