import { ThreadStreamEvent } from '../../../protocol/events.js';
import { operationTypes, type OperationType } from '../../../protocol/requests.js';
import type { Case } from '../case.js';
import { bodies, everyExchange, holdDocuments, knownEvents, typeOf } from '../documents.js';
import type { Exchange } from '../exchange.js';
import { hold, NotSeen } from '../outcome.js';
import { faultsOf } from '../shapes.js';
import type { World } from '../world.js';

// How the accepted requests of each operation were answered, looked at over all of them.

function acceptedOf(world: World, operation: OperationType): Exchange[] {
  const accepted = everyExchange(world).filter(
    (exchange) => exchange.operation === operation && exchange.isAccepted,
  );
  if (accepted.length === 0) throw new NotSeen('no request of this operation was accepted');
  return accepted;
}

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

export const wire: Case[] = operationTypes.flatMap(perOperation);
