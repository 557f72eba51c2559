import { toAttachmentView, type Attachment } from '../protocol/attachments.js';
import { ChatKitError } from '../protocol/errors.js';
import type { RequestOf } from '../protocol/requests.js';
import type { AttachmentStore } from './attachment-store.js';
import type { RequestContext } from './context.js';
import type { TurnParts } from './turn-parts.js';
import { noAttachments } from './unavailable-texts.js';

/** Announces an upload: the bytes' place is the attachment store's, the record is ours. */
export async function createAttachment(
  { store, attachmentStore }: TurnParts,
  params: RequestOf<'attachments.create'>['params'],
  context: RequestContext,
): Promise<Attachment> {
  const attachment = await required(attachmentStore).createAttachment(params, context);
  await store.saveAttachment(attachment, context.principal);
  return toAttachmentView(attachment);
}

/** Deletes the bytes, then the record: a record without bytes can be deleted again, bytes without a record never. */
export async function deleteAttachment(
  { store, attachmentStore }: TurnParts,
  { attachment_id }: RequestOf<'attachments.delete'>['params'],
  context: RequestContext,
): Promise<object> {
  const bytes = required(attachmentStore);
  await store.loadAttachment(attachment_id, context.principal);
  await bytes.deleteAttachment(attachment_id, context);
  await store.deleteAttachment(attachment_id, context.principal);
  return {};
}

function required(attachmentStore: AttachmentStore | undefined): AttachmentStore {
  if (attachmentStore) return attachmentStore;
  throw new ChatKitError('not_available', noAttachments);
}
