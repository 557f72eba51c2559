import type { ThreadStreamEvent } from '../../src/protocol/events.js';
import { foldItems } from '../../src/protocol/fold.js';
import type { ThreadItem } from '../../src/protocol/items.js';
import type { ChatKitClient } from '../support/chatkit-client.js';
import type { TurnDue } from './due.js';
import type { ModelRun } from './model-run.js';
import { expectRefusal } from './refusals.js';
import type { Playing, ScriptStep } from './script.js';
import { expectSame, isSame } from './same.js';
import { learnNote, readState, stateOf, withoutOperatorsData } from './stored-state.js';
import type { Step, TurnStep } from './steps.js';
import { shownItems, toShown, type ThreadModel } from './thread-model.js';
import { TurnModel } from './turn-model.js';
import { stored } from './well-formed.js';
import { send, type EventStream } from './wire.js';
import { ScriptWriter } from './write-script.js';

type TurnRequest = Extract<Step, { turn: TurnStep }>;

/** One streaming request: sent, followed to whatever end it has, and compared with what was due. */
export class StreamedTurn {
  private playing!: Playing;
  private stream!: EventStream;
  private due!: TurnDue;
  private script!: ScriptStep[];
  /** What the client shows before the stream begins. */
  private shown: ThreadItem[] = [];

  constructor(
    private readonly run: ModelRun,
    private readonly user: string,
    private readonly client: ChatKitClient,
    private readonly step: TurnRequest,
  ) {}

  async play(params: object): Promise<void> {
    const { writes } = this.run.shared.server;
    writes.areSlow = this.step.turn.fate.is === 'watch';
    await this.send(params).finally(() => (writes.areSlow = false));
  }

  private async send(params: object): Promise<void> {
    const { model, shared } = this.run;
    const { thread_id: threadId = '' } = params as { thread_id?: string };
    const thread = model.threads.get(threadId);
    this.script = this.writeScript(thread);
    this.run.note('  the hook:', this.script);
    this.run.note('  the client:', this.step.turn.fate);
    this.shown = thread ? structuredClone(shownItems(thread)) : [];
    const due = model.due(this.user, this.step.op, params);
    this.playing = shared.server.player.enlist(this.script);
    const sent = await send(this.client, this.step.op, params, { script: this.playing.key });
    if (sent.stream) this.run.streams.push(sent.stream);
    if ('refusals' in due) {
      expect([sent.status, sent.stream !== undefined]).toEqual([200, true]);
      return expectRefusal(await sent.stream!.take(Infinity), due.refusals, thread);
    }
    if (!('turn' in due)) return this.run.expectAnswer(sent, due);
    expect([sent.status, sent.stream !== undefined, sent.body]).toEqual([200, true, {}]);
    this.stream = sent.stream!;
    this.due = due.turn;
    await this.follow();
  }

  /** With the pause in it, when something is to happen meanwhile. */
  private writeScript(thread: ThreadModel | undefined): ScriptStep[] {
    const writer = new ScriptWriter(thread);
    const { script, fate } = this.step.turn;
    const steps = script.flatMap((act) => writer.write(act) ?? []);
    if (fate.is !== 'hold') return steps;
    const failure = steps.findIndex((step) => 'fail' in step);
    const at = Math.min(fate.at, failure === -1 ? steps.length : failure);
    return steps.toSpliced(at, 0, { pause: true });
  }

  private async follow(): Promise<void> {
    const { fate } = this.step.turn;
    switch (fate.is) {
      case 'read to the end':
        return this.expectWhole(await this.stream.take(Infinity));
      case 'watch':
        return this.expectWhole(await this.watch());
      case 'leave':
        return this.leave(fate.after);
      case 'hold':
        return this.hold(fate);
    }
  }

  private expectWhole(events: ThreadStreamEvent[]): void {
    const opening = this.open(events);
    const turn = new TurnModel(this.due.thread);
    const isWhole = this.script.every((step) => turn.play(step));
    if (isWhole) turn.end();
    this.expectEvents(events, [...opening, ...turn.events], turn);
    this.expectCall();
  }

  private expectEvents(events: ThreadStreamEvent[], expected: ThreadStreamEvent[], turn: TurnModel): void {
    expectTold(events, expected);
    const isToldLess = ['threads.retry_after_item', 'threads.add_client_tool_output'].includes(this.step.op);
    const before = isToldLess ? this.shownAfterOpening : this.shown;
    const after = shownItems(this.due.thread);
    const comparable = ({ id }: ThreadItem) => !turn.repainted.has(id);
    expectSame(events.reduce(foldItems, before).filter(comparable), after.filter(comparable));
  }

  /** A client knows by itself what its own retry drops, and which output it gave. */
  private shownAfterOpening: ThreadItem[] = [];

  private open(events: readonly ThreadStreamEvent[]): ThreadStreamEvent[] {
    const opening = structuredClone(this.due.open(events));
    for (const event of opening) {
      if (event.type === 'thread.created') this.run.seeNewId(event.thread.id);
      if (event.type === 'thread.item.done') this.run.seeNewId(event.item.id);
    }
    this.shownAfterOpening = structuredClone(shownItems(this.due.thread));
    return opening;
  }

  private expectCall(): void {
    const { hook, input, sender, thread } = this.due;
    const calls = this.playing.calls.map((call) => ({
      ...call,
      ...(call.input && { input: withoutOperatorsData(call.input) }),
    }));
    const threadId = thread.data.id;
    if (hook === 'respond') return expectSame(calls, [{ hook, threadId, input: input!() }]);
    const { type, payload } = stored(
      (this.step as Extract<Step, { op: 'threads.custom_action' }>).action,
    ) as {
      type: string;
      payload?: unknown;
    };
    const action = { type, ...(payload !== undefined && { payload }) };
    expectSame(calls, [{ hook, threadId, sender, action }]);
  }

