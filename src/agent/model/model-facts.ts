/**
 * What is known of a provider's failure, without its words: providers quote keys, prompts and their own insides in
 * messages, codes and headers, and none of that may reach a person or a log.
 */
export class ModelFailure extends Error {
  /** @param remark What an operator should know or do, in words of ours. */
  constructor(error: unknown, remark?: string) {
    const { name, status, code, type } = factsOf(error);
    const facts = [name, status, code ?? type].filter((fact) => fact !== undefined).join(' ');
    super([facts || 'unknown', remark].filter(Boolean).join('; '));
    this.name = 'ModelFailure';
  }
}

export interface ModelFacts {
  /** The error's class, as its library calls it. */
  name?: string;
  status?: number;
  /** Only where it is one of those that programs know: a provider writes what it likes into this field. */
  code?: string;
  type?: string;
}

/** Codes that providers document, in either of the fields that hold one. */
const knownCodes: ReadonlySet<unknown> = new Set([
  'api_error',
  'authentication_error',
  'content_filter',
  'context_length_exceeded',
  'insufficient_quota',
  'internal_error',
  'internal_server_error',
  'invalid_api_key',
  'invalid_prompt',
  'invalid_request_error',
  'max_output_tokens',
  'model_not_found',
  'not_found_error',
  'overloaded',
  'overloaded_error',
  'permission_error',
  'rate_limit_error',
  'rate_limit_exceeded',
  'server_error',
  'server_overloaded',
  'service_unavailable',
  'timeout',
  'tokens',
  'upstream_error',
]);
/** What Node and its HTTP client call a failed connection. */
const systemCode = /^(E[A-Z]{2,15}|UND_ERR_[A-Z_]{2,30}|CERT_HAS_EXPIRED|DEPTH_ZERO_SELF_SIGNED_CERT)$/;
const className = /^[A-Z]\w{0,40}(Error|Exception|Failure|Triggered)$|^Error$/;

/** The facts of an error that a library, or a provider by way of it, has thrown. */
export function factsOf(error: unknown): ModelFacts {
  const { name, status, code, type } = (error ?? {}) as Record<keyof ModelFacts, unknown>;
  return {
    name: typeof name === 'string' && className.test(name) ? name : undefined,
    // Some providers put the status of theirs into the code of an event.
    status: [status, code].find((fact): fact is number => Number.isInteger(fact)),
    code: knownCode(code),
    type: knownCode(type),
  };
}

function knownCode(code: unknown): string | undefined {
  if (typeof code !== 'string') return undefined;
  return knownCodes.has(code) || systemCode.test(code) ? code : undefined;
}
