import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { Injectable, type OnModuleInit } from '@nestjs/common';
import type { Attachment } from '../protocol/attachments.js';
import { ChatKitError, NotFoundError } from '../protocol/errors.js';
import { AttachmentLinks } from '../turns/attachment-links.js';
import { AttachmentClock } from './attachment-clock.js';
import { AttachmentRows } from './attachment-rows.js';
import { RequestOrigin } from './request-origin.js';

/** What an address is for. One that is for reading opens nothing that writes. */
export type LinkUse = 'upload' | 'content';

/** What an address brings along to be believed. */
export interface LinkQuery {
  expires?: unknown;
  signature?: unknown;
}

/** For how long bytes may be sent to the address that an announcement gave. */
export const uploadLinkSeconds = 600;
/**
 * Previews last for this long at least and twice as long at most. All that are made within one such time are the same
 * to the letter: what is read twice reads the same, and browsers need not fetch a picture again.
 */
export const contentLinkSeconds = 12 * 3600;

const pathOf = (attachmentId: string, use: LinkUse): string =>
  `/api/chatkit/attachments/${encodeURIComponent(attachmentId)}/${use}`;

/**
 * Addresses that open one attachment for one use until they expire, without a token: neither an `<img>` nor an upload
 * of the widget's sends one. Signed with a key that is in the database, so that every process knows them.
 */
@Injectable()
export class SignedLinks extends AttachmentLinks implements OnModuleInit {
  private key = '';

  constructor(
    private readonly rows: AttachmentRows,
    private readonly origin: RequestOrigin,
    private readonly clock: AttachmentClock,
  ) {
    super();
  }

  async onModuleInit(): Promise<void> {
    this.key = await this.rows.signingKey(randomBytes(32).toString('base64url'));
  }

  uploadUrl(attachmentId: string): string {
    return this.urlFor(attachmentId, 'upload', this.now() + uploadLinkSeconds);
  }

  contentUrl(attachmentId: string): string {
    const begun = Math.floor(this.now() / contentLinkSeconds);
    return this.urlFor(attachmentId, 'content', (begun + 2) * contentLinkSeconds);
  }

  /** @throws NotFoundError for what was not signed here. @throws ChatKitError `link_expired` */
  verify(attachmentId: string, use: LinkUse, { expires, signature }: LinkQuery): void {
    if (typeof expires !== 'string' || typeof signature !== 'string' || !/^\d{1,12}$/.test(expires)) {
      throw new NotFoundError('attachment');
    }
    const given = Buffer.from(signature);
    const expected = Buffer.from(this.sign(attachmentId, use, Number(expires)));
    if (given.length !== expected.length || !timingSafeEqual(given, expected)) {
      throw new NotFoundError('attachment');
    }
    if (Number(expires) <= this.now()) throw new ChatKitError('link_expired');
  }

  /** Previews that are this server's own get an address that is good now. */
  override refresh<T extends Attachment>(attachment: T): T {
    if (attachment.type !== 'image' || !isOwnPreview(attachment.preview_url, attachment.id))
      return attachment;
    return { ...attachment, preview_url: this.contentUrl(attachment.id) };
  }

  private urlFor(attachmentId: string, use: LinkUse, expires: number): string {
    const query = `expires=${expires}&signature=${this.sign(attachmentId, use, expires)}`;
    return `${this.origin.base}${pathOf(attachmentId, use)}?${query}`;
  }

  private sign(attachmentId: string, use: LinkUse, expires: number): string {
    // No two of them write the same text: neither a use nor a number has a line break.
    return createHmac('sha256', this.key).update(`${use}\n${expires}\n${attachmentId}`).digest('base64url');
  }

  /** In seconds. */
  private now(): number {
    return Math.floor(this.clock.now().getTime() / 1000);
  }
}

function isOwnPreview(url: string, attachmentId: string): boolean {
  return URL.canParse(url) && new URL(url).pathname.endsWith(pathOf(attachmentId, 'content'));
}
