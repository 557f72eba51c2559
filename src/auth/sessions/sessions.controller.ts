import { Body, Controller, Delete, Header, Headers, HttpCode, Post } from '@nestjs/common';
import { ChatKitError } from '../../protocol/errors.js';
import type { Principal } from '../../turns/principal.js';
import { CurrentPrincipal } from '../current-principal.decorator.js';
import { Public } from '../public.decorator.js';
import { secretOf, toNewSession } from './session.request.js';
import { SessionsService, type SessionView } from './sessions.service.js';

/** What is said of the body and of who sends it. */
interface SentHeaders {
  authorization?: string;
  'content-type'?: string;
}

/** Sessions: a person's token is exchanged for a secret that is good for chatting, and for nothing else. */
@Controller('api/chatkit')
export class SessionsController {
  constructor(private readonly sessions: SessionsService) {}

  @Post('session')
  @Header('cache-control', 'no-store')
  create(
    @CurrentPrincipal() principal: Principal,
    @Body() bytes: unknown,
    @Headers() headers: SentHeaders,
  ): Promise<SessionView> {
    requireToken(principal);
    return this.sessions.create(
      principal,
      toNewSession({ bytes, contentType: headers['content-type'] }, principal),
    );
  }

  /** Public to the guard: the secret that is handed in, maybe an expired one, says who asks. */
  @Public()
  @Post('refresh')
  @HttpCode(200)
  @Header('cache-control', 'no-store')
  refresh(@Body() bytes: unknown, @Headers() headers: SentHeaders): Promise<SessionView> {
    return this.sessions.refresh(secretIn(bytes, headers));
  }

  /** Public to the guard, as with `refresh`. */
  @Public()
  @Delete('session')
  @HttpCode(204)
  end(@Body() bytes: unknown, @Headers() headers: SentHeaders): Promise<void> {
    return this.sessions.end(secretIn(bytes, headers));
  }

  @Post('sessions/revoke-all')
  @HttpCode(200)
  @Header('cache-control', 'no-store')
  async revokeAll(
    @CurrentPrincipal() principal: Principal,
  ): Promise<{ user_id: string; revoked_before: string }> {
    requireToken(principal);
    const revokedBefore = await this.sessions.revokeAll(principal);
    return { user_id: principal.userId, revoked_before: revokedBefore.toISOString() };
  }
}

const secretIn = (bytes: unknown, headers: SentHeaders): string =>
  secretOf({ bytes, contentType: headers['content-type'] }, headers.authorization);

/** A session cannot make itself another, nor sign its person out. */
function requireToken({ sessionId }: Principal): void {
  if (sessionId !== undefined) {
    throw new ChatKitError('unauthorized', 'A session’s secret is not enough for this; send your own token.');
  }
}
