import {
  Agent,
  OpenAIProvider,
  Runner,
  tool,
  type InputGuardrail,
  type JsonSchemaDefinition,
  type RunContext,
} from '@openai/agents';
import OpenAI from 'openai';
import { AgentContext } from '../../src/agent/bridge/agent-context.js';
import { ResponseStreamConverter } from '../../src/agent/bridge/response-stream-converter.js';
import { streamAgentResponse } from '../../src/agent/bridge/stream-agent-response.js';
import { ThreadItemConverter } from '../../src/agent/bridge/thread-item-converter.js';
import type { ModelInputPart } from '../../src/agent/bridge/model-input.js';
import type { InputTag } from '../../src/protocol/content.js';
import type { ThreadStreamEvent } from '../../src/protocol/events.js';
import type { WidgetRoot } from '../../src/protocol/widgets/widget.js';
import type { AgentSpec, ToolSpec, ToolStep } from './agent-scenario.js';
import type { RespondAsAgent } from './scripted-hooks.js';

// Answers with an agent of the Agents SDK, whose model is played and whose tools do what the scene says; what
// `agent_server.py` is on the other side.

export function agentHook(providerUrl: string): RespondAsAgent {
  const openAIClient = new OpenAI({ apiKey: 'none', baseURL: providerUrl, maxRetries: 0 });
  const runner = new Runner({
    modelProvider: new OpenAIProvider({ openAIClient, useResponses: true }),
    model: 'played',
    tracingDisabled: true,
  });
  return async function* ({ scene, store }, thread, _input, requestContext) {
    const spec = scene.agent!;
    const context = new AgentContext({ thread, store, requestContext });
    const query = { limit: 100, order: 'asc' } as const;
    const history = await store.loadThreadItems(thread.id, query, requestContext.principal);
    const { signal } = requestContext;
    const input = await new TagConverter().toAgentInput(history.data);
    const run = await runner.run(toAgent(spec), input, { stream: true, context, signal });
    yield* streamAgentResponse(context, run, new ResponseStreamConverter(spec));
  };
}

class TagConverter extends ThreadItemConverter {
  override async tagToContent({ id, text }: InputTag): Promise<ModelInputPart> {
    return { type: 'input_text', text: `${text} is ${id}` };
  }
}

export function toAgent({
  tools = [],
  stopAt,
  tripwire,
  handsOverTo,
}: Omit<AgentSpec, 'model'>): Agent<AgentContext> {
  const guardrail = { name: 'trip', execute: async () => ({ outputInfo: null, tripwireTriggered: true }) };
  const before: InputGuardrail = { ...guardrail, runInParallel: false };
  return new Agent<AgentContext>({
    name: 'Assistant',
    tools: tools.map(toTool),
    handoffs: handsOverTo ? [new Agent<AgentContext>({ name: handsOverTo })] : [],
    toolUseBehavior: stopAt ? { stopAtToolNames: stopAt } : 'run_llm_again',
    inputGuardrails: tripwire === 'input' ? [before] : [],
    outputGuardrails: tripwire === 'output' ? [guardrail] : [],
  });
}

const anyArguments: JsonSchemaDefinition['schema'] & { additionalProperties: true } = {
  type: 'object',
  properties: {},
  required: [],
  additionalProperties: true,
};

function toTool({ name, does = [], gives = 'ok' }: ToolSpec) {
  return tool({
    name,
    description: '',
    parameters: anyArguments,
    strict: false,
    execute: async (_input: unknown, run?: RunContext<AgentContext>) => {
      for (const step of does) await take(step, run!.context);
      return gives;
    },
  });
}

/** One thing that a tool does with its context. */
async function take(step: ToolStep, context: AgentContext): Promise<void> {
  if ('stream' in step) context.stream(inThread(step.stream, context));
  if ('startWorkflow' in step) context.startWorkflow(step.startWorkflow as never);
  if ('addTask' in step) context.addWorkflowTask(step.addTask as never);
  if ('updateTask' in step) context.updateWorkflowTask(step.updateTask as never, step.index);
  if ('endWorkflow' in step)
    context.endWorkflow(step.endWorkflow.summary as never, step.endWorkflow.expanded);
  if ('widget' in step) await context.streamWidget(step.widget as unknown as WidgetRoot, step);
  if ('widgets' in step) await context.streamWidget(states(step.widgets as unknown as WidgetRoot[]), step);
  if ('clientToolCall' in step) context.clientToolCall = step.clientToolCall;
}

function inThread(event: object, { thread }: AgentContext): ThreadStreamEvent {
  const { item } = event as { item?: object };
  return { ...event, ...(item && { item: { ...item, thread_id: thread.id } }) } as ThreadStreamEvent;
}

async function* states(roots: readonly WidgetRoot[]): AsyncGenerator<WidgetRoot> {
  yield* roots;
}
