import type { Attachment } from '../../../src/protocol/attachments';
import { Store } from '../store';
import { RequestFailure, type ProtocolClient } from './protocol-client';

/** A file that a person has chosen for their message. */
export interface ChosenFile {
  key: number;
  name: string;
  state: 'uploading' | 'ready' | 'failed';
  /** Why it failed, in words for people. */
  error?: string;
  attachment?: Attachment;
}

interface UploadsState {
  files: readonly ChosenFile[];
}

/** The files of the message that is being written. Each is uploaded as soon as it is chosen. */
export class Uploads extends Store<UploadsState> {
  static #count = 0;

  constructor(private readonly client: ProtocolClient) {
    super({ files: [] });
  }

  /** Whether there is something to send: the text, or files alone. All that were chosen must have arrived. */
  makeMessageWith(text: string): boolean {
    const { files } = this.get();
    return files.every(({ state }) => state === 'ready') && (files.length > 0 || text.trim() !== '');
  }

  /** @param maxCount Files that one message may have. Those beyond are shown as not taken. */
  add(chosen: Iterable<File>, maxCount: number): void {
    for (const file of chosen) {
      const key = ++Uploads.#count;
      const isTooMany = this.get().files.length >= maxCount;
      const error = `A message takes ${maxCount} files at the most.`;
      const added: ChosenFile = isTooMany
        ? { key, name: file.name, state: 'failed', error }
        : { key, name: file.name, state: 'uploading' };
      this.set({ files: [...this.get().files, added] });
      if (!isTooMany) void this.#upload(key, file);
    }
  }

  remove(key: number): void {
    const removed = this.get().files.find((file) => file.key === key);
    this.set({ files: this.get().files.filter((file) => file.key !== key) });
    if (removed?.attachment) this.#forget(removed.attachment);
  }

  /** Hands the files over to a message that is sent. */
  take(): readonly ChosenFile[] {
    const { files } = this.get();
    this.set({ files: [] });
    return files;
  }

  /** Gives them back from one that was not. */
  giveBack(files: readonly ChosenFile[]): void {
    this.set({ files: [...files, ...this.get().files] });
  }

  async #upload(key: number, file: File): Promise<void> {
    try {
      const announced = await this.client.request('attachments.create', {
        name: file.name,
        size: file.size,
        mime_type: file.type,
      });
      if (!this.#change(key, { attachment: announced })) return this.#forget(announced);
      const attachment = await this.client.upload(announced, file);
      this.#change(key, { state: 'ready', attachment });
    } catch (error) {
      const text = error instanceof RequestFailure ? error.message : 'The file could not be uploaded.';
      this.#change(key, { state: 'failed', error: text });
    }
  }

  /** Gives `false` when the file was removed meanwhile. */
  #change(key: number, changes: Partial<ChosenFile>): boolean {
    const { files } = this.get();
    if (!files.some((file) => file.key === key)) return false;
    this.set({ files: files.map((file) => (file.key === key ? { ...file, ...changes } : file)) });
    return true;
  }

  /** What cannot be deleted now, the server deletes after a day. */
  #forget({ id }: Attachment): void {
    void this.client.request('attachments.delete', { attachment_id: id }).catch(() => undefined);
  }
}
