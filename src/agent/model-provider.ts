import { OpenAIProvider, type Model, type ModelProvider, type ModelSettings } from '@openai/agents';
import OpenAI from 'openai';
import type { Config } from '../config.js';
import { DemoModel } from './demo/demo.model.js';

/** Attempts beyond the first, per model call. */
const maxRetries = 1;
/** Until the first byte of an answer, in milliseconds. */
const timeoutMs = 60_000;
/** Some compatible endpoints want no key, and the client insists on one. */
const keyForKeyless = 'none';

/** What answers: the demo model, or a model behind an OpenAI-compatible endpoint. */
export function modelProvider({ model }: Config): ModelProvider {
  if (model.provider === 'demo') return new DemoProvider(new DemoModel({ delayMs: model.demoDelayMs }));
  return new OpenAIProvider({
    openAIClient: new OpenAI({
      apiKey: model.apiKey ?? keyForKeyless,
      baseURL: model.baseUrl,
      maxRetries,
      timeout: timeoutMs,
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
