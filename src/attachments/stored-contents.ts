import { buffer } from 'node:stream/consumers';
import { Injectable } from '@nestjs/common';
import { AttachmentContents, type AttachmentContent } from '../turns/attachment-contents.js';
import type { Principal } from '../turns/principal.js';
import { AttachmentBytes } from './attachment-bytes.js';
import { AttachmentRows } from './attachment-rows.js';

/** What the assistant reads of attachments. */
@Injectable()
export class StoredContents extends AttachmentContents {
  constructor(
    private readonly rows: AttachmentRows,
    private readonly bytes: AttachmentBytes,
  ) {
    super();
  }

  override async find(attachmentId: string, principal: Principal): Promise<AttachmentContent | undefined> {
    const row = await this.rows.find(attachmentId, principal);
    if (row?.place === undefined) return undefined;
    const { place, size, mimeType } = row;
    const load = async () => {
      const stream = await this.bytes.read(place);
      return stream && (await buffer(stream));
    };
    return { size, mimeType, load };
  }
}
