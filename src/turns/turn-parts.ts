import type { Limits } from '../protocol/limits.js';
import type { Admission } from './admission.js';
import type { AttachmentStore } from './attachment-store.js';
import type { Log } from './log.js';
import type { Responder } from './responder.js';
import type { ThreadStore } from './thread-store.js';
import type { TurnMonitor } from './turn-monitor.js';
import type { TurnLedger } from './turn-ledger.js';
import type { TurnRelay } from './turn-relay.js';

/** What a server is made of: one of each. */
export interface TurnParts {
  readonly store: ThreadStore;
  readonly ledger: TurnLedger;
  readonly responder: Responder;
  /** Absent: this server takes no uploads. */
  readonly attachmentStore?: AttachmentStore;
  /** Absent: every valid request is let in. */
  readonly admission?: Admission;
  /** Absent: turns of other processes are followed by what is stored of them. */
  readonly relay?: TurnRelay;
  /** Absent: nobody counts the turns. */
  readonly monitor?: TurnMonitor;
  readonly limits: Limits;
  log: Log;
}
