import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  toConnection,
  untilConnected,
  type RedisConnection,
  type RedisOptions,
} from '../redis/connection.js';
import { TurnRelay, type RelayedTurn, type ShowTurn } from '../turns/turn-relay.js';
import { FollowedStream, silentForMs } from './followed-stream.js';
import { RelayWriter } from './relay-writer.js';

/** A stream of entries is gone when nothing was written to it for so long. */
const keptForMs = 60_000;
/** Entries of a stream; a reader that is further behind has lost it. */
const maxEntries = 1_000;
/** How long one look for entries waits. Whoever begins to follow meanwhile waits for it. */
const blockMs = 200;
const tickMs = 1_000;
/** Ticks between two words to the other side: that the turn goes on, that somebody still looks. */
const ticksPerWord = 5;
const closeWithinMs = 500;
const lookEveryMs = 20;
/** Whoever says nothing for so long has gone. */
const goneAfterMs = 2 * silentForMs;

/** What processes tell each other: who wants to see a turn, where they read, and whether they still do. */
interface Word {
  ask: 'join' | 'stay' | 'leave';
  turnId: string;
  key: string;
  after?: number;
}

/**
 * Turns over Redis. A process that follows one names a stream; the process that runs it, and only while somebody
 * follows, writes what it would show to a viewer of its own. Redis holds what is on its way, and nothing else.
 */
export class RedisTurnRelay extends TurnRelay {
  private readonly client: RedisConnection;
  private readonly listener: RedisConnection;
  private readonly reader: RedisConnection;
  private readonly channel: string;
  private readonly written = new Map<string, { writer: RelayWriter; leave: () => void; askedAt: number }>();
  private readonly followed = new Map<string, FollowedStream>();
  private isReading = false;
  private ticks = 0;
  private ticking?: NodeJS.Timeout;

  constructor(private readonly options: RedisOptions) {
    super();
    this.channel = `${options.keyPrefix}turns`;
    this.client = toConnection(options);
    this.listener = toConnection(options);
    this.reader = toConnection(options);
  }

  async open(show: ShowTurn): Promise<void> {
    this.ticking = setInterval(() => this.tick(), tickMs).unref();
    const connected = Promise.all([
      this.client.connect(),
      this.reader.connect(),
      this.listener
        .connect()
        .then(() => this.listener.subscribe(this.channel, (text) => this.hear(toWord(text), show))),
    ]);
    await untilConnected(connected);
  }

  follow(turn: RelayedTurn): () => void {
    const { turnId, after } = turn;
    const key = `${this.options.keyPrefix}turn:${randomUUID()}`;
    const end = () => {
      if (!this.followed.delete(key)) return;
      this.say({ ask: 'leave', turnId, key });
      this.client.del(key).catch(() => undefined);
    };
    this.followed.set(key, new FollowedStream(key, turn, end));
    this.say({ ask: 'join', turnId, key, after });
    void this.read();
    return end;
  }

  async close(): Promise<void> {
    clearInterval(this.ticking);
    this.followed.clear();
    // Of turns that have ended just now the end is still on its way.
    for (const until = Date.now() + closeWithinMs; this.written.size > 0 && Date.now() < until;) {
      await sleep(lookEveryMs);
    }
    for (const key of this.written.keys()) this.stopWriting(key);
    for (const client of [this.client, this.listener, this.reader]) if (client.isOpen) client.destroy();
  }

  private hear(word: Word | undefined, show: ShowTurn): void {
    if (!word) return;
    const { ask, turnId, key, after } = word;
    const known = this.written.get(key);
    if (ask === 'leave') {
      if (!known) return;
      this.stopWriting(key);
      // Behind what is being written to it.
      this.client.del(key).catch(() => undefined);
      return;
    }
    if (known) known.askedAt = Date.now();
    if (ask === 'stay' || known) return;
    const writer = new RelayWriter(
      (place, text, isLast) => this.write(key, place, { text, last: isLast ? '1' : '' }),
      () => this.stopWriting(key),
    );
    const leave = show(turnId, writer, after);
    if (leave) this.written.set(key, { writer, leave, askedAt: Date.now() });
  }

  private write(key: string, place: number, entry: Record<string, string>): Promise<unknown> {
    return this.client
      .multi()
      .xAdd(key, `${place}-0`, entry, {
        TRIM: { strategy: 'MAXLEN', strategyModifier: '~', threshold: maxEntries },
      })
      .pExpire(key, keptForMs)
      .exec();
  }

  private stopWriting(key: string): void {
    const known = this.written.get(key);
    this.written.delete(key);
    known?.writer.drop();
    known?.leave();
  }

  private say(word: Word): void {
    // What is not heard is noticed by the silence that follows.
    this.client.publish(this.channel, JSON.stringify(word)).catch(() => undefined);
  }

  /** Reads everything that is followed, for as long as anything is. */
  private async read(): Promise<void> {
    if (this.isReading) return;
    this.isReading = true;
    try {
      while (this.followed.size > 0) await this.readOnce();
    } catch {
      for (const stream of [...this.followed.values()]) stream.lose();
    } finally {
      this.isReading = false;
    }
  }

  private async readOnce(): Promise<void> {
    const wanted = [...this.followed.values()].map(({ key, place }) => ({ key, id: `${place}-0` }));
    const found = await this.reader.xRead(wanted, { BLOCK: blockMs, COUNT: 100 });
    for (const { name, messages } of found ?? []) {
      for (const { id, message } of messages) {
        this.followed.get(name)?.take(Number.parseInt(id, 10), message.text ?? '', message.last === '1');
      }
    }
  }

  private tick(): void {
    const now = Date.now();
    for (const stream of [...this.followed.values()]) stream.check(now);
    for (const [key, { askedAt }] of this.written) if (now - askedAt > goneAfterMs) this.stopWriting(key);
    if (++this.ticks % ticksPerWord !== 0) return;
    for (const { writer } of this.written.values()) writer.beat();
    for (const { key, turn } of this.followed.values()) this.say({ ask: 'stay', turnId: turn.turnId, key });
  }
}

/** Undefined for what none of us said: whoever shares the Redis must not be able to end this process. */
function toWord(text: string): Word | undefined {
  try {
    return JSON.parse(text) as Word;
  } catch {
    return undefined;
  }
}
