import type { Exchange } from './exchange.js';

// What becomes of a case: it passes by returning, and ends otherwise by one of these.

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
