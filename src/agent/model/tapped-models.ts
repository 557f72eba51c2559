import type { Model, ModelProvider } from '@openai/agents';
import type { ModelTap } from './model-tap.js';
import { TappedModel } from './tapped-model.js';

/** The models of a provider, their calls heard by one tap. */
export class TappedModels implements ModelProvider {
  constructor(
    private readonly models: ModelProvider,
    private readonly tap: ModelTap,
  ) {}

  async getModel(name?: string): Promise<Model> {
    return new TappedModel(await this.models.getModel(name), () => this.tap);
  }
}
