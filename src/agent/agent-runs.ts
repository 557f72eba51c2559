import { Inject, Injectable } from '@nestjs/common';
import { Runner, type Agent } from '@openai/agents';
import { CONFIG, type Config } from '../config.js';
import type { TurnUsage } from '../turns/context.js';
import type { AgentRunState } from './approvals/paused-state.js';
import type { AgentContext } from './bridge/agent-context.js';
import type { AgentRunEvent, ModelInputItem } from './bridge/model-input.js';
import { modelSettings } from './model-provider.js';
import { GuardedModels } from './model/guarded-models.js';
import { RunTap } from './model/run-tap.js';
import { TappedModels } from './model/tapped-models.js';

/** Calls of tools that are carried out at once, when a model asks for many. */
const toolCallsAtOnce = 8;

/** Begins the runs of agents, every one with the operator's model and under the same bounds. */
@Injectable()
export class AgentRuns {
  constructor(
    @Inject(CONFIG) private readonly config: Config,
    private readonly models: GuardedModels,
  ) {}

  /** Begins a run that ends with the turn of its context, for {@link streamAgentResponse} to show. */
  async start(
    agent: Agent<AgentContext>,
    input: ModelInputItem[],
    context: AgentContext,
  ): Promise<AsyncIterable<AgentRunEvent>> {
    const { signal, usage } = context.requestContext;
    const maxTurns = this.config.turn.maxModelCalls;
    return this.runner(usage).run(agent, input, { stream: true, signal, context, maxTurns });
  }

  /** Goes on with a run that paused. Its state has the context; what it took of the bounds before counts. */
  async resume(
    agent: Agent<AgentContext>,
    state: AgentRunState,
    { requestContext: { signal, usage } }: AgentContext,
  ): Promise<AsyncIterable<AgentRunEvent>> {
    const maxTurns = this.config.turn.maxModelCalls;
    return this.runner(usage).run(agent, state, { stream: true, signal, maxTurns });
  }

  /** Each run has a runner of its own: its models have the run's tap, and what they take is the turn's. */
  private runner(usage: TurnUsage): Runner {
    return new Runner({
      modelProvider: new TappedModels(this.models.forTurn(usage), new RunTap()),
      model: this.config.model.name,
      modelSettings,
      toolExecution: { maxFunctionToolConcurrency: toolCallsAtOnce },
      // A model makes tools up now and then, and can be told so.
      toolNotFoundBehavior: 'return_error_to_model',
      // The SDK would send traces to OpenAI, whatever endpoint answers.
      tracingDisabled: true,
    });
  }
}
