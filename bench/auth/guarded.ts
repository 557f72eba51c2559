import { EventEmitter } from 'node:events';
import { Reflector } from '@nestjs/core';
import { ExecutionContextHost } from '@nestjs/core/helpers/execution-context-host.js';
import { JwtGuard } from '../../src/auth/jwt.guard.js';

/** An answer that nobody writes, of which the guard notes the end. */
class Answer extends EventEmitter {
  setHeader(): this {
    return this;
  }
}

class Route {
  handle(): void {}
}

const guard = new JwtGuard(new Reflector());

/** A request as it stands before the guard, which has read nothing of it yet. */
export function requestWith(token: string): ExecutionContextHost {
  const authorization = `Bearer ${token}`;
  const res = new Answer();
  const request = {
    method: 'POST',
    path: '/chatkit',
    headers: { host: 'chat.example.com', authorization, 'content-type': 'application/json' },
    rawHeaders: [
      'Host',
      'chat.example.com',
      'Authorization',
      authorization,
      'Content-Type',
      'application/json',
    ],
    res,
  };
  // eslint-disable-next-line @typescript-eslint/unbound-method -- what it is bound to says who may come
  return new ExecutionContextHost([request, res], Route, Route.prototype.handle);
}

/** All that stands between a request and its route: the header, the token, the sign-outs. @throws what refuses it. */
export async function letIn(context: ExecutionContextHost): Promise<void> {
  await guard.canActivate(context);
}

/** What happens once the answer has been written. */
export function end(context: ExecutionContextHost): void {
  context.switchToHttp().getResponse<Answer>().emit('close');
}
