import { IsOptional, Matches } from 'class-validator';

const position =
  'must be <turn id>:<position>, as the id of the last event that you have; leave it out for a snapshot';

/** `GET /api/chatkit/threads/{id}/events` */
export class JoinTurnRequest {
  @IsOptional()
  @Matches(/^[\w-]{1,100}:\d{1,9}$/, { message: position })
  after?: string;
}
