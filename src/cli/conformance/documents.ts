import { z } from 'zod';
import { SyncActionResult, Transcription } from '../../protocol/answers.js';
import { Attachment } from '../../protocol/attachments.js';
import { ThreadStreamEvent } from '../../protocol/events.js';
import type { OperationType } from '../../protocol/requests.js';
import { Thread } from '../../protocol/thread.js';
import type { Exchange } from './exchange.js';
import { hold, NotSeen } from './outcome.js';
import { ItemPage, ThreadPage, type World } from './world.js';

const Empty = z.object({});

/** The body of each operation that answers with JSON. */
export const bodies: Partial<Record<OperationType, z.ZodType>> = {
  'threads.get_by_id': Thread,
  'threads.list': ThreadPage,
  'threads.update': Thread,
  'threads.delete': Empty,
  'items.list': ItemPage,
  'items.feedback': Empty,
  'attachments.create': Attachment,
  'attachments.delete': Empty,
  'input.transcribe': Transcription,
  'threads.sync_custom_action': SyncActionResult,
};

/** Every document that came in answers that were accepted, with the shape that it should have. */
export function documentsIn(exchange: Exchange): { value: unknown; schema: z.ZodType }[] {
  if (!exchange.isAccepted) return [];
  if (exchange.isStream)
    return exchange.frames.map(({ json }) => ({ value: json, schema: ThreadStreamEvent }));
  const schema = exchange.operation && bodies[exchange.operation];
  return schema && exchange.body !== undefined ? [{ value: exchange.body, schema }] : [];
}

export const everyExchange = ({ client, other }: World) => [...client.exchanges, ...(other?.exchanges ?? [])];

/** @throws Unmet for the first document that fails, NotSeen when none came. */
export function holdDocuments(
  exchanges: readonly Exchange[],
  fault: (value: unknown, schema: z.ZodType) => string | undefined,
): void {
  if (!exchanges.some((exchange) => documentsIn(exchange).length > 0))
    throw new NotSeen('nothing came to look at');
  for (const exchange of exchanges) {
    for (const { value, schema } of documentsIn(exchange)) {
      const found = fault(value, schema);
      hold(found === undefined, exchange, found ?? '');
    }
  }
}

/** What `type` may be in an event. */
export const knownEvents: ReadonlySet<string | undefined> = new Set(
  ThreadStreamEvent.options.map((option) => option.shape.type.value),
);
export const typeOf = (value: unknown) => (value as { type?: string } | null | undefined)?.type;
