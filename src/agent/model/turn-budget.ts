import type { TurnUsage } from '../../turns/context.js';
import { ModelFault } from './model-fault.js';

/** What one turn may take of a model. */
export interface TurnBudgetLimits {
  /** Calls to the model. */
  maxModelCalls: number;
  /** Calls of tools that the model may ask for. */
  maxToolCalls: number;
  /** Tokens, of input and output together, after which no further call is made. 0: any number. */
  maxTokens: number;
}

/**
 * Longest text of a turn, in characters: what the longest answers of today's models come to (128,000 tokens). The
 * finished message leaves in one frame, which a connection must hold beside what waits there already.
 */
export const maxTurnCharacters = 512 * 1024;

/**
 * What a turn takes of the model, counted into the turn's usage, and stopped where it may take no more.
 *
 * Each method throws a {@link ModelFault} when a bound is passed.
 */
export class TurnBudget {
  private modelCalls = 0;
  private toolCalls = 0;
  private characters = 0;

  constructor(
    private readonly usage: TurnUsage,
    private readonly limits: TurnBudgetLimits,
  ) {}

  /** To be called before the model is. */
  beginCall(): void {
    const { maxModelCalls, maxTokens } = this.limits;
    const tokens = this.usage.inputTokens + this.usage.outputTokens;
    if (maxTokens > 0 && tokens >= maxTokens) {
      throw new ModelFault('over_budget', {
        remark: `${tokens} tokens; TURN_MAX_TOKENS allows ${maxTokens}`,
      });
    }
    if (++this.modelCalls > maxModelCalls) {
      throw new ModelFault('too_many_steps', { remark: `TURN_MAX_MODEL_CALLS allows ${maxModelCalls}` });
    }
  }

  /** To be called with every request to the provider: a call that is made again is paid for again. */
  beginAttempt(): void {
    this.usage.modelAttempts++;
  }

  /** What the provider says that an attempt took which gave no whole answer. */
  addFailed({ inputTokens, outputTokens }: { inputTokens: number; outputTokens: number }): void {
    this.usage.inputTokens += inputTokens;
    this.usage.outputTokens += outputTokens;
  }

  addText(characters: number): void {
    this.characters += characters;
    if (this.characters > maxTurnCharacters) {
      throw new ModelFault('answer_too_long', { remark: `more than ${maxTurnCharacters} characters` });
    }
  }

  /** To be called before any of them is carried out. */
  addToolCalls(count: number): void {
    const { maxToolCalls } = this.limits;
    this.toolCalls += count;
    if (this.toolCalls > maxToolCalls) {
      throw new ModelFault('too_many_steps', { remark: `TURN_MAX_TOOL_CALLS allows ${maxToolCalls}` });
    }
  }
}
