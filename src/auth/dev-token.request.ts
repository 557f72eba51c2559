import { ValidationPipe } from '@nestjs/common';
import { IsIn } from 'class-validator';
import { ChatKitError } from '../protocol/errors.js';
import { devUsers, type DevUser } from './dev-tokens.js';

/** The body of a request for a demo token. */
export class DevTokenRequest {
  @IsIn(devUsers, { message: `user: must be one of ${devUsers.join(', ')}` })
  user!: DevUser;
}

/** @throws ChatKitError `bad_request`, in the words of the first rule that is broken. */
export const devTokenBody = new ValidationPipe({
  expectedType: DevTokenRequest,
  whitelist: true,
  exceptionFactory: ([error]) =>
    new ChatKitError(
      'bad_request',
      Object.values(error?.constraints ?? {})[0] ?? 'The body must be an object.',
    ),
});
