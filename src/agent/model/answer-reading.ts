import type { StreamEvent } from '@openai/agents';
import { ModelFault } from './model-fault.js';
import { toModelFault } from './to-model-fault.js';

/** Tokens that a provider says an attempt took. */
export interface ToldUsage {
  inputTokens: number;
  outputTokens: number;
}

interface RawEvent {
  type?: unknown;
  item?: { type?: unknown };
  response?: RawResponse;
  choices?: { delta?: Record<string, unknown>; finish_reason?: unknown }[];
  usage?: { prompt_tokens?: unknown; completion_tokens?: unknown } | null;
}

interface RawResponse {
  error?: unknown;
  incomplete_details?: { reason?: unknown } | null;
  usage?: { input_tokens?: unknown; output_tokens?: unknown } | null;
}

/**
 * Follows one answer of a model, over either API, to know what its client does not say: whether anything of it was
 * for the person yet, whether it came to its end, and what it took when it did not.
 */
export class AnswerReading {
  /** What was said of tokens so far. */
  usage: ToldUsage | undefined;
  /** A model that thinks may say nothing for a long time. */
  isThinking = false;
  /** Whether the whole answer has come. */
  isDone = false;
  private isEmpty = true;
  private hasText = false;
  private isChat = false;
  private finishReason: unknown;

  /**
   * Takes the next event.
   * @returns whether it says anything of the answer, beyond that there will be one.
   * @throws ModelFault when it says that the answer has failed, or ended short.
   */
  read(event: StreamEvent): boolean {
    switch (event.type) {
      case 'output_text_delta':
        this.isEmpty = false;
        this.hasText = true;
        return true;
      case 'model':
        this.isEmpty = false;
        return this.readRaw(event.event as RawEvent);
      case 'response_started':
        this.isEmpty = false;
        return false;
      case 'response_done': {
        const { usage, output } = event.response;
        this.noteUsage(usage.inputTokens, usage.outputTokens);
        this.finish(output.length);
        return true;
      }
    }
  }

  /** The stream has ended. @throws ModelFault when the answer had not. */
  end(): void {
    if (this.isDone) return;
    throw this.isEmpty
      ? notTheApi()
      : new ModelFault('model_cut_off', { remark: 'ended without completion' });
  }

  private readRaw(raw: RawEvent): boolean {
    switch (raw.type) {
      case 'response.created':
      case 'response.queued':
      case 'response.in_progress':
      case 'keepalive':
        return false;
      case 'response.output_item.added':
        this.isThinking = raw.item?.type === 'reasoning';
        return true;
      case 'response.output_item.done':
        this.isThinking = false;
        return true;
      case 'response.failed':
        this.noteUsage(raw.response?.usage?.input_tokens, raw.response?.usage?.output_tokens);
        throw failed(raw.response);
      case 'response.incomplete':
        this.noteUsage(raw.response?.usage?.input_tokens, raw.response?.usage?.output_tokens);
        throw incomplete(raw.response?.incomplete_details?.reason);
      case undefined:
        return this.readChunk(raw);
      default:
        return true;
    }
  }

  /** A chunk of Chat Completions, which has no type. */
  private readChunk({ choices, usage }: RawEvent): boolean {
    this.isChat = true;
    if (usage) this.noteUsage(usage.prompt_tokens, usage.completion_tokens);
    const choice = choices?.[0];
    if (!choice) return false;
    this.finishReason = choice.finish_reason ?? this.finishReason;
    // The first chunk only says who speaks.
    return Object.entries(choice.delta ?? {}).some(([name, value]) => name !== 'role' && Boolean(value));
  }

  private finish(outputs: number): void {
    // An answer of nothing would have the model asked again and again, for the same nothing.
    if (outputs === 0)
      throw this.isEmpty ? notTheApi() : new ModelFault('model_failed', { remark: 'said nothing' });
    if (this.isChat) this.finishChat();
    this.isDone = true;
  }

  /** Its client takes an answer of Chat Completions for whole, however it ended. */
  private finishChat(): void {
    if (this.finishReason === undefined || this.finishReason === null) {
      throw new ModelFault('model_cut_off', { remark: 'ended without completion' });
    }
    if (this.finishReason === 'length') throw incomplete('max_output_tokens');
    // With nothing said, the client makes a refusal of it, which a person can read.
    if (this.finishReason === 'content_filter' && this.hasText) throw incomplete('content_filter');
  }

  private noteUsage(input: unknown, output: unknown): void {
    const inputTokens = toCount(input);
    const outputTokens = toCount(output);
    if (inputTokens + outputTokens > 0) this.usage = { inputTokens, outputTokens };
  }
}

function notTheApi(): ModelFault {
  return new ModelFault('model_failed', {
    remark: 'the answer was not one of the API; check OPENAI_BASE_URL and OPENAI_API',
  });
}

function failed(response: RawResponse | undefined): ModelFault {
  const fault = toModelFault(response?.error);
  // The provider says itself that it was at fault, if not how.
  return fault.code === 'model_failed'
    ? new ModelFault('model_unavailable', { remark: 'response.failed' })
    : fault;
}

function incomplete(reason: unknown): ModelFault {
  if (reason === 'content_filter') return new ModelFault('model_filtered');
  if (reason === 'max_output_tokens') {
    return new ModelFault('answer_too_long', { remark: 'the model’s own bound of output tokens' });
  }
  return new ModelFault('model_cut_off', { remark: 'response.incomplete' });
}

/** Told by a provider, and stored in an `int` column. */
function toCount(tokens: unknown): number {
  return Number.isSafeInteger(tokens) ? Math.min(Math.max(tokens as number, 0), maxToldTokens) : 0;
}

const maxToldTokens = 100_000_000;
