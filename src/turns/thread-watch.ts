import type { ThreadMetadata } from '../protocol/thread.js';

const fields = ['title', 'status', 'allowed_image_domains', 'metadata'] as const;
type Field = (typeof fields)[number];

export type ThreadChanges = Partial<Pick<ThreadMetadata, Field>>;

/** Notices what a responder changes on the live thread object. */
export class ThreadWatch {
  /** Type of the status that was last saved. */
  private status: string;
  /** The fields as JSON, as they were when last saved. */
  private saved: Record<Field, string | undefined>;

  constructor(private readonly thread: ThreadMetadata) {
    this.status = thread.status.type;
    this.saved = asJson(thread);
  }

  /** Whether title or status were set to something else. Cheap enough to ask after every delta. */
  get wasReassigned(): boolean {
    return this.thread.title !== this.saved.title || this.thread.status.type !== this.status;
  }

  /** Copies of the fields that differ from what was last saved, also deep inside; undefined when none does. */
  changes(): ThreadChanges | undefined {
    const now = asJson(this.thread);
    const changed = fields.filter((field) => now[field] !== this.saved[field]);
    if (changed.length === 0) return undefined;
    return Object.fromEntries(changed.map((field) => [field, structuredClone(this.thread[field])]));
  }

  /** Takes the given changes as saved. What was set since they were made still counts as changed. */
  markSaved(changes: ThreadChanges): void {
    if (changes.status) this.status = changes.status.type;
    const written = asJson({ ...this.thread, ...changes });
    for (const field of fields) if (field in changes) this.saved[field] = written[field];
  }
}

function asJson(thread: ThreadMetadata): Record<Field, string | undefined> {
  return {
    title: thread.title,
    status: JSON.stringify(thread.status),
    allowed_image_domains: JSON.stringify(thread.allowed_image_domains),
    metadata: JSON.stringify(thread.metadata),
  };
}
