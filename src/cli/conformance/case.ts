import type { OperationType } from '../../protocol/requests.js';
import type { Exchange } from './exchange.js';
import type { World } from './world.js';

/** `must`: a ChatKit client would break. `should`: better behaviour, which no client depends on. */
export type Level = 'must' | 'should';

/** What a case is about: an operation, or what holds for all of them. */
export type Subject = OperationType | 'transport';

/** One thing that can be seen from outside. */
export interface Case {
  /** Its subject, a slash, and a name within it. Known failures are listed by it. */
  name: `${Subject}/${string}`;
  level: Level;
  /** Edge lines (E), quirks (Q) and sections (§) of the protocol document. */
  rules: string;
  /** What must hold. */
  sentence: string;
  /** @throws Unmet when it does not hold, NotSeen when it could not be looked at. */
  check(world: World): Promise<void>;
}

/** A rule that did not hold. */
export class Unmet extends Error {
  constructor(
    readonly sent: string,
    readonly came: string,
    readonly expected: string,
  ) {
    super(expected);
    this.name = 'Unmet';
  }
}

/** A rule that could not be looked at, and why. */
export class NotSeen extends Error {
  constructor(reason: string) {
    super(reason);
    this.name = 'NotSeen';
  }
}

/** @throws Unmet with what was sent and what came. */
export function hold(
  holds: boolean,
  { sent, came }: Pick<Exchange, 'sent' | 'came'>,
  expected: string,
): asserts holds {
  if (!holds) throw new Unmet(sent, came, expected);
}

/** The answer of a stream, to its end. @throws Unmet when it is something else. */
export function holdWholeStream(exchange: Exchange): void {
  seeAvailable(exchange);
  hold(exchange.isWholeStream, exchange, '200 text/event-stream that comes to its end');
}

/**
 * Lets an operation go that the server does not offer. It says so with 501, or in a stream with nothing but an
 * `error` that says it in words. A 500 may mean anything, and is no such word.
 * @throws NotSeen
 */
export function seeAvailable({ status, operation, events }: Exchange): void {
  const [event, ...more] = events;
  const words = event?.type === 'error' && more.length === 0 ? (event.message ?? '') : '';
  if (status === 501 || /\bnot (yet )?(available|implemented|supported)\b/i.test(words))
    throw new NotSeen(`the server says that ${operation} is not available`);
}

export const subjectOf = ({ name }: Pick<Case, 'name'>): Subject => name.split('/')[0] as Subject;