  /** Looks every item up as soon as it is said to be done. */
  private async watch(): Promise<ThreadStreamEvent[]> {
    const events: ThreadStreamEvent[] = [];
    for (let event = await this.stream.next(); event; event = await this.stream.next()) {
      events.push(event);
      if (event.type === 'thread.item.done' || event.type === 'thread.item.replaced') {
        const isOpening = events.length <= this.due.openingEvents;
        if (this.touches(event.item.id) === (isOpening ? 0 : 1)) await this.expectReadable(event.item);
      }
    }
    return events;
  }

  private async expectReadable(item: ThreadItem): Promise<void> {
    // By the time that a request takes, a write that should have come first may have caught up.
    const isWritten = this.run.shared.server.writes.done.has(item.id);
    if (!isWritten) throw new Error(`${item.id} is told of, and not written.`);
    const params = { thread_id: item.thread_id, limit: 100, order: 'desc' };
    const { body } = await send(this.client, 'items.list', params, null);
    expect(body.data).toContainEqual(item);
  }

  /** How often the script, which may be ahead of us, stores or removes the item. */
  private touches(itemId: string): number {
    return this.script.filter((step) => {
      if (!('event' in step) || step.event.type === 'thread.item.added') return false;
      if ('item' in step.event) return step.event.item.id === itemId;
      return step.event.type === 'thread.item.removed' && step.event.item_id === itemId;
    }).length;
  }

  /** The client leaves, wherever the hook is by then: any of the ends that this can have is right. */
  private async leave(after: number): Promise<void> {
    const events = await this.stream.take(this.due.openingEvents + after);
    this.stream.leave();
    const opening = this.open(events);
    const ends = this.possibleEnds(events.length - opening.length);
    const whole = [...opening, ...ends[0]!.events];
    expectTold(events, whole.slice(0, events.length));
    await this.run.settle();
    const { owner, data } = this.due.thread;
    const state = await readState(this.run.shared.server.store, data.id, owner);
    const possible = ends.map(({ thread }) => ({ thread, note: learnNote(thread, state.items) }));
    const actual = possible.find(({ thread }) => isSame(stateOf(thread), state));
    if (!actual) return expect(state).toEqual({ anyOf: possible.map(({ thread }) => stateOf(thread)) });
    if (actual.note) this.run.seeNewId(actual.note.id);
    this.run.model.threads.set(data.id, actual.thread);
  }

  /** First the whole turn; then it cut short after each act that can have followed what was seen. */
  private possibleEnds(seen: number): { thread: ThreadModel; events: ThreadStreamEvent[] }[] {
    const whole = this.cutShort(this.script.length + 1);
    const cuts = this.script.map((_, acts) => this.cutShort(acts)).concat(this.cutShort(this.script.length));
    return [whole, ...cuts.filter(({ events, isCut }) => isCut && events.length >= seen)];
  }

  private cutShort(acts: number): { thread: ThreadModel; events: ThreadStreamEvent[]; isCut: boolean } {
    const thread = structuredClone(this.due.thread);
    const turn = new TurnModel(thread);
    const goesOn = this.script.slice(0, acts).every((step) => turn.play(step));
    const isCut = goesOn && acts <= this.script.length;
    const events = [...turn.events];
    if (isCut) turn.cancel();
    else if (goesOn) turn.end();
    return { thread, events: isCut ? events : turn.events, isCut };
  }

  private async hold({ meanwhile, leaves }: Extract<TurnStep['fate'], { is: 'hold' }>): Promise<void> {
    const { model, picks } = this.run;
    // Which events come before the pause is known only when the thread is, and that is told by the first ones.
    const events = await this.stream.take(this.due.openingEvents);
    const opening = this.open(events);
    const turn = new TurnModel(this.due.thread);
    const pause = this.script.findIndex((step) => 'pause' in step);
    for (const step of this.script.slice(0, pause)) turn.play(step);
    events.push(...(await this.stream.take(turn.events.length)));
    await this.playing.paused;
    expectTold(events, [...opening, ...turn.events]);
    const threadId = this.due.thread.data.id;
    await this.during(threadId, meanwhile);
    if (!model.threads.has(threadId)) return this.expectEndByDeletion();
    if (leaves) {
      this.stream.leave();
      turn.cancel();
      await this.run.settle();
    } else {
      this.playing.goOn();
      const isWhole = this.script.slice(pause).every((step) => turn.play(step));
      if (isWhole) turn.end();
      events.push(...(await this.stream.take(Infinity)));
      this.expectEvents(events, [...opening, ...turn.events], turn);
    }
    picks.focus = undefined;
  }

  private async during(threadId: string, meanwhile: readonly Step[]): Promise<void> {
    const { model, picks } = this.run;
    model.busy.add(threadId);
    picks.focus = threadId;
    this.run.note('  meanwhile:');
    await this.run.compareThread(threadId);
    for (const step of meanwhile) await this.run.do(step);
    this.run.note('  after that:');
    picks.focus = undefined;
    model.busy.delete(threadId);
  }

  private async expectEndByDeletion(): Promise<void> {
    expect(await this.stream.take(Infinity)).toEqual([
      { type: 'error', code: 'custom', message: expect.stringMatching(/deleted/), allow_retry: false },
    ]);
  }
}

/** Expects the events, with their items as a client is shown them. */
function expectTold(events: readonly ThreadStreamEvent[], expected: readonly ThreadStreamEvent[]): void {
  const told = expected.map((event) => ('item' in event ? { ...event, item: toShown(event.item) } : event));
  expectSame(events, told);
}
