import { constants } from 'node:fs';
import { access, mkdir, open, readdir, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { AttachmentBytes, storageFull, type KeptBytes } from './attachment-bytes.js';

/** Nothing that could lead out of the directory. */
const usablePlace = /^[A-Za-z0-9_][A-Za-z0-9_.]{0,199}$/;
/** No space, no quota, no more of the file. */
const fullCodes: ReadonlySet<unknown> = new Set(['ENOSPC', 'EDQUOT', 'EFBIG']);

const isMissing = (error: unknown): boolean =>
  ['ENOENT', 'ENOTDIR'].includes((error as NodeJS.ErrnoException).code ?? '');

/**
 * Bytes as files in one directory, readable by this user alone. A file is written beside its place, forced to the disk
 * and moved there when it is whole. The directories are made by the first write.
 */
export class DiskBytes extends AttachmentBytes {
  private readonly files: string;
  private readonly unfinished: string;

  constructor(dir: string) {
    super();
    this.files = join(dir, 'files');
    this.unfinished = join(dir, 'unfinished');
  }

  override async write(place: string, chunks: AsyncIterable<Uint8Array>): Promise<void> {
    const path = this.pathOf(place);
    const draft = join(this.unfinished, place);
    try {
      await this.makeDirectories();
      await this.writeDraft(draft, chunks);
      await rename(draft, path);
      await syncDirectory(this.files);
    } catch (error) {
      await rm(draft, { force: true }).catch(() => undefined);
      await rm(path, { force: true }).catch(() => undefined);
      throw fullCodes.has((error as NodeJS.ErrnoException).code) ? storageFull(error) : error;
    }
  }

  override async read(place: string): Promise<Readable | undefined> {
    try {
      const file = await open(this.pathOf(place), 'r');
      return file.createReadStream();
    } catch (error) {
      if (isMissing(error)) return undefined;
      throw error;
    }
  }

  override async delete(place: string): Promise<void> {
    await rm(this.pathOf(place), { force: true });
  }

  override async *list(): AsyncIterable<KeptBytes> {
    for (const place of await namesIn(this.files)) {
      const keptSince = await changedAt(join(this.files, place));
      if (keptSince && usablePlace.test(place)) yield { place, keptSince };
    }
  }

  override async removeUnfinished(before: Date): Promise<void> {
    for (const name of await namesIn(this.unfinished)) {
      const path = join(this.unfinished, name);
      const at = await changedAt(path);
      if (at && at < before) await rm(path, { force: true });
    }
  }

  override async check(): Promise<void> {
    await this.makeDirectories();
    await access(this.files, constants.W_OK);
    await access(this.unfinished, constants.W_OK);
  }

  /** One chunk after the other: a slow disk slows the sender down. */
  private async writeDraft(path: string, chunks: AsyncIterable<Uint8Array>): Promise<void> {
    const file = await open(path, 'wx', 0o600);
    try {
      for await (const chunk of chunks) await file.writeFile(chunk);
      await file.sync();
    } finally {
      await file.close();
    }
  }

  private async makeDirectories(): Promise<void> {
    await mkdir(this.files, { recursive: true, mode: 0o700 });
    await mkdir(this.unfinished, { recursive: true, mode: 0o700 });
  }

  private pathOf(place: string): string {
    if (!usablePlace.test(place)) throw new TypeError('No place of bytes has such a name.');
    return join(this.files, place);
  }
}

/** A new name outlasts a loss of power once its directory is on the disk. Not every system has a way to say so. */
async function syncDirectory(path: string): Promise<void> {
  const directory = await open(path, 'r').catch(() => undefined);
  await directory?.sync().catch(() => undefined);
  await directory?.close();
}

async function namesIn(path: string): Promise<string[]> {
  try {
    return await readdir(path);
  } catch (error) {
    if (isMissing(error)) return [];
    throw error;
  }
}

/** Undefined for what went meanwhile. */
async function changedAt(path: string): Promise<Date | undefined> {
  try {
    return (await stat(path)).mtime;
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
}
