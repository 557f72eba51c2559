import { randomBytes } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { Inject, Injectable } from '@nestjs/common';
import { CONFIG, type Config } from '../config.js';
import { toAttachmentView, type Attachment } from '../protocol/attachments.js';
import { ChatKitError, NotFoundError } from '../protocol/errors.js';
import { newId } from '../protocol/ids.js';
import { rasterTypes } from '../protocol/media-types.js';
import type { AttachmentParams } from '../turns/attachment-store.js';
import type { Principal } from '../turns/principal.js';
import { ThreadStore } from '../turns/thread-store.js';
import { AttachmentBytes } from './attachment-bytes.js';
import { AttachmentClock } from './attachment-clock.js';
import { AttachmentRows, type BytesRow } from './attachment-rows.js';
import { emptyFile, notWhatItClaims, tooLarge, typeNotTaken } from './attachment-texts.js';
import { checkedChunks, type Expected } from './checked-chunks.js';
import { toFileName } from './file-name.js';
import { declaredType, isTaken } from './file-type.js';
import { isForm, readSentFile, type SentFile } from './sent-file.js';
import { SignedLinks, type LinkQuery } from './signed-links.js';

/**
 * Takes attachments in, in both of the protocol's ways (protocol document 9): announced and then sent to a signed
 * address, or sent in one request. What is declared is checked when it is, and against the bytes while they come.
 */
@Injectable()
export class Uploads {
  private readonly settings: Config['attachments'];

  constructor(
    @Inject(CONFIG) { attachments }: Config,
    private readonly store: ThreadStore,
    private readonly rows: AttachmentRows,
    private readonly bytes: AttachmentBytes,
    private readonly links: SignedLinks,
    private readonly clock: AttachmentClock,
  ) {
    this.settings = attachments;
  }

  /**
   * Takes room for an upload. The caller writes the record.
   * @throws ChatKitError `bad_request`, `payload_too_large`, `unsupported_media_type`, `over_limit`
   */
  async announce(params: AttachmentParams, attachmentId: string, principal: Principal): Promise<Attachment> {
    const { maxBytes } = this.settings;
    if (!(params.size >= 1)) throw new ChatKitError('bad_request', emptyFile);
    if (params.size > maxBytes) throw new ChatKitError('payload_too_large', tooLarge(maxBytes));
    const { name, mimeType } = this.described(params.name, params.mime_type);
    await this.rows.reserve({ attachmentId, principal, size: params.size, mimeType }, this.clock.now());
    const upload_descriptor = {
      url: this.links.uploadUrl(attachmentId),
      method: 'PUT' as const,
      headers: {},
    };
    return { ...this.toRecord({ attachmentId, name, mimeType }), upload_descriptor };
  }

  /**
   * Takes the bytes of an announced attachment, once.
   * @throws NotFoundError. @throws ChatKitError `link_expired`, `bad_request`, `payload_too_large`,
   *   `unsupported_media_type`, `storage_full`
   */
  async receive(attachmentId: string, link: LinkQuery, request: IncomingMessage): Promise<Attachment> {
    this.links.verify(attachmentId, 'upload', link);
    const row = await this.rows.findAny(attachmentId);
    if (!row) throw new NotFoundError('attachment');
    if (row.place !== undefined) throw new ChatKitError('link_expired');
    const { size, mimeType } = row;
    const expected = { mimeType, maxBytes: this.settings.maxBytes, exactBytes: size };
    const place = newPlace(attachmentId);
    return this.keeping(place, async () => {
      await readSentFile(request, (file) => {
        // Whoever sends bytes need not say what they are; who does must not say something else.
        if (saysOtherType(file, mimeType)) throw new ChatKitError('unsupported_media_type', notWhatItClaims);
        return this.write(place, file, expected);
      });
      const record = await this.rows.arrive({ ...row, place }, this.clock.now());
      if (!record) throw new ChatKitError('link_expired');
      return toAttachmentView(this.links.refresh({ ...record, id: attachmentId }));
    });
  }

  /**
   * Takes a form with a file, and writes its record.
   * @throws ChatKitError what {@link announce} and {@link receive} do
   */
  async receiveDirect(request: IncomingMessage, principal: Principal): Promise<Attachment> {
    if (!isForm(request)) {
      throw new ChatKitError(
        'unsupported_media_type',
        'Send a form (multipart/form-data) with the file in its field `file`.',
      );
    }
    const attachmentId = newId('attachment');
    const place = newPlace(attachmentId);
    try {
      return await this.keeping(place, async () => {
        const row = await readSentFile(request, (file) =>
          this.takeIn(file, { attachmentId, principal, place }, request),
        );
        await this.rows.settle(row, this.clock.now());
        const record = this.toRecord(row);
        await this.store.saveAttachment(record, principal);
        return toAttachmentView(record);
      });
    } catch (error) {
      await this.rows.release(attachmentId, principal);
      throw error;
    }
  }

  private async takeIn(
    file: SentFile,
    { attachmentId, principal, place }: { attachmentId: string; principal: Principal; place: string },
    { headers }: IncomingMessage,
  ): Promise<BytesRow & { name: string }> {
    const { maxBytes } = this.settings;
    const { name, mimeType } = this.described(file.name, file.type);
    // How long the file is nobody says before it is there; the form around it is a little longer.
    const length = Number(headers['content-length'] ?? maxBytes);
    const row = { attachmentId, principal, name, mimeType, place, size: Math.min(length, maxBytes) };
    await this.rows.reserve(row, this.clock.now());
    return { ...row, size: await this.write(place, file, { mimeType, maxBytes }) };
  }

  /** @returns how many they were. */
  private async write(place: string, { chunks }: SentFile, expected: Expected): Promise<number> {
    const passed = { size: 0 };
    await this.bytes.write(place, checkedChunks(chunks, expected, passed));
    return passed.size;
  }

  /** Deletes what was kept when the work around it fails. */
  private async keeping<T>(place: string, work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      await this.bytes.delete(place).catch(() => undefined);
      throw error;
    }
  }

  /** @throws ChatKitError `unsupported_media_type` */
  private described(givenName: string, givenType: string): { name: string; mimeType: string } {
    const name = toFileName(givenName);
    const mimeType = declaredType(givenType, name);
    if (isTaken(mimeType, this.settings.types)) return { name, mimeType };
    throw new ChatKitError('unsupported_media_type', typeNotTaken);
  }

  private toRecord({ attachmentId: id, name, mimeType: mime_type }: Described): Attachment {
    if (!rasterTypes.has(mime_type)) return { type: 'file', id, name, mime_type };
    return { type: 'image', id, name, mime_type, preview_url: this.links.contentUrl(id) };
  }
}

type Described = Pick<BytesRow, 'attachmentId' | 'mimeType'> & { name: string };

/** Never one that was used before: of two uploads at once, neither touches what the other keeps. */
const newPlace = (attachmentId: string): string => `${attachmentId}.${randomBytes(6).toString('hex')}`;

function saysOtherType({ type, name }: SentFile, mimeType: string): boolean {
  const said = declaredType(type, name);
  return said !== mimeType && said !== 'application/octet-stream';
}
