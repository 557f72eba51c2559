import { Agent } from '@openai/agents';
import { ConfigError, type Config } from '../../config.js';
import { createAssistant } from '../assistant.js';
import type { AgentContext } from '../bridge/agent-context.js';
import type { CreateAssistant, RunWorkflow } from './assistant-setup.js';
import { importModule, type ImportedModule } from './import-module.js';
import { hasApprovalStub, hasOtherSdk } from './module-faults.js';

/** What answers: an agent that a turn begins with, or code that begins runs of its own. */
export type Assistant = { agent: CreateAssistant } | { workflow: RunWorkflow };

/** Injection token of the {@link Assistant}. */
export const ASSISTANT = Symbol('Assistant');

/** An assistant, and what its operator should know of it. */
export interface LoadedAssistant {
  assistant: Assistant;
  warnings: AssistantWarning[];
}

/** What works, and not as somebody may think. */
export interface AssistantWarning {
  what: string;
  fix: string;
}

/** A function of the operator's that was to give an agent, and gave something else. */
export class NoAgentError extends Error {
  override name = 'NoAgentError';
}

/**
 * The assistant of the setting `ASSISTANT_MODULE`; the bundled one when it is not set.
 * @throws ConfigError when it cannot be found or loaded, or exports no assistant.
 */
export async function loadAssistant({
  assistantModule: setting,
  model,
}: Pick<Config, 'assistantModule' | 'model'>): Promise<LoadedAssistant> {
  if (setting === undefined) return { assistant: { agent: createAssistant }, warnings: [] };
  const module = await importModule(setting);
  if (hasOtherSdk(module.file)) throw otherSdk(setting);
  return {
    assistant: toAssistant(setting, module),
    warnings: [
      ...(hasApprovalStub(module.source) ? [approvesAll] : []),
      ...(model.provider === 'demo' ? [onlyDemo] : []),
    ],
  };
}

const approvesAll: AssistantWarning = {
  what: 'approvalRequest of ASSISTANT_MODULE approves everything and asks nobody, as Agent Builder exported it',
  fix: 'write it, or take out the steps behind it',
};

const onlyDemo: AssistantWarning = {
  what: 'the demo model stands in for the models of ASSISTANT_MODULE',
  fix: 'set OPENAI_API_KEY, or OPENAI_BASE_URL, for real ones',
};

function toAssistant(setting: string, { exports }: ImportedModule): Assistant {
  const given = [exports.default, exports.agent].find((each) => isFunction(each) || isAgent(each));
  if (given instanceof Agent) return { agent: () => given as Agent<AgentContext> };
  if (isAgent(given)) throw otherSdk(setting);
  if (isFunction(given)) return { agent: checked(given as CreateAssistant) };
  if (isFunction(exports.runWorkflow)) return { workflow: exports.runWorkflow as RunWorkflow };
  const names = Object.keys(exports);
  throw new ConfigError([
    `ASSISTANT_MODULE: ${setting} exports ${names.length ? names.join(', ') : 'nothing'}; let it export an Agent or a ` +
      'function that gives one, as default or as `agent`, or a function `runWorkflow`',
  ]);
}

/** The agent that the function gives for a turn. @throws NoAgentError */
function checked(create: CreateAssistant): CreateAssistant {
  return async (setup) => {
    const agent: unknown = await create(setup);
    if (agent instanceof Agent) return agent as Agent<AgentContext>;
    throw new NoAgentError('The function of ASSISTANT_MODULE gave no Agent of this @openai/agents.');
  };
}

const isFunction = (value: unknown): boolean => typeof value === 'function';

/** Also one of another copy of the SDK, which is none here. */
function isAgent(value: unknown): boolean {
  return value instanceof Agent || (typeof value === 'object' && value?.constructor?.name === 'Agent');
}

function otherSdk(setting: string): ConfigError {
  return new ConfigError([
    `ASSISTANT_MODULE: ${setting} has an @openai/agents of its own, whose runs this server does not see; let there be ` +
      'one in node_modules (`npm ls @openai/agents`), and keep packages out of a bundle (`--packages=external`)',
  ]);
}
