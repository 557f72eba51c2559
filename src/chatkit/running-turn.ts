import type { ChatKitServer } from '../turns/chatkit-server.js';
import type { RequestContext } from '../turns/context.js';
import type { Heartbeat } from './heartbeat.js';
import type { HttpResponse } from './http-exchange.js';
import { lastSeen, type SeenSoFar } from './last-seen.js';
import { streamResult } from './stream-result.js';

// The turn that runs in a thread, for whoever comes back to it. The server's own routes and those that an application
// mounts differ in how they know who asks; what they answer is this.

/** A thread, and who asks for it. */
export interface AskedThread {
  threadId: string;
  context: Pick<RequestContext, 'principal'>;
}

/**
 * Joins the running turn: a snapshot or what was missed, the events that follow, and the end.
 * @throws InvalidRequestError when what was seen is no event's id, and what `ChatKitServer.joinTurn` does.
 */
export async function streamRunningTurn(
  server: ChatKitServer,
  { threadId, context }: AskedThread,
  { seen, response, heartbeat }: { seen: SeenSoFar; response: HttpResponse; heartbeat: Heartbeat },
): Promise<void> {
  const turn = await server.joinTurn(threadId, context, { after: lastSeen(seen) });
  streamResult(turn, response, heartbeat);
}

/**
 * Stops the running turn. Answers when it has ended, or after a second.
 * @throws what `ChatKitServer.cancelTurn` does.
 */
export async function cancelRunningTurn(server: ChatKitServer, { threadId, context }: AskedThread) {
  const { turnId, status } = await server.cancelTurn(threadId, context);
  return { turn_id: turnId, status };
}
