import { parsePosition, type TurnPosition } from '../protocol/live-events.js';
import { InvalidRequestError } from '../protocol/parse-request.js';

/** What is told of a position that is none. */
export const positionHint =
  'must be <turn id>:<position>, as the id of the last event that you have; leave it out for a snapshot';

/** The two places where a client says what it has seen of a turn. */
export interface SeenSoFar {
  /** Of the query. */
  after?: unknown;
  lastEventId?: string | string[];
}

/**
 * What a client has seen of a turn. A browser that connects again says it in `Last-Event-ID`, and repeats the query that
 * it began with: the header is the newer of the two.
 * @throws InvalidRequestError naming the one that is no event's id.
 */
export function lastSeen({ after, lastEventId }: SeenSoFar): TurnPosition | undefined {
  const [path, named] = lastEventId ? ['Last-Event-ID', lastEventId] : ['after', after];
  if (named === undefined) return undefined;
  const seen = typeof named === 'string' ? parsePosition(named) : undefined;
  if (!seen) throw new InvalidRequestError([{ path, message: positionHint }]);
  return seen;
}
