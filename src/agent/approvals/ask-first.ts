import type { Agent, FunctionTool, MCPServer, Tool } from '@openai/agents';
import type { AgentContext } from '../bridge/agent-context.js';
import type { ApprovalPolicy, ToolFacts } from './approval-policy.js';

// The Agents SDK asks before a call when the tool's `needsApproval` says so; a tool that comes over MCP has none. So
// the tools are changed where an agent hands them out, each time it does.

type AnyAgent = Pick<Agent<AgentContext>, 'handoffs' | 'tools' | 'mcpServers' | 'getAllTools'>;

/** The policy of an agent whose tools pass through it. */
const policies = new WeakMap<AnyAgent, ApprovalPolicy>();

/**
 * Has an agent, and all that it can hand over to, ask before the calls that the policy says. Returns the same agent;
 * doing it again changes the policy.
 *
 * A call that the policy denies is answered to the model with the reason, and nobody is asked. What a function tool's
 * own `needsApproval` says stays as it is. Hosted tools run at the provider and are not touched; nor is an agent that
 * is used as a tool (`asTool`): do it for that one, too.
 */
export function askFirst<Asking extends AnyAgent>(agent: Asking, policy: ApprovalPolicy): Asking {
  for (const each of reachable(agent)) {
    if (!policies.has(each)) passTools(each);
    policies.set(each, policy);
  }
  return agent;
}

/**
 * Has a connection refuse the calls that the policy asks about and nobody has agreed to, whoever makes them: an agent
 * that does not ask (one that is used as a tool, or that code runs by itself) must be no way around. Returns the same
 * connection.
 */
export function refuseUnasked<Server extends MCPServer>(server: Server, policy: ApprovalPolicy): Server {
  const guardrail: Guardrail = {
    type: 'tool_input',
    name: 'approval',
    run: async ({ context, toolCall: { name, callId } }) => {
      const facts = (await factsOf(server)).find((tool) => tool.name === name) ?? unknownTool(name);
      const verdict = policy.verdictOn(facts);
      if (verdict === 'deny') return refusal(denialOf(name));
      const mayCall = verdict !== 'ask' || context.isToolApproved({ toolName: name, callId }) === true;
      return mayCall ? { behavior: { type: 'allow' } } : refusal(unaskedOf(name));
    },
  };
  server.toolInputGuardrails = [guardrail, ...(server.toolInputGuardrails ?? [])];
  return server;
}

/** Facts about the tools that an agent is offered over MCP, by name. */
export async function mcpToolFacts(agent: Pick<Agent, 'mcpServers'>): Promise<Map<string, ToolFacts>> {
  const facts = await Promise.all(agent.mcpServers.map(factsOf));
  return new Map(facts.flat().map((each) => [each.name, each]));
}

function reachable(agent: AnyAgent): Set<AnyAgent> {
  const found = new Set([agent]);
  // A set is walked to its end, whatever is added meanwhile.
  for (const { handoffs } of found) {
    for (const handoff of handoffs as (AnyAgent | { agent: AnyAgent })[]) {
      found.add('agent' in handoff ? handoff.agent : handoff);
    }
  }
  return found;
}

function passTools(agent: AnyAgent): void {
  const getAllTools = agent.getAllTools.bind(agent);
  agent.getAllTools = async (...context) => {
    const tools = await getAllTools(...context);
    const overMcp = await mcpToolFacts(agent);
    const policy = policies.get(agent)!;
    return tools.map((tool) => {
      if (tool.type !== 'function') return tool;
      const facts = agent.tools.includes(tool) ? { name: tool.name } : overMcp.get(tool.name);
      return gated(tool, policy, facts ?? unknownTool(tool.name));
    });
  };
}

/** Offered over MCP by a name that no server lists: nothing that it might say of itself is known. */
const unknownTool = (name: string): ToolFacts => ({ name, server: { name: '', isOwn: false } });

/** The copy keeps the tool's `invoke`, by which the SDK knows on resuming that it is still the same one. */
function gated(
  tool: FunctionTool<AgentContext>,
  policy: ApprovalPolicy,
  facts: ToolFacts,
): Tool<AgentContext> {
  switch (policy.verdictOn(facts)) {
    case 'ask':
      return { ...tool, needsApproval: async () => true };
    case 'deny':
      return {
        ...tool,
        needsApproval: async () => false,
        inputGuardrails: [denial(tool.name), ...(tool.inputGuardrails ?? [])],
      };
    default:
      return tool;
  }
}

type Guardrail = NonNullable<FunctionTool<AgentContext>['inputGuardrails']>[number];

const denial = (name: string): Guardrail => ({
  type: 'tool_input',
  name: 'approval policy',
  run: async () => refusal(denialOf(name)),
});

/** Told to the model in the place of a result. */
const refusal = (message: string) => ({ behavior: { type: 'rejectContent', message } }) as const;

const denialOf = (name: string) =>
  `The operator of this server does not allow ${name}. Nothing was done; do not try it again.`;
const unaskedOf = (name: string) =>
  `${name} needs the user's approval, which this agent cannot ask for. Nothing was done; say so.`;

interface ListedTool extends Pick<ToolFacts, 'name' | 'title' | 'annotations'> {
  /** Its name at its server. */
  origin?: { tool: string };
}

async function factsOf(server: MCPServer): Promise<ToolFacts[]> {
  const tools = (await listed(server)) as ListedTool[];
  const { name, isOwn = false } = server as MCPServer & { isOwn?: boolean };
  return tools.map((tool) => ({
    name: tool.name,
    title: tool.title ?? (tool.annotations as { title?: string } | undefined)?.title,
    annotations: tool.annotations,
    server: { name, isOwn, tool: tool.origin?.tool },
  }));
}

/** What servers have listed: to the SDK a list is new with every model call, and one from afar takes its time. */
const lists = new WeakMap<MCPServer, ReturnType<MCPServer['listTools']>>();

function listed(server: MCPServer): ReturnType<MCPServer['listTools']> {
  const known = lists.get(server);
  if (known) return known;
  const list = server.listTools();
  lists.set(server, list);
  list.catch(() => lists.delete(server));
  return list;
}
