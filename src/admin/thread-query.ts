import { ValidationPipe } from '@nestjs/common';
import { Type } from 'class-transformer';
import { IsInt, IsOptional, IsString, Max, Min } from 'class-validator';
import { ChatKitError } from '../protocol/errors.js';

const text = (name: string) => ({ message: `${name}: must be one text` });
const limits = { message: 'limit: must be a whole number from 1 to 100' };

/** Which threads an administrator asks for. */
export class ThreadQuery {
  /** Only this person's. */
  @IsOptional()
  @IsString(text('user_id'))
  user_id?: string;

  /** Only this tenant's; empty for people without one. */
  @IsOptional()
  @IsString(text('tenant_id'))
  tenant_id?: string;

  @Type(() => Number)
  @IsInt(limits)
  @Min(1, limits)
  @Max(100, limits)
  limit = 20;

  /** Id of the last thread of the page before. */
  @IsOptional()
  @IsString(text('after'))
  after?: string;
}

/** @throws ChatKitError `bad_request`, in the words of the first rule that is broken. */
export const threadQuery = new ValidationPipe({
  expectedType: ThreadQuery,
  transform: true,
  whitelist: true,
  exceptionFactory: ([error]) =>
    new ChatKitError('bad_request', Object.values(error?.constraints ?? {})[0] ?? 'The query is not valid.'),
});
