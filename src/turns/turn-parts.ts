import type { Log } from './log.js';
import type { Responder } from './responder.js';
import type { ThreadStore } from './thread-store.js';
import type { TurnLedger } from './turn-ledger.js';

/** What turns are made with: one of each per server. */
export interface TurnParts {
  store: ThreadStore;
  ledger: TurnLedger;
  responder: Responder;
  log: Log;
}
