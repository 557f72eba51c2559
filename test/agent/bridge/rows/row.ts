import type { PlayedRun, Shown } from '../../../support/played-run.js';

/** A row of the protocol document's tables, played. */
export interface MapperRow extends PlayedRun, Shown {
  /** What the table says, and the ids that the row proves. */
  rule: string;
}
