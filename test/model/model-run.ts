import type { ThreadItem } from '../../src/protocol/items.js';
import type { OperationType } from '../../src/protocol/requests.js';
import type { ChatKitClient } from '../support/chatkit-client.js';
import type { Due } from './due.js';
import { invalidRequests } from './invalid-requests.js';
import type { ModelServer } from './model-server.js';
import { Picks } from './picks.js';
import { ProtocolModel } from './protocol-model.js';
import { toParams } from './request-params.js';
import { makeItem } from './script-items.js';
import { expectSame } from './same.js';
import { learnNote, readState, stateOf } from './stored-state.js';
import { StreamedTurn } from './streamed-turn.js';
import type { Step } from './steps.js';
import { isHidden, shownItems, type ThreadModel } from './thread-model.js';
import { send, type EventStream, type Sent } from './wire.js';

/** What runs against one server share: ids must be unique across all of them. */
export interface Shared {
  server: ModelServer;
  seenIds: Set<string>;
}

let runs = 0;

/** Three people who do one thing after another, and a model that knows what each of them is owed. */
export class ModelRun {
  readonly model = new ProtocolModel();
  readonly picks = new Picks(this.model);
  readonly streams: EventStream[] = [];
  private readonly transcript: string[] = [];
  private comparisons = 0;
  private readonly users: string[];
  private readonly people: Promise<{ user: string; client: ChatKitClient }>[];

  constructor(readonly shared: Shared) {
    const run = ++runs;
    this.users = ['ann', 'ben', 'cat'].map((name) => `${name}-${run}`);
    this.people = this.users.map(async (user) => ({ user, client: await shared.server.clientFor(user) }));
  }

  /** @throws what differs, with everything that was sent before. */
  async take(steps: readonly Step[]): Promise<void> {
    const error = await this.play(steps).then(
      () => undefined,
      (thrown: Error) => thrown,
    );
    if (!error) return;
    await this.leaveEverything();
    throw new Error(`${error.stack}\n\nWhat happened:\n${this.transcript.join('\n')}`);
  }

  private async play(steps: readonly Step[]): Promise<void> {
    for (const step of steps) await this.do(step);
    await this.compareEverything();
  }

  async do(step: Step): Promise<void> {
    const { user, client } = await this.people[this.actorOf(step)]!;
    const [type, params] =
      step.op === 'invalid'
        ? invalidRequests[step.n % invalidRequests.length]!(this.picks.thread(user, step.thread))
        : [step.op, toParams(step, user, this.picks)];
    this.note(user, type, params);
    if ('turn' in step) await new StreamedTurn(this, user, client, step).play(params);
    else await this.call(step, user, client, type, params);
    const { thread_id = this.newest(user) } = params as { thread_id?: unknown };
    if (typeof thread_id === 'string') await this.compareThread(thread_id);
  }

  /** Who has no thread yet lets the first person act: most requests should meet something. */
  private actorOf(step: Step): number {
    if (!('thread' in step) || step.thread.of !== 'own') return step.who;
    return this.model.threadsOf(this.users[step.who]!).length > 0 ? step.who : 0;
  }

  /** The thread that a request which names none may have made. */
  private newest = (user: string): string | undefined => this.model.threadsOf(user).at(-1)?.data.id;

  note(...what: unknown[]): void {
    this.transcript.push(
      what.map((part) => (typeof part === 'string' ? part : JSON.stringify(part))).join(' '),
    );
  }

  private async call(
    step: Step,
    user: string,
    client: ChatKitClient,
    type: OperationType,
    params: object,
  ): Promise<void> {
    if (step.op === 'invalid') {
      expect(await send(client, type, params, null)).toMatchObject({
        status: 400,
        body: { code: 'bad_request' },
      });
      return;
    }
    const { player } = this.shared.server;
    const updated = step.op === 'threads.sync_custom_action' ? updatedBy(step, params) : undefined;
    const { key } = player.enlist([], updated);
    const due = this.model.due(user, type, params);
    const sent = await send(client, type, params, { script: key });
    this.note('  ->', sent.status, sent.body);
    if (updated && 'json' in due) due.json = isHidden(updated) ? {} : { updated_item: updated };
    if (type === 'threads.delete' && 'json' in due) this.picks.deleted.push((params as Named).thread_id);
    this.expectAnswer(sent, due);
  }

