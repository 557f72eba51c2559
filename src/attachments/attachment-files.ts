import type { Readable } from 'node:stream';
import { Injectable } from '@nestjs/common';
import { toAttachmentView, type Attachment } from '../protocol/attachments.js';
import { NotFoundError } from '../protocol/errors.js';
import type { Principal } from '../turns/principal.js';
import { ThreadStore } from '../turns/thread-store.js';
import { AttachmentBytes } from './attachment-bytes.js';
import { AttachmentRows } from './attachment-rows.js';
import { SignedLinks, type LinkQuery } from './signed-links.js';

/** An attachment with what is known of its bytes; without the latter while they have not arrived. */
export type AttachmentFile = Attachment & { size?: number; content_url?: string };

/** Bytes on their way out. */
export interface OpenFile {
  name: string;
  mimeType: string;
  size: number;
  bytes: Readable;
}

/** What can be had of attachments. */
@Injectable()
export class AttachmentFiles {
  constructor(
    private readonly store: ThreadStore,
    private readonly rows: AttachmentRows,
    private readonly bytes: AttachmentBytes,
    private readonly links: SignedLinks,
  ) {}

  /** @throws NotFoundError */
  async describe(attachmentId: string, principal: Principal): Promise<AttachmentFile> {
    const attachment = toAttachmentView(await this.store.loadAttachment(attachmentId, principal));
    const row = await this.rows.find(attachmentId, principal);
    if (row?.place === undefined) return attachment;
    return { ...attachment, size: row.size, content_url: this.links.contentUrl(attachmentId) };
  }

  /** For whoever holds a signed address. @throws NotFoundError. @throws ChatKitError `link_expired` */
  async open(attachmentId: string, link: LinkQuery): Promise<OpenFile> {
    this.links.verify(attachmentId, 'content', link);
    const row = await this.rows.findAny(attachmentId);
    if (row?.place === undefined) throw new NotFoundError('attachment');
    const { name } = await this.store.loadAttachment(attachmentId, row.principal);
    const bytes = await this.bytes.read(row.place);
    if (!bytes) throw new NotFoundError('attachment');
    return { name, mimeType: row.mimeType, size: row.size, bytes };
  }
}
