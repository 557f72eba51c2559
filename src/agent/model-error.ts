import { MaxTurnsExceededError } from '@openai/agents';
import { ChatKitError, CustomStreamError, StreamError } from '../protocol/errors.js';

/**
 * What is known of a provider's failure, without its words: providers quote keys, prompts and their own
 * insides in error messages, and none of that may reach a person or a log.
 */
class ModelFailure extends Error {
  constructor(error: unknown) {
    const { name, status, code } = (error ?? {}) as { name?: unknown; status?: unknown; code?: unknown };
    const facts = [name, status, code].filter((fact) => typeof fact === 'number' || isWord(fact));
    super(facts.join(' ') || 'unknown');
    this.name = 'ModelFailure';
  }
}

/** `invalid_api_key`, `ECONNRESET`: what programs call a failure. A provider writes its codes as it likes. */
function isWord(fact: unknown): fact is string {
  return typeof fact === 'string' && fact.length <= 64 && /^[a-z]+(_[a-z]+)*$/i.test(fact);
}

/** The failure of a turn for whatever a run threw. Errors that were made for people pass unchanged. */
export function toModelError(error: unknown): Error {
  if (error instanceof CustomStreamError || error instanceof StreamError || error instanceof ChatKitError) {
    return error;
  }
  const cause = new ModelFailure(error);
  if (error instanceof MaxTurnsExceededError) {
    return new ChatKitError(
      'model_failed',
      'The assistant went in circles and was stopped. Please try again in other words.',
      { cause },
    );
  }
  return new ChatKitError('model_failed', undefined, { cause });
}
