import { mkdtemp, open, rm, type FileHandle } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const flushBytes = 1024 * 1024;

/**
 * Values by key, on disk: what comes in any order is given back key by key. Memory holds a few bytes for each value.
 */
export class Spool {
  private readonly places = new Map<string, number[]>();
  private buffered: Buffer[] = [];
  private bufferedBytes = 0;
  private size = 0;

  private constructor(
    private readonly dir: string,
    private readonly file: FileHandle,
  ) {}

  /** In a directory of its own below the system's for temporary files. */
  static async open(): Promise<Spool> {
    const dir = await mkdtemp(join(tmpdir(), 'chatkit-import-'));
    return new Spool(dir, await open(join(dir, 'items'), 'w+'));
  }

  keys(): IterableIterator<string> {
    return this.places.keys();
  }

  async add(key: string, value: unknown): Promise<void> {
    const bytes = Buffer.from(JSON.stringify(value));
    const places = this.places.get(key) ?? [];
    places.push(this.size, bytes.length);
    this.places.set(key, places);
    this.size += bytes.length;
    this.buffered.push(bytes);
    this.bufferedBytes += bytes.length;
    if (this.bufferedBytes >= flushBytes) await this.flush();
  }

  /** The values of a key, in the order in which they came. */
  async take(key: string): Promise<unknown[]> {
    await this.flush();
    const places = this.places.get(key) ?? [];
    this.places.delete(key);
    const values: unknown[] = [];
    for (let n = 0; n < places.length; n += 2) {
      const bytes = Buffer.alloc(places[n + 1]!);
      await this.file.read(bytes, 0, bytes.length, places[n]);
      values.push(JSON.parse(bytes.toString()) as unknown);
    }
    return values;
  }

  async close(): Promise<void> {
    await this.file.close();
    await rm(this.dir, { recursive: true, force: true });
  }

  private async flush(): Promise<void> {
    if (this.bufferedBytes === 0) return;
    const bytes = Buffer.concat(this.buffered);
    this.buffered = [];
    this.bufferedBytes = 0;
    await this.file.write(bytes, 0, bytes.length, this.size - bytes.length);
  }
}
