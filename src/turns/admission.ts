import type { OperationType } from '../protocol/requests.js';
import type { Admitted, RequestContext } from './context.js';

/**
 * Lets a request in, or not: rate limits, quotas, an emergency stop. Asked when a request is known to be valid, before
 * anything of it is looked up, written or sent to a model.
 */
export abstract class Admission {
  /**
   * @returns what wants to know when the request is over.
   * @throws ChatKitError for a request that may not go on. A streaming operation tells of `rate_limited`,
   * `too_many_streams` and `quota_spent` inside its stream, where a person's text is not lost.
   */
  abstract admit(operation: OperationType, context: RequestContext): Promise<Admitted | undefined>;
}
