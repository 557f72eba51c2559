import { DataSource } from 'typeorm';
import type { ThreadStreamEvent } from '../../src/protocol/events.js';
import type { ThreadItem } from '../../src/protocol/items.js';
import type { ThreadMetadata } from '../../src/protocol/thread.js';
import { assistantMessage } from '../../src/testing/builders.js';
import { userInput } from '../../src/testing/client/chatkit-test-client.js';
import { readEvents } from '../../src/testing/client/read-events.js';
import { added, delta, done, removed, replaced } from '../../src/testing/events.js';
import type { ScriptedResponder } from '../../src/testing/scripted.responder.js';
import { barMs } from '../support/bar.js';
import type { TestApp } from '../support/app.js';
import { JoinedStream } from '../support/joined-stream.js';
import { shownBy, type LiveEvent } from '../support/live-viewer.js';
import { RestClient } from '../support/rest-client.js';

/** One of everything that an answer is made of. */
function answer(thread: ThreadMetadata): ThreadStreamEvent[] {
  const [first, second, third] = [1, 2, 3].map(() => assistantMessage(thread.id));
  const whole = (item: ThreadItem, text: string) =>
    ({ ...item, content: assistantMessage(thread.id, text).content }) as ThreadItem;
  return [
    { type: 'progress_update', text: 'thinking' },
    added(first!),
    delta(first!.id, 'One '),
    delta(first!.id, 'two'),
    done(whole(first!, 'One two')),
    added(second!),
    delta(second!.id, 'Three'),
    replaced(whole(first!, 'One, two')),
    added(third!),
    delta(third!.id, 'Oops'),
    removed(third!.id),
    done(whole(second!, 'Three.')),
  ];
}
/** What stands in a stream before the answer: the thread, the message, the options. */
const opening = 3;
const steps = answer({ id: 'thr_1' } as ThreadMetadata).length;

/** Lets an answer go on event by event. */
class Steps {
  private allowed = 0;
  private wake = () => {};

  allow(events: number): void {
    this.allowed = Math.max(this.allowed, events);
    this.wake();
  }

  async reach(event: number): Promise<void> {
    while (event > this.allowed) await new Promise<void>((resolve) => (this.wake = resolve));
  }
}

/** Every place at which the client of a turn, and those who joined it, can be cut off. */
export function turnCutCases(server: () => TestApp, responder: ScriptedResponder): void {
  /** A turn, read by its own client up to so many events of its answer. */
  async function begin(read: number, headers: Record<string, string>) {
    const gate = new Steps();
    responder.script = async function* (thread) {
      for (const [index, event] of answer(thread).entries()) {
        await gate.reach(index + 1);
        yield event;
      }
      await gate.reach(steps + 1);
    };
    gate.allow(read);
    const leaving = new AbortController();
    const response = await server().alice.post(
      JSON.stringify({ type: 'threads.create', params: userInput('Hello') }),
      { headers, signal: leaving.signal },
    );
    const events = readEvents(response.body!.pipeThrough(new TextDecoderStream()));
    const seen: ThreadStreamEvent[] = [];
    while (seen.length < opening + read) seen.push((await events.next()).value as ThreadStreamEvent);
    const [created] = seen;
    if (created?.type !== 'thread.created') throw new Error('The stream has no thread.');
    const leave = () => {
      leaving.abort();
      void events.return(undefined).catch(() => undefined);
    };
    return { gate, leave, threadId: created.thread.id, turnId: response.headers.get('chatkit-turn-id')! };
  }

  const join = (threadId: string, query = '') =>
    JoinedStream.open(RestClient.of(server().alice), threadId, { query });
  const byId = (items: readonly ThreadItem[]) => [...items].sort((a, b) => (a.id < b.id ? -1 : 1));
  const statusOf = async (turnId: string) => {
    const [row] = await server()
      .app.get(DataSource)
      .query<{ status: string }[]>('select status from turns where id = $1', [turnId]);
    return row!.status;
  };
  const withinSeconds = async <Value>(work: Promise<Value>): Promise<Value> => {
    const begun = Date.now();
    const value = await work;
    expect(Date.now() - begun).toBeLessThan(barMs(5_000));
    return value;
  };

  describe.each([
    ['at an event', false],
    ['inside an event', true],
  ])('a connection that is cut %s (rows 92, 163)', (_where, isInside) => {
    const places = Array.from({ length: steps + 1 }, (_, place) => place);

    it.each(places)('stops the turn, and all see the same: after event %i', async (place) => {
      const { gate, leave, threadId, turnId } = await begin(place, {});
      const [witness, late] = await Promise.all([join(threadId, `?after=${turnId}:0`), join(threadId)]);
      await late.next();
      const loaded = await server().alice.items(threadId);
      // The next event is on its way when the client goes.
      if (isInside) gate.allow(place + 1);
      leave();
      const [seen] = await withinSeconds(Promise.all([witness.rest(), late.rest()]));
      const end: LiveEvent = { type: 'turn.ended', turn_id: turnId, status: 'cancelled' };
      // The last step is the end itself, which may come before the client is missed.
      if (!isInside || place < steps) expect(seen.at(-1)).toEqual(end);
      expect(await statusOf(turnId)).toBe((seen.at(-1) as { status: string }).status);
      const items = await server().alice.items(threadId);
      expect(shownBy(seen, [])).toEqual(items);
      expect(byId(shownBy(late.events, loaded))).toEqual(byId(items));
    });

    it.each(places)(
      'of one who comes back leaves no gap and shows nothing twice: after event %i',
      async (place) => {
        const { gate, leave, threadId, turnId } = await begin(place, { 'chatkit-stop': 'explicit' });
        const witness = await join(threadId, `?after=${turnId}:0`);
        const first = await join(threadId, `?after=${turnId}:0`);
        while (first.frames.length < opening + place) await first.next();
        leave();
        await first.leave();
        // What was cut in the middle was not seen.
        const known = isInside ? first.frames.slice(0, -1) : first.frames;
        const again = await join(threadId, `?after=${known.at(-1)!.id!}`);
        gate.allow(steps + 1);
        await withinSeconds(Promise.all([witness.rest(), again.rest()]));
        expect(await statusOf(turnId)).toBe('completed');
        const items = await server().alice.items(threadId);
        expect(shownBy(witness.events, [])).toEqual(items);
        expect([...known, ...again.frames]).toEqual(witness.frames);
      },
    );
  });
}
