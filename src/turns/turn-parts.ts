import type { Limits } from '../protocol/limits.js';
import type { AttachmentStore } from './attachment-store.js';
import type { Log } from './log.js';
import type { Responder } from './responder.js';
import type { ThreadStore } from './thread-store.js';
import type { TurnLedger } from './turn-ledger.js';

/** What a server is made of: one of each. */
export interface TurnParts {
  readonly store: ThreadStore;
  readonly ledger: TurnLedger;
  readonly responder: Responder;
  /** Absent: this server takes no uploads. */
  readonly attachmentStore?: AttachmentStore;
  readonly limits: Limits;
  log: Log;
}
