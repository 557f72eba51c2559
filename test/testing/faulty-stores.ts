import { newId } from '../../src/protocol/ids.js';
import type { Attachment } from '../../src/protocol/attachments.js';
import type { FeedbackKind } from '../../src/protocol/feedback.js';
import { isHidden, type ThreadItem } from '../../src/protocol/items.js';
import type { ThreadMetadata } from '../../src/protocol/thread.js';
import { MemoryThreadStore } from '../../src/turns/memory-thread.store.js';
import type { Principal } from '../../src/turns/principal.js';
import type { ItemPageQuery, PageQuery } from '../../src/turns/thread-store.js';
import type { ThreadFiling } from '../../src/turns/thread-summary.js';

/** Keeps whose a thread is, for faults that ask in the owner's name. */
class StoreThatKnowsOwners extends MemoryThreadStore {
  protected readonly owners = new Map<string, Principal>();

  override async saveThread(thread: ThreadMetadata, principal: Principal) {
    await super.saveThread(thread, principal);
    this.owners.set(thread.id, principal);
  }

  override async addThread(thread: ThreadMetadata, filing: ThreadFiling, principal: Principal) {
    const added = await super.addThread(thread, filing, principal);
    if (added.isNew) this.owners.set(thread.id, principal);
    return added;
  }
}

/** Stores with one fault each, and for each a part of the title of a case that must find it. */
export const faultyStores: Readonly<Record<string, { store: MemoryThreadStore; found: string }>> = {
  'lets anybody read a thread': {
    store: new (class extends StoreThatKnowsOwners {
      override async loadThread(threadId: string, principal: Principal) {
        return super.loadThread(threadId, this.owners.get(threadId) ?? principal);
      }
    })(),
    found: "ownership > somebody else's is unknown to loadThread",
  },
  'lets anybody delete an item': {
    store: new (class extends StoreThatKnowsOwners {
      override async deleteThreadItem(threadId: string, itemId: string, principal: Principal) {
        await super.deleteThreadItem(threadId, itemId, this.owners.get(threadId) ?? principal);
      }
    })(),
    found: "ownership > somebody else's is unknown to deleteThreadItem",
  },
  'ignores `after`': {
    store: new (class extends MemoryThreadStore {
      override async loadThreadItems(
        threadId: string,
        { after: _, ...query }: ItemPageQuery,
        principal: Principal,
      ) {
        return super.loadThreadItems(threadId, query, principal);
      }
    })(),
    found: 'pages > gives 26 items of one moment in asc order',
  },
  'starts from the top for an unknown cursor': {
    store: new (class extends MemoryThreadStore {
      override async loadThreads({ after, ...query }: PageQuery, principal: Principal) {
        return super
          .loadThreads({ ...query, after }, principal)
          .catch(() => super.loadThreads(query, principal));
      }
    })(),
    found: 'pages > refuses a cursor that is unknown',
  },
  'orders items by their date': {
    store: new (class extends MemoryThreadStore {
      override async loadThreadItems(threadId: string, query: ItemPageQuery, principal: Principal) {
        const page = await super.loadThreadItems(threadId, query, principal);
        const sign = query.order === 'asc' ? 1 : -1;
        return {
          ...page,
          data: page.data.toSorted((a, b) => sign * a.created_at.localeCompare(b.created_at)),
        };
      }
    })(),
    found: 'pages > orders rows by when they were added',
  },
  'leaves hidden items out after the page is cut': {
    store: new (class extends MemoryThreadStore {
      override async loadThreadItems(
        threadId: string,
        { visibleOnly, ...query }: ItemPageQuery,
        principal: Principal,
      ) {
        const page = await super.loadThreadItems(threadId, query, principal);
        return visibleOnly ? { ...page, data: page.data.filter((item) => !isHidden(item)) } : page;
      }
    })(),
    found: 'hidden items > fills pages in asc order',
  },
  'appends an item that is saved again': {
    store: new (class extends MemoryThreadStore {
      override async saveItem(threadId: string, item: ThreadItem, principal: Principal) {
        const id = await super.loadItem(threadId, item.id, principal).then(
          () => newId('message'),
          () => item.id,
        );
        await super.saveItem(threadId, { ...item, id }, principal);
      }
    })(),
    found: 'items > saveItem changes an item where it is',
  },
  'moves an item that is saved again to the end': {
    store: new (class extends MemoryThreadStore {
      override async saveItem(threadId: string, item: ThreadItem, principal: Principal) {
        await super.deleteThreadItem(threadId, item.id, principal);
        await super.saveItem(threadId, item, principal);
      }
    })(),
    found: 'items > saveItem changes an item where it is',
  },
  'gives out what it holds': {
    store: new (class extends MemoryThreadStore {
      private readonly held = new Map<string, ThreadMetadata>();
      override async loadThread(threadId: string, principal: Principal) {
        const thread = await super.loadThread(threadId, principal);
        const held = this.held.get(threadId) ?? thread;
        this.held.set(threadId, held);
        return held;
      }
    })(),
    found: 'threads > takes in and gives out copies',
  },
  'gives `null` for a title that is not there': {
    store: new (class extends MemoryThreadStore {
      override async loadThread(threadId: string, principal: Principal) {
        return { title: null as unknown as string, ...(await super.loadThread(threadId, principal)) };
      }
    })(),
    found: 'threads > gives a thread without a title back without one',
  },
  'keeps attachments of one name only': {
    store: new (class extends MemoryThreadStore {
      override async saveAttachment(attachment: Attachment, principal: Principal) {
        await super.saveAttachment({ ...attachment, name: 'file' }, principal);
      }
    })(),
    found: 'attachments > gives a file back as it was saved',
  },
  'makes short ids': {
    store: new (class extends MemoryThreadStore {
      override generateThreadId() {
        return `thr_${Math.floor(Math.random() * 16 ** 3).toString(16)}`;
      }
    })(),
    found: 'ids > never makes the same id twice',
  },
  'keeps half of what it refuses': {
    store: new (class extends MemoryThreadStore {
      override async saveFeedback(
        threadId: string,
        itemIds: readonly string[],
        kind: FeedbackKind,
        principal: Principal,
      ) {
        for (const id of itemIds) await super.saveFeedback(threadId, [id], kind, principal);
      }
    })(),
    found: 'feedback > refuses feedback on items that are unknown',
  },
  'looks for pending calls on the newest page only': {
    store: new (class extends MemoryThreadStore {
      override async loadPendingToolCalls(threadId: string, principal: Principal) {
        const query = { limit: 20, order: 'desc' } as const;
        const { data } = await this.loadThreadItems(threadId, query, principal);
        const calls = data.filter((item) => item.type === 'client_tool_call');
        return calls.filter(({ status }) => status === 'pending');
      }
    })(),
    found: 'pending calls > finds the calls that are pending',
  },
  'stores text that no database would take': {
    store: new (class extends MemoryThreadStore {
      override async loadItem(threadId: string, itemId: string, principal: Principal) {
        const item = await super.loadItem(threadId, itemId, principal);
        return JSON.parse(JSON.stringify(item).replaceAll('\uFFFD', '\\u0000')) as ThreadItem;
      }
    })(),
    found: 'text > replaces NUL',
  },
};
