import { isDeepStrictEqual } from 'node:util';
import type { ThreadMetadata } from '../protocol/thread.js';

type Watched = Pick<ThreadMetadata, 'title' | 'status' | 'allowed_image_domains' | 'metadata'>;
export type ThreadChanges = Partial<Watched>;

const fields = ['title', 'status', 'allowed_image_domains', 'metadata'] as const;

/** Notices what a responder changes on the live thread object. */
export class ThreadWatch {
  private saved: Watched;

  constructor(private readonly thread: ThreadMetadata) {
    this.saved = copyOf(thread);
  }

  /** Whether a whole field was set to something else. Cheap enough to ask after every delta. */
  get wasReassigned(): boolean {
    return this.thread.title !== this.saved.title || this.thread.status.type !== this.saved.status.type;
  }

  /** The fields that differ from what was last saved, also by a change deep inside; undefined when none does. */
  changes(): ThreadChanges | undefined {
    const changed = fields.filter((field) => !isDeepStrictEqual(this.thread[field], this.saved[field]));
    if (changed.length === 0) return undefined;
    return Object.fromEntries(changed.map((field) => [field, structuredClone(this.thread[field])]));
  }

  markSaved(): void {
    this.saved = copyOf(this.thread);
  }
}

function copyOf(thread: ThreadMetadata): Watched {
  const { title, status, allowed_image_domains, metadata } = thread;
  return structuredClone({ title, status, allowed_image_domains, metadata });
}
