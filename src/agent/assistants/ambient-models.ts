import { AsyncLocalStorage } from 'node:async_hooks';
import { setDefaultModelProvider, setTracingDisabled, type ModelProvider } from '@openai/agents';
import { forbidTracing } from '../../config.js';
import { noUsage } from '../../turns/context.js';
import type { GuardedModels } from '../model/guarded-models.js';

// Code of the operator's begins runs of its own, and knows nothing of this server: its runners take the SDK's default
// models. Those are ours, and know by the asynchronous context which turn a call belongs to.

const current = new AsyncLocalStorage<ModelProvider>();

/** Does something whose runs, unless they bring models of their own, have the models of this provider. */
export function withModels<Result>(models: ModelProvider, work: () => Result): Result {
  return current.run(models, work);
}

/**
 * Makes the operator's models the SDK's default for the whole process, and switches its tracing off: it would send
 * conversations to OpenAI, whatever endpoint answers. Runs that belong to no workflow, such as a guardrail's of its
 * own, have them too; what those take is nobody's turn's.
 */
export function provideDefaultModels(models: GuardedModels): void {
  forbidTracing();
  setTracingDisabled(true);
  setDefaultModelProvider({
    getModel: (name) => (current.getStore() ?? models.forTurn(noUsage())).getModel(name),
  });
}
