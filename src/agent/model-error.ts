import { MaxTurnsExceededError } from '@openai/agents';
import { ChatKitError, CustomStreamError, StreamError } from '../protocol/errors.js';
import { isOutage } from '../turns/outage.js';
import { ModelFailure } from './model/model-facts.js';

/** The failure of a turn for whatever a run threw. Errors that were made for people pass unchanged. */
export function toModelError(error: unknown): Error {
  if (error instanceof CustomStreamError || error instanceof StreamError || error instanceof ChatKitError) {
    return error;
  }
  // Not a provider's: those have names by the time that they come here.
  if (isOutage(error)) return new ChatKitError('storage_unavailable', undefined, { cause: error });
  const code = error instanceof MaxTurnsExceededError ? 'too_many_steps' : 'model_failed';
  return new ChatKitError(code, undefined, { cause: new ModelFailure(error) });
}
