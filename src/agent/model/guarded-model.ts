import { Usage, type Model, type ModelRequest, type ModelResponse, type StreamEvent } from '@openai/agents';
import type { CircuitBreaker } from './circuit-breaker.js';
import { GuardedCall, type CallTerms } from './guarded-call.js';
import { ModelFault } from './model-fault.js';

/**
 * A model whose provider may do anything: hang, break off, refuse, send what is not its API. Whatever happens, a call
 * ends within a bounded time, and with one of the outcomes that have a name ({@link ModelFault}).
 *
 * This is the one place that makes calls again; the clients below it must not do so by themselves. Bytes that come
 * over the wire are bounded below, too.
 */
export class GuardedModel implements Model {
  readonly supportsPromptModelSelection?: boolean;

  /** @param breaker One for all models of a provider. @param terms Those of the turn that the calls are for. */
  constructor(
    private readonly model: Model,
    private readonly breaker: CircuitBreaker,
    private readonly terms: CallTerms,
  ) {
    this.supportsPromptModelSelection = model.supportsPromptModelSelection;
  }

  /** The whole answer at once, under the same guards. */
  async getResponse(request: ModelRequest): Promise<ModelResponse> {
    let response: ModelResponse | undefined;
    for await (const event of this.getStreamedResponse(request)) {
      if (event.type !== 'response_done') continue;
      const { id, requestId, usage, output, providerData } = event.response;
      response = { responseId: id, requestId, usage: new Usage(usage), output, providerData };
    }
    if (!response) throw new ModelFault('model_cut_off');
    return response;
  }

  /** @throws ModelFault; an `AbortError` when the request was stopped. */
  async *getStreamedResponse(request: ModelRequest): AsyncGenerator<StreamEvent, void, undefined> {
    this.terms.budget.beginCall();
    const leave = this.breaker.enter();
    const call = new GuardedCall(this.model, request, this.terms);
    let end: Parameters<typeof leave>[0] = 'unknown';
    try {
      for (;;) {
        const event = await call.next();
        if (!event) break;
        yield event;
      }
      end = 'ok';
    } catch (error) {
      if (error instanceof ModelFault) end = error.consequence.isOutage ? 'failed' : 'ok';
      throw error;
    } finally {
      call.close();
      leave(end);
    }
  }
}
