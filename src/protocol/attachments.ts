import { z } from 'zod';

export const UploadDescriptor = z.object({
  url: z.string(),
  method: z.enum(['POST', 'PUT']),
  headers: z.record(z.string(), z.string()).default({}),
});

const attachmentBase = {
  id: z.string(),
  name: z.string(),
  mime_type: z.string(),
  upload_descriptor: UploadDescriptor.optional(),
  thread_id: z.string().optional(),
  /** For the operator only: removed from everything that a client is sent. */
  metadata: z.record(z.string(), z.unknown()).optional(),
};

export const FileAttachment = z.object({ type: z.literal('file'), ...attachmentBase });
export const ImageAttachment = z.object({
  type: z.literal('image'),
  ...attachmentBase,
  preview_url: z.string(),
});

export const Attachment = z
  .discriminatedUnion('type', [FileAttachment, ImageAttachment])
  .meta({ id: 'Attachment' });

export type UploadDescriptor = z.infer<typeof UploadDescriptor>;
export type FileAttachment = z.infer<typeof FileAttachment>;
export type ImageAttachment = z.infer<typeof ImageAttachment>;
export type Attachment = z.infer<typeof Attachment>;

/** The attachment as a client may see it: without the operator's metadata. */
export function toAttachmentView<T extends Attachment>(attachment: T): T {
  const { metadata: _, ...view } = attachment;
  return view as T;
}
