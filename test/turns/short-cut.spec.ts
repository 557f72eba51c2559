import { once } from 'node:events';
import type { ThreadStreamEvent } from '../../src/protocol/events.js';
import type { ThreadMetadata } from '../../src/protocol/thread.js';
import { assistantMessage, newPerson } from '../../src/testing/builders.js';
import { textOf, threadIdOf, typesOf } from '../../src/testing/client/answers.js';
import { userInput } from '../../src/testing/client/chatkit-test-client.js';
import { DelegatingServer } from '../../src/testing/delegating.server.js';
import { added, delta, done } from '../../src/testing/events.js';
import { ScriptedResponder } from '../../src/testing/scripted.responder.js';
import type { TurnContext } from '../../src/turns/context.js';
import { MemoryThreadStore } from '../../src/turns/memory-thread.store.js';
import type { StreamingResult } from '../../src/turns/results.js';
import { withShortCut, type ShortCut } from '../../src/turns/short-cut.js';
import type { Viewer } from '../../src/turns/viewers.js';

/** An answer that may also tell events by the short cut. It runs while the turn waits for its next event. */
type Answer = (
  way: ShortCut,
  thread: ThreadMetadata,
  context: TurnContext,
) => AsyncGenerator<ThreadStreamEvent, void, undefined>;

describe('the short cut of an answer', () => {
  const person = newPerson();
  const store = new MemoryThreadStore();
  const responder = new ScriptedResponder();
  const server = new DelegatingServer(responder, { store, log: { info() {}, warn() {}, error() {} } });

  /** Who watches: nobody is ever behind, unless a test says so. */
  const patience = { isBehind: false, relief: Promise.resolve() };

  function show(answer: Answer) {
    responder.script = (thread, _input, context) => withShortCut((way) => answer(way, thread, context));
    return watch();
  }

  async function watch() {
    const request = { type: 'threads.create', params: userInput('Hello') };
    const stream = (await server.process(request, { principal: person })) as StreamingResult;
    const events: ThreadStreamEvent[] = [];
    let end!: () => void;
    const ended = new Promise<void>((resolve) => (end = resolve));
    const viewer: Viewer = {
      push: (_frame, event) => void events.push(event),
      end,
      get congested() {
        return patience.isBehind;
      },
      relief: () => patience.relief,
    };
    stream.attach(viewer);
    return { events, ended, leave: () => stream.detach(viewer) };
  }

  it('shows text where it belongs between what is yielded, and keeps it', async () => {
    const taken: unknown[] = [];
    const { events, ended } = await show(async function* (way, thread) {
      const { id, ...message } = assistantMessage(thread.id, '');
      yield added({ ...message, id });
      taken.push(way.tell(delta(id, 'first, ')));
      yield delta(id, 'then, ');
      taken.push(way.tell(delta(id, 'last')));
      // Without a last word: what is stored is what the turn has kept of the pieces.
      throw new Error('cut off');
    });
    await ended;
    expect(taken).toEqual([undefined, undefined]);
    expect(textOf(events)).toBe('first, then, last');
    const query = { limit: 10, order: 'asc' } as const;
    const { data } = await store.loadThreadItems(threadIdOf(events), query, person);
    expect(data).toContainEqual(
      expect.objectContaining({ content: [expect.objectContaining({ text: 'first, then, last' })] }),
    );
  });

  it('is not for what has to be stored first', async () => {
    const taken: unknown[] = [];
    const { events, ended } = await show(async function* (way, thread) {
      const message = assistantMessage(thread.id, 'Hi');
      taken.push(way.tell(added(message)), way.tell(done(message)));
    });
    await ended;
    expect(taken).toEqual([false, false]);
    expect(typesOf(events)).not.toContain('thread.item.added');
  });

  it('is closed while a new title waits to be stored', async () => {
    const taken: unknown[] = [];
    const { events, ended } = await show(async function* (way, thread) {
      const message = assistantMessage(thread.id, '');
      yield added(message);
      thread.title = 'Flowers';
      taken.push(way.tell(delta(message.id, 'early')));
      yield delta(message.id, 'one');
      taken.push(way.tell(delta(message.id, 'two')));
    });
    await ended;
    expect(taken).toEqual([false, undefined]);
    const told = typesOf(events);
    expect(told.lastIndexOf('thread.updated')).toBeLessThan(told.lastIndexOf('thread.item.updated'));
  });

  it('is closed when the turn is stopped', async () => {
    const taken: unknown[] = [];
    let tooLate!: () => void;
    const told = new Promise<void>((resolve) => (tooLate = resolve));
    const { leave } = await show(async function* (way, thread, { signal }) {
      const message = assistantMessage(thread.id, '');
      yield added(message);
      const stopped = once(signal, 'abort');
      leave();
      await stopped;
      taken.push(way.tell(delta(message.id, 'too late')));
      tooLate();
    });
    await told;
    expect(taken).toEqual([false]);
  });

  it('makes its user wait for a viewer who is behind', async () => {
    const order: string[] = [];
    let relieve!: () => void;
    patience.relief = new Promise((resolve) => (relieve = resolve));
    const { ended, events } = await show(async function* (way, thread) {
      const message = assistantMessage(thread.id, '');
      yield added(message);
      patience.isBehind = true;
      const room = way.tell(delta(message.id, 'much'));
      setImmediate(() => {
        order.push('relieved');
        patience.isBehind = false;
        relieve();
      });
      await room;
      order.push('went on');
    });
    await ended;
    expect(order).toEqual(['relieved', 'went on']);
    expect(textOf(events)).toBe('much');
  });

  it('does not lead past somebody who looks at each event on its way', async () => {
    const taken: unknown[] = [];
    const seen: string[] = [];
    responder.script = async function* (thread) {
      const inner = withShortCut(async function* (way) {
        const message = assistantMessage(thread.id, '');
        yield added(message);
        taken.push(way.tell(delta(message.id, 'past')));
        yield delta(message.id, 'seen');
      });
      for await (const event of inner) {
        seen.push(event.type);
        yield event;
      }
    };
    const { events, ended } = await watch();
    await ended;
    expect(taken).toEqual([false]);
    expect(seen).toEqual(['thread.item.added', 'thread.item.updated']);
    expect(textOf(events)).toBe('seen');
  });
});
