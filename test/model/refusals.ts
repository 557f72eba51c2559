import type { ThreadStreamEvent } from '../../src/protocol/events.js';
import type { Refusal } from './due.js';
import type { ThreadModel } from './thread-model.js';
import { wellFormed } from './well-formed.js';

/** What a stream that refuses consists of: one event, in words for a person. */
export function expectRefusal(
  events: readonly ThreadStreamEvent[],
  refusals: readonly Refusal[],
  thread: ThreadModel | undefined,
): void {
  expect(events).toHaveLength(1);
  const known = refusals.map((refusal) => eventFor(refusal, thread));
  expect(known.map((event) => matches(events[0]!, event))).toContain(true);
}

type ErrorEvent = Extract<ThreadStreamEvent, { type: 'error' }>;

function eventFor(
  refusal: Refusal,
  thread: ThreadModel | undefined,
): Partial<Omit<ErrorEvent, 'message'>> & { message?: RegExp | string } {
  if (refusal === 'no widget') return { code: 'stream.error', allow_retry: false };
  if (refusal === 'busy') return { code: 'custom', allow_retry: true, message: /still being written/ };
  if (refusal === 'not pending')
    return { code: 'custom', allow_retry: false, message: /answered already|waits for an output/ };
  const status = thread!.data.status;
  const reason = 'reason' in status ? status.reason : undefined;
  return {
    code: 'custom',
    allow_retry: false,
    message: reason === undefined ? new RegExp(`conversation is ${refusal}`) : wellFormed(reason),
  };
}

function matches(event: ThreadStreamEvent, { message, ...rest }: ReturnType<typeof eventFor>): boolean {
  if (event.type !== 'error' || event.code !== rest.code || event.allow_retry !== rest.allow_retry)
    return false;
  return message instanceof RegExp ? message.test(event.message ?? '') : event.message === message;
}
