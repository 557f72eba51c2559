import type { ThreadStreamEvent } from '../../src/protocol/events.js';
import { foldItems } from '../../src/protocol/fold.js';
import type { ThreadItem } from '../../src/protocol/items.js';
import { newPerson } from '../../src/testing/builders.js';
import { ChatKitTestClient } from '../../src/testing/client/chatkit-test-client.js';
import type { OpenStream } from '../../src/testing/client/answers.js';
import { DelegatingServer } from '../../src/testing/delegating.server.js';
import { ScriptedResponder } from '../../src/testing/scripted.responder.js';
import type { ChatKitServer } from '../../src/turns/chatkit-server.js';
import type { RequestContext } from '../../src/turns/context.js';
import type { Principal } from '../../src/turns/principal.js';
import type { ThreadStore } from '../../src/turns/thread-store.js';
import type { TurnPolicy } from '../../src/turns/turn-engine.js';
import type { TurnLedger } from '../../src/turns/turn-ledger.js';
import type { TurnRelay } from '../../src/turns/turn-relay.js';

/** A database as processes see it: one store, and a ledger for each of them. */
export interface SharedStorage {
  store: ThreadStore;
  ledger: () => TurnLedger;
  /** Between the processes, where there is one. */
  relay?: () => TurnRelay;
}

/** Two servers over one storage, as two processes would be, with one script for whatever they are asked. */
export class ServerPair {
  readonly responder = new ScriptedResponder();
  readonly alice: Principal = newPerson();
  readonly one: ChatKitServer;
  readonly other: ChatKitServer;
  readonly store: ThreadStore;

  private constructor({ store, ledger, relay }: SharedStorage, policy: Partial<TurnPolicy>) {
    this.store = store;
    const log = { info() {}, warn() {}, error() {} };
    const open = () =>
      new DelegatingServer(this.responder, { store, ledger: ledger(), relay: relay?.(), policy, log });
    [this.one, this.other] = [open(), open()];
  }

  static async open(storage: SharedStorage, policy: Partial<TurnPolicy> = {}): Promise<ServerPair> {
    const pair = new ServerPair(storage, { onDisconnect: 'finish', ...policy });
    // Before any turn: a server that opens on storage of its own closes what it finds running.
    await pair.one.open();
    await pair.other.open();
    return pair;
  }

  /** A client of one of the servers. @param key Sent with each request. */
  client(server: ChatKitServer, key?: string, context: Partial<RequestContext> = {}): ChatKitTestClient {
    const idempotency = key === undefined ? undefined : { key };
    return ChatKitTestClient.of(server, {
      principal: this.alice,
      ...(idempotency && { idempotency }),
      ...context,
    });
  }

  /** What was said in order, by the first text of each item that a person sees. */
  async said(threadId: string): Promise<string[]> {
    return textsOf(await this.client(this.one).items(threadId));
  }

  async close(): Promise<void> {
    await Promise.all([this.one.drain(0), this.other.drain(0)]);
  }
}

export const textsOf = (items: readonly ThreadItem[]): string[] =>
  items.map((item) =>
    'content' in item && Array.isArray(item.content) ? (item.content[0]?.text ?? '') : item.type,
  );

/** The rest of a stream. */
export async function restOf({ events }: OpenStream): Promise<ThreadStreamEvent[]> {
  const rest: ThreadStreamEvent[] = [];
  for await (const event of events) rest.push(event);
  return rest;
}

/** A stream up to the first event for which the predicate holds. */
export async function readUntil(
  { events }: OpenStream,
  reached: (event: ThreadStreamEvent) => boolean,
): Promise<ThreadStreamEvent[]> {
  const seen: ThreadStreamEvent[] = [];
  for (;;) {
    const { value, done } = await events.next();
    if (done) throw new Error('The stream ended early.');
    seen.push(value);
    if (reached(value)) return seen;
  }
}

export const shownBy = (events: readonly ThreadStreamEvent[]): ThreadItem[] =>
  events.reduce<ThreadItem[]>(foldItems, []);

/** Something that a script waits for until the test lets it go on. */
export class Gate {
  open!: () => void;
  readonly passed = new Promise<void>((resolve) => (this.open = resolve));
}
