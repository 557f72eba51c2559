import { wellFormedLine } from '../protocol/text.js';
import type { ThreadMetadata } from '../protocol/thread.js';
import type { ThreadChanges, TitleChange } from './thread-changes.js';

const fields = ['title', 'status', 'allowed_image_domains', 'metadata'] as const;
type Field = (typeof fields)[number];

/** Notices what a responder changes on the live thread object. */
export class ThreadWatch {
  /** Type of the status that was last saved. */
  private status: string;
  /** The fields as JSON, as they were when last saved. */
  private saved: Record<Field, string | undefined>;
  /** The last title that the responder has seen or given. Any other that is stored is a person's. */
  private ownTitle: string | undefined;

  constructor(private readonly thread: ThreadMetadata) {
    this.status = thread.status.type;
    this.saved = asJson(thread);
    this.ownTitle = thread.title;
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
    return Object.fromEntries(
      changed.map((field) => [
        field,
        field === 'title'
          ? { from: this.ownTitle, to: asStored(this.thread.title) }
          : structuredClone(this.thread[field]),
      ]),
    );
  }

  /**
   * Takes the given changes as saved. What was set since they were made still counts as changed.
   * @param stored The thread as it is after them. A title of a person's that stands there goes into the live thread,
   * too, and stays until the turn ends, whatever the responder goes on to call it.
   */
  markSaved(changes: ThreadChanges, stored: ThreadMetadata): void {
    if (changes.status) this.status = changes.status.type;
    const { title, ...rest } = changes;
    const written = asJson({ ...this.thread, ...rest });
    for (const field of fields) if (field in rest) this.saved[field] = written[field];
    if (title) this.markTitle(title, stored.title);
  }

  private markTitle({ to }: TitleChange, stored: string | undefined): void {
    this.saved.title = stored;
    if (asStored(this.thread.title) === to) this.thread.title = stored;
    if (stored === to) this.ownTitle = stored;
  }
}

/** What is announced must be what a list gives later. */
function asStored(title: string | undefined): string | undefined {
  return title == null ? undefined : wellFormedLine(title);
}

function asJson(thread: ThreadMetadata): Record<Field, string | undefined> {
  return {
    title: thread.title,
    status: JSON.stringify(thread.status),
    allowed_image_domains: JSON.stringify(thread.allowed_image_domains),
    metadata: JSON.stringify(thread.metadata),
  };
}
