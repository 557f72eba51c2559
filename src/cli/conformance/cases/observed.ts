import { z } from 'zod';
import { SyncActionResult, Transcription } from '../../../protocol/answers.js';
import { Attachment } from '../../../protocol/attachments.js';
import { ThreadStreamEvent } from '../../../protocol/events.js';
import { hiddenItemTypes } from '../../../protocol/items.js';
import { operationTypes, type OperationType } from '../../../protocol/requests.js';
import { Thread } from '../../../protocol/thread.js';
import type { Case } from '../case.js';
import { hold, NotSeen } from '../outcome.js';
import type { Exchange } from '../exchange.js';
import { datesIn, faultsOf, faultsWithNullsOf, hasZone, isDate } from '../shapes.js';
import { ItemPage, ThreadPage, type World } from '../world.js';

// What holds for every answer, whatever it was asked for: looked at last, over all that came.

const Empty = z.object({});

/** The body of each operation that answers with JSON. */
const bodies: Partial<Record<OperationType, z.ZodType>> = {
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
function documentsIn(exchange: Exchange): { value: unknown; schema: z.ZodType }[] {
  if (!exchange.isAccepted) return [];
  if (exchange.isStream)
    return exchange.frames.map(({ json }) => ({ value: json, schema: ThreadStreamEvent }));
  const schema = exchange.operation && bodies[exchange.operation];
  return schema && exchange.body !== undefined ? [{ value: exchange.body, schema }] : [];
}

const everyExchange = ({ client, other }: World) => [...client.exchanges, ...(other?.exchanges ?? [])];

function acceptedOf(world: World, operation: OperationType): Exchange[] {
  const accepted = everyExchange(world).filter(
    (exchange) => exchange.operation === operation && exchange.isAccepted,
  );
  if (accepted.length === 0) throw new NotSeen('no request of this operation was accepted');
  return accepted;
}

/** @throws Unmet for the first document that fails, NotSeen when none came. */
function holdDocuments(
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

const withDates = (world: World) =>
  everyExchange(world).filter((exchange) =>
    documentsIn(exchange).some(({ value }) => datesIn(value).length > 0),
  );

const knownEvents: ReadonlySet<string | undefined> = new Set(
  ThreadStreamEvent.options.map((option) => option.shape.type.value),
);
const typeOf = (value: unknown) => (value as { type?: string } | null | undefined)?.type;

function perOperation(operation: OperationType): Case[] {
  const streams = !(operation in bodies);
  return [
    {
      name: `${operation}/${streams ? 'frames' : 'json'}`,
      level: 'must',
      rules: streams ? 'E26 §1.3' : 'E59 §1.4',
      sentence: streams
        ? 'Every accepted request is answered by `data:` frames of one JSON document each, without `[DONE]`.'
        : 'Every accepted request is answered by one JSON body.',
      async check(world) {
        for (const exchange of acceptedOf(world, operation)) {
          if (!streams) hold(exchange.isJson, exchange, 'application/json with a JSON body');
          else holdFrames(exchange);
        }
      },
    },
    {
      name: `${operation}/shapes`,
      level: 'must',
      rules: streams ? '§3.2 §3.3 §3.4' : '§2.17 §3',
      sentence: 'Everything in its answers has the shape that the protocol gives it.',
      async check(world) {
        holdDocuments(acceptedOf(world, operation), (value, schema) => {
          // Clients pass over events that they do not know.
          if (schema === ThreadStreamEvent && !knownEvents.has(typeOf(value))) return undefined;
          const [fault] = faultsOf(schema, value);
          return fault && `${typeOf(value) ?? 'the body'} as in section 3; ${fault}`;
        });
      },
    },
  ];
}

function holdFrames(exchange: Exchange): void {
  hold(exchange.isStream, exchange, 'the content type text/event-stream');
  for (const { data, json } of exchange.frames) {
    hold(data !== '[DONE]', exchange, 'no `[DONE]`; the end of the body is the end');
    hold(json !== undefined, exchange, `one JSON document in a frame, not ${data.slice(0, 60)}`);
  }
  hold(exchange.end !== 'whole' || !exchange.isHalfRead, exchange, 'an empty line after the last frame');
}

export const observed: Case[] = [
  ...operationTypes.flatMap(perOperation),
  {
    name: 'transport/hidden-items',
    level: 'must',
    rules: 'E228 E229 Q10 §4.7',
    sentence: 'No hidden item is ever shown.',
    async check(world) {
      for (const exchange of everyExchange(world)) {
        const shown = hiddenItemTypes.find((type) => exchange.text.includes(`"${type}"`));
        hold(shown === undefined, exchange, `no ${shown}`);
      }
    },
  },
  {
    name: 'transport/ids-differ',
    level: 'must',
    rules: 'Q14 §10',
    sentence: 'No item has the id of one in another thread.',
    async check(world) {
      const owners = new Map<string, string>();
      const streams = everyExchange(world).filter(({ events }) => events.length > 0);
      if (streams.length === 0) throw new NotSeen('nothing came to look at');
      for (const exchange of streams) {
        for (const event of exchange.events) {
          if (event.type !== 'thread.item.done') continue;
          const { id, thread_id } = event.item;
          hold((owners.get(id) ?? thread_id) === thread_id, exchange, `an id of its own, not ${id} again`);
          owners.set(id, thread_id);
        }
      }
    },
  },
  {
    name: 'transport/dates',
    level: 'must',
    rules: '§1.7',
    sentence: 'Every `created_at` is a date that browsers read.',
    async check(world) {
      holdDocuments(withDates(world), (value) => {
        const wrong = datesIn(value).find((date) => !isDate(date));
        return wrong === undefined ? undefined : `an ISO 8601 date, not ${JSON.stringify(wrong)}`;
      });
    },
  },
  {
    name: 'transport/dates-have-a-zone',
    level: 'should',
    rules: 'Q38 §1.7',
    sentence: 'Every `created_at` names its zone: without one, browsers read it as their own local time.',
    async check(world) {
      holdDocuments(withDates(world), (value) => {
        const naive = datesIn(value).find((date) => !hasZone(date));
        return naive === undefined
          ? undefined
          : `a zone, as in 2026-01-02T03:04:05.678Z, not ${JSON.stringify(naive)}`;
      });
    },
  },
  {
    name: 'transport/no-nulls',
    level: 'should',
    rules: '§0.4',
    sentence: 'What has no value is left out rather than null.',
    async check(world) {
      holdDocuments(everyExchange(world), (value, schema) => {
        const [fault] = faultsOf(schema, value).length ? [] : faultsWithNullsOf(schema, value);
        return fault && `no null; ${fault}`;
      });
    },
  },
  {
    name: 'transport/known-events',
    level: 'should',
    rules: '§3.2 §13.3',
    sentence: "Streams carry the protocol's events only; clients pass over others without a word.",
    async check(world) {
      holdDocuments(everyExchange(world), (value, schema) => {
        if (schema !== ThreadStreamEvent || knownEvents.has(typeOf(value))) return undefined;
        return `an event of the protocol, not ${typeOf(value)}`;
      });
    },
  },
  {
    name: 'transport/errors-in-words',
    level: 'should',
    rules: '§1.4 §13.3',
    sentence: 'Every refusal is JSON with a `message`, which the widget shows.',
    async check(world) {
      for (const exchange of everyExchange(world)) {
        if (exchange.status < 400 || !exchange.operation) continue;
        const message = (exchange.body as { message?: unknown } | null | undefined)?.message;
        hold(typeof message === 'string' && message !== '', exchange, 'a JSON body with a `message`');
      }
    },
  },
];
