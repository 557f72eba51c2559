import type { Agent, MCPServer } from '@openai/agents';
import type { AgentContext } from '../bridge/agent-context.js';
import type { ModelInputItem } from '../bridge/model-input.js';

/** What an assistant is made with, once for each turn. */
export interface AssistantSetup {
  /** Connections to MCP servers, opened for the person who asks. An agent that is given them has their tools. */
  mcpServers: MCPServer[];
  /** Whose turn it is: `context.requestContext` has the principal, the language and the request's metadata. */
  context: AgentContext;
}

/** Gives the agent that a turn begins with. What it hands off to comes with it. */
export type CreateAssistant = (setup: AssistantSetup) => Agent<AgentContext> | Promise<Agent<AgentContext>>;

/** What a workflow's code is handed beside its input. Code that Agent Builder exported takes no notice of it. */
export interface WorkflowSetup extends AssistantSetup {
  /** The conversation before this message, oldest first. */
  history: ModelInputItem[];
  /** Aborted when the turn is stopped. The workflow's model calls are stopped with it. */
  signal: AbortSignal;
}

/**
 * A workflow as Agent Builder exports it: code that begins runs of its own.
 * @param input What the person wrote.
 * @returns the answer: a text, or an object with `output_text`.
 */
export type RunWorkflow = (input: { input_as_text: string }, setup: WorkflowSetup) => unknown;

/** Says what type the function of an `ASSISTANT_MODULE` has: `export default defineAssistant(({ mcpServers }) => …)`. */
export const defineAssistant = (create: CreateAssistant): CreateAssistant => create;
