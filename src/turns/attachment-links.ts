import type { Attachment } from '../protocol/attachments.js';

/**
 * Gives attachments the addresses that are good now, wherever a store reads them: on their own, and in the messages
 * that embed them (protocol document 9.6). For previews whose addresses expire. Also the injection token.
 */
export abstract class AttachmentLinks {
  /** The attachment as it is, or a copy with another `preview_url`. */
  abstract refresh<T extends Attachment>(attachment: T): T;
}
