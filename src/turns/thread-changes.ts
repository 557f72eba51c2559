import type { ThreadMetadata } from '../protocol/thread.js';

/** What is to change on a thread. Fields that are left out stay as they are; one without a value is removed. */
export interface ThreadChanges extends Partial<
  Pick<ThreadMetadata, 'status' | 'allowed_image_domains' | 'metadata'>
> {
  title?: TitleChange;
}

/**
 * One title in the place of another. A thread whose title is not `from` any more keeps the title that it has: a person
 * has renamed it. Undefined is no title.
 */
export interface TitleChange {
  from: string | undefined;
  to: string | undefined;
}

/** The thread with the changes made. */
export function changedThread(thread: ThreadMetadata, { title, ...fields }: ThreadChanges): ThreadMetadata {
  const changed = { ...thread, ...fields };
  return title && thread.title === title.from ? { ...changed, title: title.to } : changed;
}
