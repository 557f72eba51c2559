import { ChatKitError } from '../protocol/errors.js';
import type { ChatKitServer } from '../turns/chatkit-server.js';
import type { IncomingContext } from '../turns/context.js';
import type { Principal } from '../turns/principal.js';
import { contextOf } from './chatkit-context.js';
import type { HttpRequest } from './http-exchange.js';

/** How requests of one path reach a server. */
export interface ChatKitMountOptions {
  /** Where the server answers: one path, or several. `chatkit` by default. */
  path?: string | string[];
  /**
   * Where a running turn can be joined and stopped: `GET {threadsPath}/{thread id}/events` and
   * `POST {threadsPath}/{thread id}/cancel`. `threads` below each `path` by default, such as `chatkit/threads`; the helper
   * for browsers asks below `api/chatkit/threads`. `false`: nowhere.
   */
  threadsPath?: string | string[] | false;
  /**
   * Who asks; nobody is answered with 401. By default `request.user`, as a guard or middleware left it: an object
   * whose `userId` is a string.
   */
  principal?: (request: HttpRequest) => Principal | undefined | Promise<Principal | undefined>;
  /** Plain data of the application's own that hooks shall find in their context: a tenant, a plan. */
  context?: (request: HttpRequest) => object | Promise<object>;
}

/** A server at its path. */
export class ChatKitMount {
  constructor(
    readonly server: ChatKitServer,
    private readonly options: ChatKitMountOptions,
  ) {}

  /** @throws ChatKitError `unauthorized` when nobody is known to ask. */
  async contextOf(request: HttpRequest): Promise<IncomingContext> {
    const { principal = signedIn, context } = this.options;
    const asking = await principal(request);
    if (!asking) throw new ChatKitError('unauthorized');
    return { ...(await context?.(request)), ...contextOf(request, asking) };
  }
}

function signedIn({ user }: HttpRequest): Principal | undefined {
  const { userId } = (user ?? {}) as Partial<Principal>;
  return typeof userId === 'string' && userId !== '' ? (user as Principal) : undefined;
}
