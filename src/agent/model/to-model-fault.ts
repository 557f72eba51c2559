import { factsOf } from './model-facts.js';
import { ModelFault, type ModelFaultCode } from './model-fault.js';
import { retryAfterMs } from './retry-delay.js';

// From whatever a model has thrown to one of the outcomes that have a name.

const byCode: Readonly<Record<string, ModelFaultCode>> = {
  content_filter: 'model_filtered',
  context_length_exceeded: 'model_refused',
  insufficient_quota: 'model_misconfigured',
  internal_error: 'model_unavailable',
  internal_server_error: 'model_unavailable',
  invalid_api_key: 'model_misconfigured',
  invalid_prompt: 'model_refused',
  max_output_tokens: 'answer_too_long',
  model_not_found: 'model_misconfigured',
  overloaded: 'model_busy',
  overloaded_error: 'model_busy',
  rate_limit_error: 'model_busy',
  rate_limit_exceeded: 'model_busy',
  server_error: 'model_unavailable',
  server_overloaded: 'model_busy',
  service_unavailable: 'model_unavailable',
  upstream_error: 'model_unavailable',
};

const byStatus: Readonly<Record<number, ModelFaultCode>> = {
  401: 'model_misconfigured',
  402: 'model_misconfigured',
  403: 'model_misconfigured',
  404: 'model_misconfigured',
  408: 'model_unavailable',
  409: 'model_unavailable',
  429: 'model_busy',
  529: 'model_busy',
};

const remarks: Readonly<Record<number | string, string>> = {
  401: 'check OPENAI_API_KEY',
  402: 'the account of OPENAI_API_KEY has nothing left to spend',
  403: 'check what OPENAI_API_KEY is allowed',
  404: 'check MODEL, OPENAI_BASE_URL and OPENAI_API',
  insufficient_quota: 'the account of OPENAI_API_KEY has nothing left to spend',
};

/** The outcome for what a model's client has thrown. */
export function toModelFault(error: unknown): ModelFault {
  if (error instanceof ModelFault) return error;
  const { status, code, type } = factsOf(error);
  const known = code ?? type;
  return new ModelFault(codeOf(error, status, known), {
    error,
    remark: remarks[known ?? ''] ?? remarks[status ?? ''],
    retryAfterMs: retryAfterMs(error),
  });
}

function codeOf(error: unknown, status: number | undefined, known: string | undefined): ModelFaultCode {
  const named = known === undefined ? undefined : byCode[known];
  if (named) return named;
  if (status !== undefined) {
    const other = status >= 500 ? 'model_unavailable' : status >= 400 ? 'model_refused' : 'model_failed';
    return byStatus[status] ?? other;
  }
  // By name, as the reader that throws it is none of this file's business.
  if (error instanceof Error && error.name === 'ModelOutputTooLargeError') return 'answer_too_long';
  return isConnectionLost(error) ? 'model_unavailable' : 'model_failed';
}

const connectionErrors = new Set(['APIConnectionError', 'APIConnectionTimeoutError']);

function isConnectionLost(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  // `fetch` throws a TypeError with these words, and its cause behind it.
  if (connectionErrors.has(error.constructor.name) || /^(terminated|fetch failed)$/.test(error.message)) {
    return true;
  }
  return factsOf(error).code !== undefined || isConnectionLost(error.cause);
}
