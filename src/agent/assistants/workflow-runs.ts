import { Inject, Injectable, Logger } from '@nestjs/common';
import { type ModelProvider, type RunStreamEvent } from '@openai/agents';
import { CONFIG, type Config } from '../../config.js';
import { outputText } from '../../protocol/content.js';
import type { AgentContext } from '../bridge/agent-context.js';
import type { AgentRunEvent } from '../bridge/model-input.js';
import { GuardedModels } from '../model/guarded-models.js';
import { withModels } from './ambient-models.js';
import type { RunWorkflow, AssistantSetup } from './assistant-setup.js';
import { WorkflowBlocked } from './guardrail-reply.js';
import { toReturnedAnswer } from './returned-answer.js';
import type { WorkflowInput } from './workflow-input.js';
import { WorkflowModel } from './workflow-model.js';
import { WorkflowTurn } from './workflow-turn.js';

/** A workflow that ended and left the person without an answer. */
export class NothingToShowError extends Error {
  override name = 'NothingToShowError';
}

/** Begins the turns of a workflow that runs its agents by itself. */
@Injectable()
export class WorkflowRuns {
  private readonly name: string | undefined;
  private readonly knowsHistory: boolean;
  private readonly logger = new Logger('Workflow');

  constructor(
    @Inject(CONFIG) config: Config,
    private readonly models: GuardedModels,
  ) {
    this.name = config.model.name;
    this.knowsHistory = config.workflowHistory;
  }

  /** Begins a turn, for {@link streamAgentResponse} to show as if it were one run. */
  start(run: RunWorkflow, input: WorkflowInput, setup: AssistantSetup): AsyncIterable<AgentRunEvent> {
    const { text, history } = input;
    const { signal, usage } = setup.context.requestContext;
    const turn = new WorkflowTurn({ text, history: this.knowsHistory ? history : [], signal });
    const guarded = this.models.forTurn(usage);
    const models: ModelProvider = {
      getModel: async (name) => new WorkflowModel(await guarded.getModel(name || this.name), turn),
    };
    const work = async () => run({ input_as_text: text }, { ...setup, history, signal });
    // From its first moment the code runs where its calls are known to be this turn's.
    const returned = withModels(models, work).finally(() => turn.end());
    return this.tell(turn, returned, setup.context);
  }

  private async *tell(
    turn: WorkflowTurn,
    returned: Promise<unknown>,
    context: AgentContext,
  ): AsyncGenerator<RunStreamEvent, void, undefined> {
    // It may fail after the reader has left.
    returned.catch(() => {});
    yield* turn.events.read();
    const answer = toReturnedAnswer(await returned);
    if (answer.kind === 'blocked') throw new WorkflowBlocked();
    if (answer.kind === 'text' && !turn.isKnown(answer.text)) show(answer.text, context);
    if (answer.kind === 'none' && !turn.hasShown && !context.clientToolCall) {
      this.logger.warn({ msg: 'a workflow returned nothing for people; let it return output_text' });
      throw new NothingToShowError();
    }
  }
}

function show(text: string, context: AgentContext): void {
  const item = { ...context.newItem('message'), content: [outputText(text)] };
  context.stream({ type: 'thread.item.done', item: { type: 'assistant_message', ...item } });
}
