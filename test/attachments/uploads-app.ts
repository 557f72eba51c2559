import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Attachment } from '../../src/protocol/attachments.js';
import { AttachmentClock } from '../../src/attachments/attachment-clock.js';
import { startApp, type TestApp } from '../support/app.js';
import type { ChatKitClient } from '../support/chatkit-client.js';

/** A server that keeps attachments in a directory of its own, with a clock that a test sets. */
export interface UploadsApp extends TestApp {
  dir: string;
  clock: SetClock;
  /** Names of what is kept, and of what was begun and not ended. */
  kept(): Promise<string[]>;
  unfinished(): Promise<string[]>;
}

export class SetClock extends AttachmentClock {
  private aheadMs = 0;

  override now(): Date {
    return new Date(Date.now() + this.aheadMs);
  }

  forward(ms: number): void {
    this.aheadMs += ms;
  }

  reset(): void {
    this.aheadMs = 0;
  }
}

export async function startUploads(
  options: Omit<NonNullable<Parameters<typeof startApp>[0]>, 'responder'> = {},
): Promise<UploadsApp> {
  const dir = await mkdtemp(join(tmpdir(), 'chatkit-attachments-'));
  const clock = new SetClock();
  const app = await startApp({
    ...options,
    variables: { ATTACHMENTS_DIR: dir, ...options.variables },
    instead: [[AttachmentClock, clock], ...(options.instead ?? [])],
  });
  const namesIn = (folder: string) => readdir(join(dir, folder)).catch((): string[] => []);
  return {
    ...app,
    dir,
    clock,
    kept: () => namesIn('files'),
    unfinished: () => namesIn('unfinished'),
    close: async () => {
      await app.close();
      await rm(dir, { recursive: true, force: true });
    },
  };
}

/** The smallest picture that decodes: one pixel. */
export const png = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);

export interface Given {
  name?: string;
  type?: string;
  /** As it is declared. Default: as it is. */
  size?: number;
}

export const announce = (
  client: ChatKitClient,
  bytes: Uint8Array,
  { name = 'tower.png', type = 'image/png', size = bytes.length }: Given = {},
) => client.call<Attachment>('attachments.create', { name, size, mime_type: type });

export const put = (
  { upload_descriptor }: Pick<Attachment, 'upload_descriptor'>,
  body: RequestInit['body'],
  headers: Record<string, string> = {},
) => fetch(upload_descriptor!.url, { method: 'PUT', body, headers });

/** Announces and uploads, and gives the attachment as the upload answers it. */
export async function attach(
  client: ChatKitClient,
  bytes: Uint8Array,
  given: Given = {},
): Promise<Attachment> {
  const { status, body } = await announce(client, bytes, given);
  if (status !== 200) throw new Error(`refused: ${status} ${JSON.stringify(body)}`);
  const uploaded = await put(body, Buffer.from(bytes));
  if (uploaded.status !== 200) throw new Error(`refused: ${uploaded.status} ${await uploaded.text()}`);
  return (await uploaded.json()) as Attachment;
}

export function formOf(
  bytes: Uint8Array,
  { name = 'tower.png', type = 'image/png', field = 'file' }: Given & { field?: string } = {},
): FormData {
  const form = new FormData();
  form.set(field, new Blob([Buffer.from(bytes)], { type }), name);
  return form;
}

/** The direct way, as the widget goes it. */
export const sendDirect = (
  { url, token }: Pick<ChatKitClient, 'url' | 'token'>,
  body: RequestInit['body'],
  headers: Record<string, string> = {},
) =>
  fetch(`${url}/api/chatkit/attachments`, {
    method: 'POST',
    body,
    headers: { ...(token && { authorization: `Bearer ${token}` }), ...headers },
  });

export const previewOf = (attachment: Attachment): string =>
  attachment.type === 'image' ? attachment.preview_url : '';
