import type { IncomingMessage } from 'node:http';
import { Body, Controller, Delete, Header, Headers, HttpCode, Optional, Post, Req } from '@nestjs/common';
import type { Principal } from '../../turns/principal.js';
import { CurrentPrincipal } from '../current-principal.decorator.js';
import { FailedSignIns, isUnproven } from '../failed-sign-ins.js';
import { LimitedAs } from '../limited-as.decorator.js';
import { Public } from '../public.decorator.js';
import { TokenRefusal } from '../token-refusal.js';
import { secretOf, toNewSession } from './session.request.js';
import { SessionsService, type SessionView } from './sessions.service.js';

/** What is said of the body and of who sends it. */
interface SentHeaders {
  authorization?: string;
  'content-type'?: string;
}

/** Sessions: a person's token is exchanged for a secret that is good for chatting, and for nothing else. */
@Controller('api/chatkit')
@LimitedAs('sessions')
export class SessionsController {
  constructor(
    private readonly sessions: SessionsService,
    @Optional() private readonly failures?: FailedSignIns,
  ) {}

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
  refresh(
    @Body() bytes: unknown,
    @Headers() headers: SentHeaders,
    @Req() request: IncomingMessage,
  ): Promise<SessionView> {
    return this.watched(request, () => this.sessions.refresh(secretIn(bytes, headers)));
  }

  /** Public to the guard, as with `refresh`. */
  @Public()
  @Delete('session')
  @HttpCode(204)
  end(
    @Body() bytes: unknown,
    @Headers() headers: SentHeaders,
    @Req() request: IncomingMessage,
  ): Promise<void> {
    return this.watched(request, () => this.sessions.end(secretIn(bytes, headers)));
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

  /** The guard looks at no secret that is handed in here, and so tells nobody of one that proves nothing. */
  private async watched<Answer>(request: IncomingMessage, work: () => Promise<Answer>): Promise<Answer> {
    try {
      return await work();
    } catch (error) {
      if (isUnproven(error)) await this.failures?.note(request);
      throw error;
    }
  }
}

const secretIn = (bytes: unknown, headers: SentHeaders): string =>
  secretOf({ bytes, contentType: headers['content-type'] }, headers.authorization);

/** A session cannot make itself another, nor sign its person out. */
function requireToken({ sessionId }: Principal): void {
  if (sessionId !== undefined) throw new TokenRefusal('session_not_enough');
}