  expectAnswer(sent: Sent, due: Due): void {
    if ('json' in due) expectSame([sent.status, sent.body], [200, due.json]);
    else if ('jsonFor' in due) {
      expect(sent.status).toBe(200);
      this.seeNewId(String(sent.body.id));
      expectSame(sent.body, due.jsonFor(sent.body));
    } else if ('status' in due) {
      const code = { 400: 'bad_request', 404: 'not_found', 413: 'over_limit' }[due.status];
      const about = due.about && { message: `There is no such ${due.about}.` };
      expect(sent).toMatchObject({ status: due.status, body: { code, ...about } });
    } else throw new Error('A stream is due, and none came.');
  }

  /** An id that the server chose: of its form, and never seen before. */
  seeNewId(id: string): void {
    expect(id).toMatch(/^(thr|msg|atc|shcx)_[0-9a-f]{32}$/);
    expect(this.shared.seenIds).not.toContain(id);
    this.shared.seenIds.add(id);
  }

  /** Waits until no turn runs any more: a client that left is not told when that is. */
  async settle(): Promise<void> {
    const until = Date.now() + 2_000;
    while (this.shared.server.runningTurns() > 0) {
      if (Date.now() > until) throw new Error('The turn goes on, two seconds after its client has left.');
      await new Promise(setImmediate);
    }
  }

  /** A run that failed must not leave turns behind for the next. */
  private async leaveEverything(): Promise<void> {
    this.streams.forEach((stream) => stream.leave());
    await this.settle().catch(() => undefined);
  }

  /** The thread as its owner sees it, as the store has it, and as others do not see it. */
  async compareThread(threadId: string): Promise<void> {
    const thread = this.model.threads.get(threadId);
    for (const person of this.people) {
      const { user, client } = await person;
      if (thread && user !== thread.owner) continue;
      const sent = await send(client, 'threads.get_by_id', { thread_id: threadId }, null);
      this.expectAnswer(sent, this.model.due(user, 'threads.get_by_id', { thread_id: threadId }));
      if (thread) await this.compareItems(thread, client);
      else return;
    }
  }

  private async compareItems(thread: ThreadModel, client: ChatKitClient): Promise<void> {
    const shown = shownItems(thread);
    // The thread came with its first twenty items: to list them as well, now and then is enough.
    if (shown.length > 20 || this.comparisons++ % 4 === 0) {
      const params = { thread_id: thread.data.id, limit: 9999, order: 'asc' };
      const { body } = await send(client, 'items.list', params, null);
      expectSame(body.data, shown.slice(0, 100));
    }
    const state = await readState(this.shared.server.store, thread.data.id, thread.owner);
    this.learnNote(thread, state.items);
    expectSame(state, stateOf(thread));
  }

  learnNote(thread: ThreadModel, items: readonly ThreadItem[]): void {
    const note = learnNote(thread, items);
    if (note) this.seeNewId(note.id);
  }

  /** At the end of a run: everybody's list, and every thread for somebody, what is deleted too. */
  private async compareEverything(): Promise<void> {
    const ids = [...this.model.threads.keys(), ...this.picks.deleted];
    for (const [who, person] of this.people.entries()) {
      const { user, client } = await person;
      const list = await send(client, 'threads.list', {}, null);
      this.expectAnswer(list, this.model.due(user, 'threads.list', {}));
      for (const thread_id of ids.filter((_, index) => index % this.people.length === who)) {
        const sent = await send(client, 'threads.get_by_id', { thread_id }, null);
        this.expectAnswer(sent, this.model.due(user, 'threads.get_by_id', { thread_id }));
      }
    }
  }
}

interface Named {
  thread_id: string;
  item_id?: string | null;
}

/** What a hook gives back for an action in one piece: the sender, made anew, or an item of its own. */
function updatedBy(
  { makes }: Extract<Step, { op: 'threads.sync_custom_action' }>,
  params: object,
): ThreadItem | undefined {
  const { thread_id, item_id } = params as Named;
  if (!makes) return undefined;
  return { ...makeItem(makes, item_id ?? 'it_own', 'made anew', '2026-01-02T03:04:05.000Z'), thread_id };
}
