import { Logger } from '@nestjs/common';
import type { Model, ModelProvider } from '@openai/agents';
import type { TurnUsage } from '../../turns/context.js';
import { CircuitBreaker } from './circuit-breaker.js';
import { GuardedModel } from './guarded-model.js';
import type { ModelPatience } from './model-attempt.js';
import { TurnBudget, type TurnBudgetLimits } from './turn-budget.js';

export interface GuardedModelsOptions {
  patience: ModelPatience;
  limits: TurnBudgetLimits;
}

/** The models of one provider, under guard. */
export class GuardedModels {
  private readonly logger = new Logger('Model');
  private readonly breaker = new CircuitBreaker({
    onChange: (state) =>
      state === 'open'
        ? this.logger.warn('the model’s provider is not asked for a while: its last calls have all failed')
        : this.logger.log('the model’s provider answers again'),
  });

  constructor(
    private readonly provider: ModelProvider,
    private readonly options: GuardedModelsOptions,
  ) {}

  /** For the calls of one turn, which are counted into its usage, and end where it may take no more. */
  forTurn(usage: TurnUsage): ModelProvider {
    const { patience, limits } = this.options;
    const terms = { patience, budget: new TurnBudget(usage, limits) };
    return { getModel: async (name) => this.guard(await this.provider.getModel(name), terms) };
  }

  private guard(model: Model, terms: ConstructorParameters<typeof GuardedModel>[2]): Model {
    return new GuardedModel(model, this.breaker, terms);
  }
}
