import type { TurnUsage } from './context.js';
import type { TurnEnd } from './turn-ledger.js';

/** A turn of this process that has ended. */
export interface EndedTurn {
  /** `unknown`: its end could not be written; whoever looks after abandoned turns calls it interrupted. */
  status: TurnEnd | 'unknown';
  /** Milliseconds from its beginning to its end. */
  ms: number;
  usage: Readonly<TurnUsage>;
}

/** Told of the turns of this process, by whoever counts them. Must not block, and must not throw. */
export abstract class TurnMonitor {
  abstract turnBegan(): void;
  abstract turnEnded(turn: EndedTurn): void;
}
