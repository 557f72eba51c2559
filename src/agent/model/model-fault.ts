import { ChatKitError, type FailureCode } from '../../protocol/errors.js';
import { ModelFailure } from './model-facts.js';

interface Consequence {
  /** How often the call is made again at the most, while the person has seen nothing of it. */
  repeats: number;
  /** Whether it tells of a provider that is down. */
  isOutage: boolean;
}

/** As often as the operator allows. */
const asSet = Number.POSITIVE_INFINITY;

/** What follows from each way in which a call to a model can fail, beside what a person is told of it. */
export const modelFaults = {
  /** 429, or overloaded. */
  model_busy: { repeats: asSet, isOutage: true },
  /** 5xx, or no connection. */
  model_unavailable: { repeats: asSet, isOutage: true },
  /** Nothing came for too long. Whoever has waited for that twice has waited long enough. */
  model_silent: { repeats: 1, isOutage: true },
  /** The connection was lost, or closed, in mid-answer. */
  model_cut_off: { repeats: asSet, isOutage: true },
  /** What came is not what the API says. */
  model_failed: { repeats: asSet, isOutage: true },
  /** The key, the model's name, the address or the account is wrong. */
  model_misconfigured: { repeats: 0, isOutage: false },
  /** The provider does not take this request, such as one that is too long. */
  model_refused: { repeats: 0, isOutage: false },
  model_filtered: { repeats: 0, isOutage: false },
  /** The model came to the end of the tokens that an answer may have, or the answer to a cap of ours. */
  answer_too_long: { repeats: 0, isOutage: false },
  too_many_steps: { repeats: 0, isOutage: false },
  over_budget: { repeats: 0, isOutage: false },
} as const satisfies Partial<Record<FailureCode, Consequence>>;

export type ModelFaultCode = keyof typeof modelFaults;

export interface ModelFaultOptions {
  /** What was thrown. Only its facts are kept. */
  error?: unknown;
  /** For the operator, in words of ours: what to look at. */
  remark?: string;
  /** When the provider wants to be asked again, in milliseconds from now. */
  retryAfterMs?: number;
}

/** A call to a model that failed, by its name in the table of failures. */
export class ModelFault extends ChatKitError {
  readonly remark: string | undefined;
  readonly retryAfterMs: number | undefined;

  constructor(
    override readonly code: ModelFaultCode,
    { error, remark, retryAfterMs }: ModelFaultOptions = {},
  ) {
    super(code, undefined, { cause: new ModelFailure(error, remark) });
    this.remark = remark;
    this.retryAfterMs = retryAfterMs;
  }

  get consequence(): Consequence {
    return modelFaults[this.code];
  }
}
