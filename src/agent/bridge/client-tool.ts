import { tool, type FunctionTool } from '@openai/agents';
import type { ZodObject } from 'zod';
import type { AgentContext } from './agent-context.js';

/** A tool as the page knows it. */
export interface ClientToolOptions {
  name: string;
  description: string;
  /** What the page is told; checked before the call is shown. */
  parameters: ZodObject;
}

/**
 * A tool that the page carries out: the run ends with the call, and the page's answer begins the next turn.
 *
 * The run must stop there, or the model goes on without the answer:
 *
 * ```ts
 * new Agent({ tools: [selection], toolUseBehavior: { stopAtToolNames: [selection.name] } })
 * ```
 *
 * The run's `context` must be the {@link AgentContext}.
 */
export function clientTool({
  name,
  description,
  parameters,
}: ClientToolOptions): FunctionTool<AgentContext, ZodObject> {
  return tool<ZodObject, AgentContext>({
    name,
    description,
    parameters,
    execute: (input, runContext, details) => {
      const callId = details?.toolCall?.callId;
      runContext!.context.clientToolCall = { name, arguments: input, callId };
      return 'The page was asked.';
    },
  });
}
