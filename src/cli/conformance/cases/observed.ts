import { ThreadStreamEvent } from '../../../protocol/events.js';
import { hiddenItemTypes } from '../../../protocol/items.js';
import type { Case } from '../case.js';
import { documentsIn, everyExchange, holdDocuments, knownEvents, typeOf } from '../documents.js';
import { hold, NotSeen } from '../outcome.js';
import { datesIn, faultsOf, faultsWithNullsOf, hasZone, isDate } from '../shapes.js';
import type { World } from '../world.js';

// What holds for every answer, whatever it was asked for: looked at last, over all that came.

const withDates = (world: World) =>
  everyExchange(world).filter((exchange) =>
    documentsIn(exchange).some(({ value }) => datesIn(value).length > 0),
  );

export const observed: Case[] = [
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
