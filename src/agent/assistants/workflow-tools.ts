import {
  Agent,
  RunItemStreamEvent,
  RunToolCallItem,
  RunToolCallOutputItem,
  type AgentOutputItem,
  type ModelRequest,
  type protocol,
  type RunStreamEvent,
} from '@openai/agents';

/** In whose name steps are told. Which agent called is not known here, and not shown. */
const workflow = new Agent({ name: 'Workflow' });

/** The tools of a workflow, as its model calls tell of them: called in one, answered in the next. */
export class WorkflowTools {
  private readonly open = new Set<string>();
  private steps = 0;

  /** @param tell Takes the events that a run would have told of the same. */
  constructor(private readonly tell: (event: RunStreamEvent) => void) {}

  /** The calls that a model made. Hand-offs are no work of a tool's. */
  called(output: readonly AgentOutputItem[], { handoffs }: ModelRequest): void {
    const toAgents = new Set(handoffs.map(({ toolName }) => toolName));
    for (const item of output) {
      if (item.type !== 'function_call' || toAgents.has(item.name)) continue;
      this.open.add(item.callId);
      this.begin(item);
    }
  }

  /**
   * Notes what a model is told of its calls.
   * @returns whether calls are left without an answer: then a tool is at work, and it is the tool that asks.
   */
  answered(input: ModelRequest['input']): boolean {
    for (const item of typeof input === 'string' ? [] : input) {
      if (item.type === 'function_call_result' && this.open.delete(item.callId)) this.end(item);
    }
    return this.open.size > 0;
  }

  /** Shows that somebody works, as a call of that name. Returns what ends it. */
  step(name: string): () => void {
    const call = { callId: `step_${++this.steps}`, name, status: 'completed' } as const;
    this.begin({ type: 'function_call', ...call, arguments: '{}' });
    return () => this.end({ type: 'function_call_result', ...call, output: '' });
  }

  private begin(call: protocol.FunctionCallItem): void {
    this.tell(new RunItemStreamEvent('tool_called', new RunToolCallItem(call, workflow)));
  }

  private end(result: protocol.FunctionCallResultItem): void {
    this.tell(
      new RunItemStreamEvent('tool_output', new RunToolCallOutputItem(result, workflow, result.output)),
    );
  }
}
