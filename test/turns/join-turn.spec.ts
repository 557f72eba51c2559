import { setImmediate as nextLoop } from 'node:timers/promises';
import type { ThreadItem } from '../../src/protocol/items.js';
import { defaultLimits } from '../../src/protocol/limits.js';
import { newId } from '../../src/protocol/ids.js';
import { assistantMessage, newPerson, newThread, userMessage } from '../../src/testing/builders.js';
import { added, delta, done, removed, replaced } from '../../src/testing/events.js';
import { ScriptedResponder, untilStopped, type Script } from '../../src/testing/scripted.responder.js';
import { parsePosition } from '../../src/protocol/live-events.js';
import { MemoryThreadStore } from '../../src/turns/memory-thread.store.js';
import { MemoryTurnLedger } from '../../src/turns/memory-turn.ledger.js';
import type { Principal } from '../../src/turns/principal.js';
import { defaultTurnPolicy, TurnEngine } from '../../src/turns/turn-engine.js';
import type { TurnChanges, TurnLease } from '../../src/turns/turn-ledger.js';
import type { TurnRun } from '../../src/turns/turn-run.js';
import { eagerViewer } from '../../src/turns/viewers.js';
import { isEnd, isSnapshot, LiveViewer, shownBy, type LiveEvent } from '../support/live-viewer.js';

/** Writes take a while, so that somebody can join in the middle of one. */
class SlowLedger extends MemoryTurnLedger {
  override async commit(lease: TurnLease, changes: TurnChanges) {
    await nextLoop();
    const thread = await super.commit(lease, changes);
    await nextLoop();
    return thread;
  }
}

class Scene {
  readonly alice: Principal = newPerson();
  readonly thread = newThread();
  readonly store = new MemoryThreadStore();
  run!: TurnRun;

  async start(script: Script): Promise<TurnRun> {
    const responder = new ScriptedResponder(script);
    const ledger = new SlowLedger(this.store);
    const log = { info() {}, warn() {}, error() {} };
    const engine = new TurnEngine(
      { store: this.store, ledger, responder, log, limits: defaultLimits },
      defaultTurnPolicy,
    );
    const { thread } = this;
    const asked = userMessage(thread.id, 'Hello');
    this.run = await engine.start(
      {
        kind: 'message',
        thread: structuredClone(thread),
        changes: { thread, items: [asked] },
        opening: [done(asked)],
        answer: (live, context) => responder.respond(live, null, context),
      },
      { principal: this.alice, requestId: 'req_1', metadata: {}, stopsExplicitly: true },
    );
    return this.run;
  }

  async items(): Promise<ThreadItem[]> {
    const query = { limit: 1_000, order: 'asc', visibleOnly: true } as const;
    return (await this.store.loadThreadItems(this.thread.id, query, this.alice)).data;
  }
}

/** A generator of numbers from 0 to below 1: Mulberry32, after Tommy Ettinger. */
function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** An answer of items that begin, grow, end, become hidden and go, several at a time. */
const randomAnswer = (random: () => number, steps: number): Script =>
  async function* (thread) {
    const open: ThreadItem[] = [];
    const ended: ThreadItem[] = [];
    const oneOf = (items: ThreadItem[]) => Math.floor(random() * items.length);
    for (let step = 0; step < steps; step++) {
      if (random() < 0.3) await nextLoop();
      const dice = random();
      if (open.length === 0 || dice < 0.15) {
        const item = assistantMessage(thread.id);
        open.push(item);
        yield added(item);
      } else if (dice < 0.75) {
        yield delta(open[oneOf(open)]!.id, `${step} `);
      } else if (dice < 0.85) {
        const [item] = open.splice(oneOf(open), 1);
        const text = { type: 'output_text', text: `whole ${step}`, annotations: [] } as const;
        yield done({ ...item!, content: [text] } as ThreadItem);
        ended.push(item!);
      } else if (dice < 0.9) {
        yield removed(open.splice(oneOf(open), 1)[0]!.id);
      } else if (dice < 0.95 && ended.length > 0) {
        yield replaced(assistantMessage(thread.id, `again ${step}`, { id: ended[oneOf(ended)]!.id }));
      } else {
        const id = newId('message');
        yield added({ ...assistantMessage(thread.id), type: 'hidden_context_item', id, content: 'secret' });
        yield delta(id, 'secret');
      }
    }
  };

/** The items that were begun and have not ended, as who saw every event shows them. */
function openAfter(events: readonly LiveEvent[]): ThreadItem[] {
  const open = new Set<string>();
  for (const event of events) {
    if (event.type === 'thread.item.added') open.add(event.item.id);
    if (event.type === 'thread.item.done') open.delete(event.item.id);
  }
  return shownBy(events, []).filter(({ id }) => open.has(id));
}

const byId = (items: readonly ThreadItem[]) => [...items].sort((a, b) => (a.id < b.id ? -1 : 1));
const seeds = Array.from({ length: 40 }, (_, index) => index + 1);

