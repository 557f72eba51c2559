import { IsOptional, Matches } from 'class-validator';
import { positionHint } from '../chatkit/last-seen.js';
import { positionPattern } from '../protocol/live-events.js';

/** `GET /api/chatkit/threads/{id}/events` */
export class JoinTurnRequest {
  @IsOptional()
  @Matches(positionPattern, { message: positionHint })
  after?: string;
}
