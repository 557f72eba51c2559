import type { Answer as ModelAnswer, Fault } from '../support/scripted-provider.js';
import type { Json, JsonObject } from './scenario.js';

/** One thing that a tool does with its `AgentContext`. */
export type ToolStep =
  | { stream: JsonObject }
  | { startWorkflow: Json }
  | { addTask: Json }
  | { updateTask: Json; index: number }
  | { endWorkflow: { summary?: Json; expanded?: boolean } }
  | { widget: Json; copyText?: string }
  | { widgets: Json[]; copyText?: string }
  | { clientToolCall: { name: string; arguments: JsonObject } };

export interface ToolSpec {
  name: string;
  does?: ToolStep[];
  /** What the model is told. */
  gives?: string;
}

/** An agent, as data that both sides make one of. */
export interface AgentSpec {
  tools?: ToolSpec[];
  /** Tools with which the run ends. */
  stopAt?: string[];
  /** Which guardrail trips: one before the model is asked, or one after it has answered. */
  tripwire?: 'input' | 'output';
  /** Another agent, without tools, that this one may hand over to: the tool is `transfer_to_` and its name. */
  handsOverTo?: string;
  partialImages?: number;
  /** What the model answers, call after call. */
  model: (ModelAnswer | Fault)[];
}
