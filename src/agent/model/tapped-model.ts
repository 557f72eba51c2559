import type { Model, ModelRequest, ModelResponse, StreamEvent } from '@openai/agents';
import { asHeard, type ModelTap, type TappedCall } from './model-tap.js';
import { listeningAtSource, SourceListener } from './source-listener.js';

/** How often the runner hears of a call that goes on, in milliseconds: it looks at guardrails when it hears something. */
const pulseMs = 500;

/** Tells the runner that something came, and not what. */
const pulse = { type: 'model', event: null } as const satisfies StreamEvent;

/**
 * A model whose streamed calls a tap hears: the tap gets every event at once, the runner the beginning and the end
 * of each call, and a pulse now and then. A tap without room holds the provider back.
 *
 * Answers that are not streamed are nobody's to hear.
 */
export class TappedModel implements Model {
  readonly supportsPromptModelSelection?: boolean;

  /** @param findTap Asked at the beginning of each streamed call. Without a tap the model is as it was. */
  constructor(
    private readonly model: Model,
    private readonly findTap: () => ModelTap | undefined,
  ) {
    this.supportsPromptModelSelection = model.supportsPromptModelSelection;
  }

  getResponse(request: ModelRequest): Promise<ModelResponse> {
    return this.model.getResponse(request);
  }

  getStreamedResponse(request: ModelRequest): AsyncIterable<StreamEvent> {
    const events = this.model.getStreamedResponse(request);
    const call = this.findTap()?.open(request);
    return call ? frameOf(events, call) : events;
  }

  getRetryAdvice(...asked: Parameters<NonNullable<Model['getRetryAdvice']>>) {
    return this.model.getRetryAdvice?.(...asked);
  }
}

/** What the runner is handed of a call: the first event before the tap has it, the last one after. */
async function* frameOf(events: AsyncIterable<StreamEvent>, call: TappedCall): AsyncGenerator<StreamEvent> {
  const listener = new SourceListener(call);
  let told = 0;
  try {
    for await (const event of listenedTo(events, listener)) {
      const isStart = event.type === 'response_started';
      const now = Date.now();
      if (isStart || now - told > pulseMs) {
        told = now;
        // Run items that came before the call are told before it: the tap waits until this has passed through the run.
        yield asHeard(isStart ? event : pulse, call);
      }
      const taken = isHeard(event, listener) ? undefined : call.take(event);
      if (taken) await taken;
      if (event.type === 'response_done') yield asHeard(event, call);
    }
  } finally {
    call.end();
  }
}

/** The events of a call, whose connection hands them to the listener where it can. */
function listenedTo(
  events: AsyncIterable<StreamEvent>,
  listener: SourceListener,
): AsyncIterable<StreamEvent> {
  const source = events[Symbol.asyncIterator]();
  const iterator: AsyncIterator<StreamEvent> = {
    next: () => listeningAtSource(listener, () => source.next()),
    return: async () => (await source.return?.()) ?? { done: true, value: undefined },
  };
  return { [Symbol.asyncIterator]: () => iterator };
}

/** Whether the tap has had what an event tells, at its source. The end of a call comes from the model alone. */
function isHeard(event: StreamEvent, listener: SourceListener): boolean {
  if (event.type === 'model') return listener.knows(event.event);
  return listener.isOn && event.type !== 'response_done';
}
