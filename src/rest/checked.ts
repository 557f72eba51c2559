import {
  createParamDecorator,
  Query,
  ValidationPipe,
  type ExecutionContext,
  type Type,
} from '@nestjs/common';
import type { ValidationError } from 'class-validator';
import { InvalidRequestError, type Fault } from '../protocol/parse-request.js';
import { ReadBodyPipe } from './read-body.pipe.js';

/** Faults that are named. */
const maxFaults = 20;

/** @throws InvalidRequestError naming each field that is wrong. */
const checked = (type: Type<unknown>) =>
  new ValidationPipe({
    expectedType: type,
    transform: true,
    whitelist: true,
    forbidNonWhitelisted: true,
    forbidUnknownValues: true,
    validateCustomDecorators: true,
    stopAtFirstError: true,
    exceptionFactory: (errors) => new InvalidRequestError(errors.flatMap(toFaults).slice(0, maxFaults)),
  });

function toFaults({ property, constraints = {}, children = [] }: ValidationError): Fault[] {
  const own = Object.entries(constraints).map(([rule, message]) => ({
    path: property ?? '',
    message: rule === 'whitelistValidation' ? 'there is no such field' : message,
  }));
  return [...own, ...children.flatMap(toFaults)];
}

const Incoming = createParamDecorator((_: unknown, context: ExecutionContext): unknown =>
  context.switchToHttp().getRequest(),
);

/** The request's JSON body, which must be as the class says. */
export const CheckedBody = (type: Type<unknown>) => Incoming(ReadBodyPipe, checked(type));

/** The request's query, which must be as the class says. */
export const CheckedQuery = (type: Type<unknown>) => Query(checked(type));
