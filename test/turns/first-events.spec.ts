import type { ThreadStreamEvent } from '../../src/protocol/events.js';
import { MemoryThreadStore } from '../../src/turns/memory-thread.store.js';
import type { StreamingResult } from '../../src/turns/results.js';
import { eagerViewer } from '../../src/turns/viewers.js';
import { userInput } from '../../src/testing/client/chatkit-test-client.js';
import { DelegatingServer } from '../../src/testing/delegating.server.js';
import { added, delta, done } from '../../src/testing/events.js';
import { assistantMessage } from '../../src/testing/builders.js';
import { ScriptedResponder } from '../../src/testing/scripted.responder.js';
import { newPerson } from '../../src/testing/builders.js';

describe('an answer that is ready at once', () => {
  const responder = new ScriptedResponder();
  const server = new DelegatingServer(responder, { store: new MemoryThreadStore() });

  it('begins after the first events of those who ask at the same time', async () => {
    responder.script = async function* (thread) {
      const message = assistantMessage(thread.id);
      yield added(message);
      for (let word = 0; word < 100; word++) yield delta(message.id, 'word ');
      yield done(assistantMessage(thread.id, 'word '.repeat(100), { id: message.id }));
    };
    const seen: string[] = [];
    const ask = async (name: string) => {
      const request = { type: 'threads.create', params: userInput('Hello') };
      const stream = await server.process(request, { principal: newPerson() });
      return watch(stream as StreamingResult, ({ type }) => seen.push(`${name} ${type}`));
    };
    // The second is read from its socket in the round of the event loop in which the first is answered.
    const second = new Promise(setImmediate).then(() => ask('second'));
    await Promise.all([ask('first'), second]);
    expect(seen.indexOf('second thread.created')).toBeLessThan(seen.indexOf('first thread.item.added'));
    expect(seen.filter((event) => event === 'first thread.item.updated')).toHaveLength(100);
  });
});

/** Resolves at the end of the stream. */
function watch(stream: StreamingResult, onEvent: (event: ThreadStreamEvent) => void): Promise<void> {
  return new Promise((resolve) =>
    stream.attach(eagerViewer({ push: (_frame, event) => void onEvent(event), end: resolve })),
  );
}
