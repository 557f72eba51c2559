import { createHash } from 'node:crypto';
import {
  toConnection,
  untilConnected,
  type RedisConnection,
  type RedisOptions,
} from '../redis/connection.js';
import { holdScript, takeScript } from './redis-scripts.js';
import { allowed, RateStore, refusedFor, slotsPerWindow, type Attempt, type Verdict } from './rate-store.js';

/** Longest wait for an answer: a request waits for it. */
const answerWithinMs = 250;
/** A process that is gone holds its places for this long. */
const leaseMs = 60_000;
const renewEveryMs = 20_000;

interface Script {
  text: string;
  sha: string;
}
const toScript = (text: string): Script => ({ text, sha: createHash('sha1').update(text).digest('hex') });
const take = toScript(takeScript);
const hold = toScript(holdScript);

/** Counts in Redis, for all processes together. Fails when Redis is not there: `InsuredRateStore` goes on then. */
export class RedisRateStore extends RateStore {
  private readonly client: RedisConnection;
  private readonly held = new Map<string, { key: string; holder: string; max: number }>();
  private renewing?: NodeJS.Timeout;

  constructor(private readonly options: RedisOptions) {
    super();
    this.client = toConnection(options);
  }

  /** Begins to connect, and tries again for ever. Resolves when there is a connection, or after two seconds. */
  async open(): Promise<void> {
    this.renewing = setInterval(() => void this.renew(), renewEveryMs).unref();
    await untilConnected(this.client.connect());
  }

  async take({ key, rate, isLook = false, lockMs = 0 }: Attempt): Promise<Verdict> {
    const slotMs = rate.windowMs / slotsPerWindow;
    const waitMs = await this.run(take, key, [rate.limit, slotMs, isLook ? 0 : 1, lockMs]);
    return waitMs === 0 ? allowed : refusedFor(waitMs);
  }

  async hold(key: string, holder: string, max: number): Promise<boolean> {
    const isHeld = (await this.run(hold, key, [holder, max, leaseMs])) === 1;
    if (isHeld) this.held.set(holder, { key, holder, max });
    return isHeld;
  }

  async release(key: string, holder: string): Promise<void> {
    if (!this.held.delete(holder)) return;
    try {
      await within(answerWithinMs, this.client.zRem(this.nameOf(key), holder));
    } catch {
      // Its time runs out by itself.
    }
  }

  override close(): Promise<void> {
    clearInterval(this.renewing);
    this.client.destroy();
    return Promise.resolve();
  }

  private async renew(): Promise<void> {
    // A place that was lost meanwhile is another's by then; its answer goes on.
    const asked = [...this.held.values()].map(({ key, holder, max }) =>
      // Not by `hold`, which would remember a place that was given back meanwhile.
      this.run(hold, key, [holder, max, leaseMs]),
    );
    await Promise.allSettled(asked);
  }

  private async run(script: Script, key: string, args: (string | number)[]): Promise<number> {
    const sent = { keys: [this.nameOf(key)], arguments: args.map(String) };
    const answer = this.client.evalSha(script.sha, sent).catch((error: Error) => {
      // A Redis that was started since then does not know it.
      if (error.message.startsWith('NOSCRIPT')) return this.client.eval(script.text, sent);
      throw error;
    });
    return Number(await within(answerWithinMs, answer));
  }

  /** No id of a person and no address stands in Redis. */
  private nameOf(key: string): string {
    return this.options.keyPrefix + createHash('sha256').update(key).digest('base64url').slice(0, 22);
  }
}

async function within<Value>(ms: number, work: Promise<Value>): Promise<Value> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`Redis did not answer within ${ms} ms.`)), ms);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
