import { DataSource } from 'typeorm';
import { DiskBytes } from '../../src/attachments/disk-bytes.js';
import { AttachmentBytes } from '../../src/attachments/attachment-bytes.js';
import { ThreadStore } from '../../src/turns/thread-store.js';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  announce,
  attach,
  formOf,
  png,
  previewOf,
  put,
  sendDirect,
  startUploads,
  type UploadsApp,
} from './uploads-app.js';

/** A disk with room for so many bytes. */
class SmallDisk extends DiskBytes {
  room = Infinity;

  override async write(place: string, chunks: AsyncIterable<Uint8Array>): Promise<void> {
    await super.write(place, this.fitting(chunks));
  }

  private async *fitting(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
    for await (const chunk of chunks) {
      this.room -= chunk.length;
      if (this.room < 0) throw Object.assign(new Error('no space left on device'), { code: 'ENOSPC' });
      yield chunk;
    }
  }
}

const dir = mkdtempSync(join(tmpdir(), 'chatkit-full-disk-'));
const disk = new SmallDisk(dir);
let server: UploadsApp;
let dataSource: DataSource;
beforeAll(async () => {
  server = await startUploads({ variables: { ATTACHMENTS_DIR: dir }, instead: [[AttachmentBytes, disk]] });
  dataSource = server.app.get(DataSource);
});
afterEach(() => (disk.room = Infinity));
afterAll(async () => {
  await server.close();
  rmSync(dir, { recursive: true, force: true });
});

const rows = async () =>
  (
    await dataSource.query<{ records: string; places: string }[]>(
      `SELECT (SELECT count(*) FROM attachments WHERE NOT data ? 'upload_descriptor') AS records,
            (SELECT count(*) FROM attachment_bytes WHERE place IS NOT NULL) AS places`,
    )
  )[0]!;
const files = async () => {
  const names: string[] = [];
  for await (const { place } of disk.list()) names.push(place);
  return names;
};

it('answers 507 to what does not fit, and leaves no row without a file and no file without a row (H12)', async () => {
  disk.room = 5 * png.length;
  const sent = await Promise.all(
    Array.from({ length: 20 }, async (_, index) => {
      if (index % 2) return (await sendDirect(server.alice, formOf(png))).status;
      return (await put((await announce(server.alice, png)).body, png)).status;
    }),
  );
  expect(sent.filter((status) => status === 200)).toHaveLength(5);
  expect(sent.filter((status) => status === 507)).toHaveLength(15);
  expect(await files()).toHaveLength(5);
  expect(await rows()).toEqual({ records: '5', places: '5' });

  disk.room = Infinity;
  const attached = await attach(server.alice, png);
  expect((await fetch(previewOf(attached))).status).toBe(200);
});

it('can be tried again at the same address once there is room (H12)', async () => {
  const { body } = await announce(server.alice, png);
  disk.room = 0;
  const refused = await put(body, png);
  expect([refused.status, await refused.json()]).toMatchObject([507, { code: 'storage_full' }]);
  disk.room = Infinity;
  expect((await put(body, png)).status).toBe(200);
});

it('keeps no file when the record cannot be written (H12)', async () => {
  const store = server.app.get(ThreadStore, { strict: false });
  const [before, rowsBefore] = [await files(), await rows()];
  const save = jest.spyOn(store, 'saveAttachment').mockRejectedValue(new Error('the database is away'));
  try {
    expect((await sendDirect(server.alice, formOf(png))).status).toBe(500);
  } finally {
    save.mockRestore();
  }
  expect(await files()).toEqual(before);
  expect(await rows()).toEqual(rowsBefore);
});

it('answers 404 when the file of a row is gone', async () => {
  const attached = await attach(server.alice, png);
  for (const place of await files()) if (place.includes(attached.id)) await disk.delete(place);
  expect((await fetch(previewOf(attached))).status).toBe(404);
});
