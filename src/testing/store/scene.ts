import assert from 'node:assert/strict';
import type { ThreadItem } from '../../protocol/items.js';
import type { Page } from '../../protocol/page.js';
import type { ThreadMetadata } from '../../protocol/thread.js';
import type { Principal } from '../../turns/principal.js';
import type { ItemPageQuery, ThreadStore } from '../../turns/thread-store.js';
import { namesakeOf, newPerson, newThread } from '../builders.js';
import type { Cases } from '../contract.js';

/** A store and three people who own nothing in it. What is saved is Alice's. */
export interface StoreScene {
  store: ThreadStore;
  alice: Principal;
  mallory: Principal;
  /** Has Alice's id, in another tenant. */
  namesake: Principal;
  saveThread: (overrides?: Partial<ThreadMetadata>) => Promise<ThreadMetadata>;
  /** Adds items one after another. */
  addItems: <Items extends ThreadItem[]>(threadId: string, ...items: Items) => Promise<Items>;
  /** Alice's items of a thread, all of them in the order of time unless the query says otherwise. */
  itemIds: (threadId: string, query?: Partial<ItemPageQuery>) => Promise<string[]>;
}

export type StoreCases = Cases<StoreScene>;

export const everything = { limit: 100, order: 'asc' } as const;

/** Whatever depends on time instead of order fails with these: all of them are of one moment. */
export const sameMoment = { created_at: '2026-01-02T03:04:05.678Z' };

export function storeScene(store: ThreadStore): StoreScene {
  const alice = newPerson();
  return {
    store,
    alice,
    mallory: newPerson(),
    namesake: namesakeOf(alice),
    async saveThread(overrides) {
      const thread = newThread(overrides);
      await store.saveThread(thread, alice);
      return thread;
    },
    async addItems(threadId, ...items) {
      for (const item of items) await store.addThreadItem(threadId, item, alice);
      return items;
    },
    async itemIds(threadId, query) {
      return idsOf(await store.loadThreadItems(threadId, { ...everything, ...query }, alice));
    },
  };
}

export const idsOf = (page: Page<{ id: string }>): string[] => page.data.map(({ id }) => id);

const maxPages = 100;

/** All pages, each by the cursor of the one before. Gives up on a store that never comes to an end. */
export async function walkPages<Row>(load: (after?: string) => Promise<Page<Row>>): Promise<Page<Row>[]> {
  const pages = [await load()];
  while (pages.at(-1)!.has_more) {
    assert.ok(pages.length < maxPages, `There are more than ${maxPages} pages: the cursor leads nowhere.`);
    pages.push(await load(pages.at(-1)!.after));
  }
  return pages;
}
