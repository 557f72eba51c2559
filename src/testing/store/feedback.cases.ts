import { assertSame, assertUnknown } from '../assertions.js';
import { assistantMessage, hiddenNote, newThread } from '../builders.js';
import type { StoreCases, StoreScene } from './scene.js';

/** What a person thinks of items. */
export const feedbackCases: StoreCases = {
  async 'keeps feedback on several items'(scene) {
    const { store, alice, saveThread, addItems } = scene;
    const { id } = await saveThread();
    const [one, two] = await addItems(id, assistantMessage(id, 'one'), assistantMessage(id, 'two'));
    await addItems(id, assistantMessage(id, 'three'));
    await store.saveFeedback(id, [one.id, two.id], 'positive', alice);
    assertSame(await feedbackOn(scene, id), { [one.id]: 'positive', [two.id]: 'positive' });
  },

  async 'keeps the last word on an item, also when it is named twice'(scene) {
    const { store, alice, saveThread, addItems } = scene;
    const { id } = await saveThread();
    const [item, other] = await addItems(id, assistantMessage(id, 'one'), assistantMessage(id, 'two'));
    await store.saveFeedback(id, [item.id, other.id], 'positive', alice);
    await store.saveFeedback(id, [item.id, item.id], 'negative', alice);
    assertSame(await feedbackOn(scene, id), { [item.id]: 'negative', [other.id]: 'positive' });
  },

  async 'refuses feedback on items that are unknown, hidden or of another thread, and keeps none of it'(
    scene,
  ) {
    const { store, alice, saveThread, addItems } = scene;
    const [{ id }, other] = [await saveThread(), await saveThread()];
    const [item, note] = await addItems(id, assistantMessage(id, 'one'), hiddenNote(id));
    const [elsewhere] = await addItems(other.id, assistantMessage(other.id, 'two'));
    for (const bad of ['msg_none', note.id, elsewhere.id]) {
      await assertUnknown(store.saveFeedback(id, [item.id, bad], 'positive', alice), 'item');
    }
    await assertUnknown(store.saveFeedback('thr_none', [item.id], 'positive', alice), 'thread', 'item');
    assertSame(await feedbackOn(scene, id), {});
    assertSame(await feedbackOn(scene, other.id), {});
  },

  async 'forgets feedback with its thread'(scene) {
    const { store, alice, saveThread, addItems } = scene;
    const { id } = await saveThread();
    const [item] = await addItems(id, assistantMessage(id, 'one'));
    await store.saveFeedback(id, [item.id], 'positive', alice);
    await store.deleteThread(id, alice);
    assertSame(await feedbackOn(scene, id), {});
    await store.saveThread(newThread({ id }), alice);
    assertSame(await feedbackOn(scene, id), {});
  },
};

async function feedbackOn({ store, alice }: StoreScene, threadId: string) {
  const feedback = await store.loadFeedback(threadId, alice);
  return Object.fromEntries(feedback.map(({ item_id, kind }) => [item_id, kind]));
}
