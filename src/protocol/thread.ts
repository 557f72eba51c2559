import { z } from 'zod';
import { isHidden, ThreadItem, toItemView } from './items.js';
import { emptyPage, pageOf, type Page } from './page.js';

export const ThreadStatus = z.discriminatedUnion('type', [
  z.object({ type: z.literal('active') }),
  z.object({ type: z.literal('locked'), reason: z.string().optional() }),
  z.object({ type: z.literal('closed'), reason: z.string().optional() }),
]);

/** A thread as it is stored: with the operator's metadata, without items. */
export const ThreadMetadata = z.object({
  id: z.string(),
  title: z.string().optional(),
  created_at: z.iso.datetime(),
  status: ThreadStatus.default({ type: 'active' }),
  allowed_image_domains: z.array(z.string()).optional(),
  metadata: z.record(z.string(), z.unknown()).default({}),
});

/** A thread as a client sees it. `metadata` is always `{}`: what is stored there belongs to the operator. */
export const Thread = ThreadMetadata.extend({ items: pageOf(ThreadItem) }).meta({ id: 'Thread' });

export type ThreadStatus = z.infer<typeof ThreadStatus>;
export type ThreadMetadata = z.infer<typeof ThreadMetadata>;
export type Thread = z.infer<typeof Thread>;

/** The thread for a client, with the given page of items (an empty one by default). */
export function toThreadView(thread: ThreadMetadata, items: Page<ThreadItem> = emptyPage()): Thread {
  return {
    id: thread.id,
    ...(thread.title != null && { title: thread.title }),
    created_at: thread.created_at,
    status: thread.status,
    ...(thread.allowed_image_domains && { allowed_image_domains: thread.allowed_image_domains }),
    metadata: {},
    items: toItemsView(items),
  };
}

/** The page without hidden items. Stores leave them out themselves, so that pages are full; this is the last gate. */
export function toItemsView(page: Page<ThreadItem>): Page<ThreadItem> {
  return { ...page, data: page.data.filter((item) => !isHidden(item)).map(toItemView) };
}
