import { NotFoundError } from '../../src/protocol/errors.js';
import { ThreadStore } from '../../src/turns/thread-store.js';
import { startApp } from '../support/app.js';
import type { Side, StoredThread } from './run-scenario.js';
import {
  BareHooks,
  ScriptedAttachmentStore,
  ScriptedHooks,
  Stage,
  type RespondAsAgent,
} from './scripted-hooks.js';

export interface OurSide extends Side {
  close(): Promise<void>;
}

interface Options {
  /** With the default hooks, and without an attachment store. */
  bare?: boolean;
  /** What answers a scene that is an agent's. */
  agent?: RespondAsAgent;
}

const alice = { userId: 'alice' };

/** This server as it runs, on its database, with its hooks in our hand. */
export async function startOurSide({ bare = false, agent }: Options = {}): Promise<OurSide> {
  const stage = new Stage();
  const app = await startApp(
    bare
      ? { responder: new BareHooks(stage) }
      : { responder: new ScriptedHooks(stage, agent), attachmentStore: new ScriptedAttachmentStore(stage) },
  );
  const store = app.app.get(ThreadStore);
  stage.store = store;
  return {
    begin: async () => {
      stage.calls = [];
      await deleteThreads(store);
    },
    play: async (scene) => void (stage.scene = scene),
    post: (body, signal) => app.alice.post(body, { signal }),
    traces: async (threadIds, attachmentIds) => ({
      stored: {
        threads: await Promise.all(threadIds.map((id) => storedThread(store, id))),
        attachments: await Promise.all(attachmentIds.map((id) => orNull(store.loadAttachment(id, alice)))),
      },
      calls: stage.calls,
    }),
    close: () => app.close(),
  };
}

async function deleteThreads(store: ThreadStore): Promise<void> {
  const { data } = await store.loadThreads({ limit: 1000, order: 'asc' }, alice);
  for (const { id } of data) await store.deleteThread(id, alice);
}

async function storedThread(store: ThreadStore, id: string): Promise<StoredThread> {
  const thread = await orNull(store.loadThread(id, alice));
  if (!thread) return { thread, items: [], feedback: {} };
  const { data } = await store.loadThreadItems(id, { limit: 1000, order: 'asc' }, alice);
  const feedback = (await store.loadFeedback(id, alice)).map(({ item_id, kind }) => [item_id, kind] as const);
  return { thread, items: data.map(withoutNull), feedback: Object.fromEntries(feedback) };
}

/** An output of null is stored as such; Python does not tell it from none. */
function withoutNull<T extends object>(item: T): T {
  return Object.fromEntries(Object.entries(item).filter(([, value]) => value !== null)) as T;
}

async function orNull<T>(found: Promise<T>): Promise<T | null> {
  try {
    return await found;
  } catch (error) {
    if (error instanceof NotFoundError) return null;
    throw error;
  }
}
