import { Usage, type Model, type ModelRequest, type ModelResponse, type protocol } from '@openai/agents';
import type { WorkflowTurn } from './workflow-turn.js';

type StreamEvent = protocol.StreamEvent;
type Done = Extract<StreamEvent, { type: 'response_done' }>['response'];

/**
 * A model as a workflow has it: the turn sees each call, and is told every event of it as it comes. A call that asks
 * for the whole answer is streamed beneath, so that it is shown while it is written, and can be stopped.
 */
export class WorkflowModel implements Model {
  readonly supportsPromptModelSelection?: boolean;

  constructor(
    private readonly model: Model,
    private readonly turn: WorkflowTurn,
  ) {
    this.supportsPromptModelSelection = model.supportsPromptModelSelection;
  }

  async getResponse(request: ModelRequest): Promise<ModelResponse> {
    let done: Done | undefined;
    for await (const event of this.getStreamedResponse(request)) {
      if (event.type === 'response_done') done = event.response;
    }
    if (!done) throw new Error('The model ended without a response.');
    const { id: responseId, requestId, usage, output, providerData } = done;
    return { responseId, requestId, usage: new Usage(usage), output, providerData };
  }

  async *getStreamedResponse(request: ModelRequest): AsyncIterable<StreamEvent> {
    const call = this.turn.begin(request);
    try {
      for await (const event of this.model.getStreamedResponse(call.request)) {
        const told = call.take(event);
        if (told) await told;
        yield event;
      }
    } finally {
      call.end();
    }
  }

  getRetryAdvice(...asked: Parameters<NonNullable<Model['getRetryAdvice']>>) {
    return this.model.getRetryAdvice?.(...asked);
  }
}