describe('somebody who joins a turn at any point', () => {
  it.each(seeds)('ends with what is stored, and was told nothing twice: seed %i (row 92)', async (seed) => {
    const random = randomFrom(seed);
    const scene = new Scene();
    const run = await scene.start(randomAnswer(random, 60));
    const witness = new LiveViewer();
    run.join(witness, 0);
    const joined: { viewer: LiveViewer; loaded: Promise<ThreadItem[]> }[] = [];
    run.start();
    let hasEnded = false;
    void run.finished.then(() => (hasEnded = true));
    while (!hasEnded) {
      if (random() < 0.4) {
        const viewer = new LiveViewer();
        run.join(viewer);
        // The client loads the thread once it has joined: at once, or a little later.
        const loaded = random() < 0.5 ? scene.items() : nextLoop().then(() => scene.items());
        joined.push({ viewer, loaded });
      }
      await nextLoop();
    }

    const stored = await scene.items();
    expect(JSON.stringify(witness.events)).not.toContain('secret');
    expect(witness.ids.slice(0, -1)).toEqual(
      witness.ids.slice(0, -1).map((_, index) => `${run.turnId}:${index + 1}`),
    );
    expect(shownBy(witness.events, [])).toEqual(stored);
    expect(joined.length).toBeGreaterThan(1);
    for (const { viewer, loaded } of joined) {
      expect(viewer.events.filter(isSnapshot)).toEqual([viewer.events[0]]);
      const before = witness.events.slice(0, parsePosition(viewer.ids[0]!)!.position);
      expect(viewer.events[0]).toMatchObject({ items: openAfter(before) });
      // From the snapshot on, to the letter what the others were told.
      const { position } = parsePosition(viewer.ids[0]!)!;
      expect(viewer.frames.slice(1)).toEqual(witness.frames.slice(position));
      expect(byId(shownBy(viewer.events, await loaded))).toEqual(byId(stored));
      expect(viewer.events.filter(isEnd)).toEqual([
        { type: 'turn.ended', turn_id: run.turnId, status: 'completed' },
      ]);
    }
  });

  it.each(seeds.slice(0, 10))('goes on exactly where they were cut off: seed %i (row 92)', async (seed) => {
    const random = randomFrom(seed);
    const scene = new Scene();
    const run = await scene.start(randomAnswer(random, 60));
    const witness = new LiveViewer();
    run.join(witness, 0);
    run.start();
    let hasEnded = false;
    void run.finished.then(() => (hasEnded = true));
    const seen: LiveViewer['frames'] = [];
    let after = 0;
    while (!hasEnded) {
      const viewer = new LiveViewer();
      const leave = run.join(viewer, after);
      for (let loops = random() * 6; loops > 0; loops--) await nextLoop();
      leave();
      seen.push(...viewer.frames);
      after = parsePosition(seen.at(-1)?.id ?? '')?.position ?? 0;
    }
    if (!seen.some(({ event }) => isEnd(event))) {
      const viewer = new LiveViewer();
      run.join(viewer, after);
      seen.push(...viewer.frames);
    }
    expect(seen).toEqual(witness.frames);
  });

  it('is given a snapshot when what they missed is not kept any more', async () => {
    const scene = new Scene();
    const run = await scene.start(async function* (thread, _input, context) {
      const item = assistantMessage(thread.id);
      yield added(item);
      for (let count = 0; count < 1_100; count++) yield delta(item.id, 'x');
      await untilStopped(context);
    });
    const witness = new LiveViewer();
    run.join(witness, 0);
    run.start();
    while (witness.frames.length < 1_103) await nextLoop();
    const [late, inTime, early] = [new LiveViewer(), new LiveViewer(), new LiveViewer()];
    run.join(late, 5);
    run.join(inTime, 1_000);
    run.join(early, 9_999);
    const text = 'x'.repeat(1_100);
    for (const viewer of [late, early]) {
      expect(viewer.events).toMatchObject([
        { type: 'snapshot', turn_id: run.turnId, items: [{ content: [{ text }] }] },
      ]);
    }
    expect(inTime.frames).toEqual(witness.frames.slice(1_000));
    run.stop('cancelled');
    await run.finished;
    for (const viewer of [late, inTime, early]) {
      expect(viewer.events.at(-1)).toEqual({
        type: 'turn.ended',
        turn_id: run.turnId,
        status: 'cancelled',
      });
      expect(viewer.hasEnded).toBe(true);
    }
  });

  it('keeps a turn neither running nor waiting', async () => {
    const scene = new Scene();
    const run = await scene.start(async function* (thread, _input, context) {
      yield added(assistantMessage(thread.id));
      await untilStopped(context);
    });
    const stop = jest.spyOn(run, 'stop');
    const leave = run.join(new LiveViewer());
    run.attach(eagerViewer());
    leave();
    expect(stop).not.toHaveBeenCalled();
    run.stop('cancelled');
    await run.finished;
    const late = new LiveViewer();
    run.join(late);
    expect(late.events.map(({ type }) => type)).toEqual(['snapshot', 'turn.ended']);
  });
});
