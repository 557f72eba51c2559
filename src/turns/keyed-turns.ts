import { ChatKitError } from '../protocol/errors.js';
import type { RequestContext } from './context.js';
import type { LiveTurns } from './live-turns.js';
import { ownerOf } from './owner.js';
import type { StreamingResult } from './results.js';
import { RepeatedTurn } from './repeated-turn.js';
import type { TurnEngine } from './turn-engine.js';
import type { TurnKey } from './turn-key.js';
import type { TurnParts } from './turn-parts.js';

interface Sending {
  fingerprint: string;
  result: Promise<StreamingResult>;
}

/**
 * Answers what is sent under one key once. Who sends it again is given the same turn: to watch while it runs,
 * and otherwise as it is stored. What was refused is not remembered, and may be sent again.
 */
export class KeyedTurns {
  /** Requests of this process whose turn has not begun yet, by owner and key. */
  private readonly beginning = new Map<string, Sending>();

  constructor(
    private readonly parts: TurnParts,
    private readonly engine: TurnEngine,
    private readonly live: LiveTurns,
  ) {}

  /**
   * The turn of the key, or what `begin` gives when there is none yet.
   * @param begin Begins the turn, or lets it wait for its place.
   * @throws ChatKitError `idempotency_mismatch`. @throws NotFoundError when the turn's thread was deleted.
   */
  async once(
    key: TurnKey,
    context: RequestContext,
    begin: () => Promise<StreamingResult>,
  ): Promise<StreamingResult> {
    const { ownerId, tenantId } = ownerOf(context.principal);
    const name = JSON.stringify([tenantId, ownerId, key.key]);
    const other = this.beginning.get(name);
    if (other) {
      requireSame(other, key);
      return other.result;
    }
    const result = this.find(key, context).then((known) => known ?? begin());
    this.beginning.set(name, { fingerprint: key.fingerprint, result });
    const forget = () => this.beginning.delete(name);
    void result.then(({ decided }) => decided).then(forget, forget);
    return result;
  }

  /**
   * What `start` gives. When it fails because the turn was begun meanwhile, by another process mostly, that turn.
   * @throws what `start` throws, and what {@link once} does.
   */
  async orKnown(
    key: TurnKey,
    context: RequestContext,
    start: () => Promise<StreamingResult>,
  ): Promise<StreamingResult> {
    try {
      return await start();
    } catch (error) {
      const known = await this.find(key, context);
      if (known) return known;
      throw error;
    }
  }

  private async find(key: TurnKey, context: RequestContext): Promise<StreamingResult | undefined> {
    const { store, ledger } = this.parts;
    const turn = await ledger.findKeyed(key.key, context.principal);
    if (!turn) return undefined;
    requireSame(turn, key);
    const running = this.engine.find(turn.turnId);
    if (running) return running;
    await store.loadThread(turn.threadId, context.principal);
    return new RepeatedTurn(this.parts, turn, { key: key.key, context, live: this.live });
  }
}

function requireSame(known: { fingerprint: string }, { fingerprint }: TurnKey): void {
  if (known.fingerprint !== fingerprint) throw new ChatKitError('idempotency_mismatch');
}
