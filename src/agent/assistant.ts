import { Agent, type MCPServer } from '@openai/agents';
import type { RequestContext } from '../turns/context.js';

const instructions = `You are a helpful assistant that keeps the user's task list.

Use your tools for everything about tasks; never claim a change that no tool confirmed. Look up task ids with
list_tasks when the user names a task by its title. Ask when several tasks could be meant, and before you delete
more than one. Answer briefly, in the user's language, and mention task ids only when they help.`;

/**
 * The agent behind every answer. This is the file to change: give it instructions, tools, hand-offs or
 * guardrails of your own.
 *
 * @param tools Connections to MCP servers, opened for the person who asks.
 */
export function createAssistant(tools: MCPServer[], context: RequestContext): Agent {
  const { name } = context.principal;
  return new Agent({
    name: 'Assistant',
    instructions: name ? `${instructions}\n\nThe user's name is ${JSON.stringify(name)}.` : instructions,
    mcpServers: tools,
  });
}
