import { TurnRelay, type RelayedTurn, type ShowTurn } from '../../src/turns/turn-relay.js';

/** A relay between servers of one process: what one shows, the others hear at once. */
export class PairRelay extends TurnRelay {
  /** @param shows Of all servers, each of which has a relay of its own. */
  constructor(private readonly shows: ShowTurn[]) {
    super();
  }

  async open(show: ShowTurn): Promise<void> {
    this.shows.push(show);
  }

  follow({ turnId, after, sink, lost }: RelayedTurn): () => void {
    for (const show of this.shows) {
      const leave = show(turnId, sink, after);
      if (leave) return leave;
    }
    const nobody = setImmediate(lost);
    return () => clearImmediate(nobody);
  }

  async close(): Promise<void> {}
}
