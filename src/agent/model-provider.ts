import { OpenAIProvider, type Model, type ModelProvider, type ModelSettings } from '@openai/agents';
import type { Config } from '../config.js';
import { DemoModel } from './demo/demo.model.js';
import { GuardedModels } from './model/guarded-models.js';
import { LeanClient } from './model/lean-client.js';

const longestTimeoutMs = 2 ** 31 - 1;
/** Some compatible endpoints want no key, and the client insists on one. */
const keyForKeyless = 'none';

/** What answers, guarded against whatever its provider does. One for the process: it remembers failures. */
export function guardedModels(config: Config): GuardedModels {
  const { firstByteMs, idleMs, retries } = config.model;
  return new GuardedModels(modelProvider(config), {
    patience: { firstByteMs, idleMs, retries },
    limits: config.turn,
  });
}

/** The demo model, or a model behind an OpenAI-compatible endpoint. */
function modelProvider({ model }: Config): ModelProvider {
  if (model.provider === 'demo') return new DemoProvider(new DemoModel({ delayMs: model.demoDelayMs }));
  return new OpenAIProvider({
    openAIClient: new LeanClient({
      apiKey: model.apiKey ?? keyForKeyless,
      baseURL: model.baseUrl,
      // How long is waited, and whether a call is made again, is decided by its guard.
      maxRetries: 0,
      timeout: longestTimeoutMs,
      // It would write to the console, past the log and its gate.
      logLevel: 'off',
    }),
    useResponses: model.api === 'responses',
  });
}

/** Nothing is kept at the provider: what a thread holds is in the operator's database alone. */
export const modelSettings: ModelSettings = { store: false };

class DemoProvider implements ModelProvider {
  constructor(private readonly model: Model) {}

  getModel(): Model {
    return this.model;
  }
}
