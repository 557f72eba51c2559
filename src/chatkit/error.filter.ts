import { STATUS_CODES } from 'node:http';
import { Catch, HttpException, Logger, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { challengeFor, challengeWith } from '../auth/challenge.js';
import { TokenRefusal } from '../auth/token-refusal.js';
import {
  ChatKitError,
  failures,
  failureText,
  TooManyRequestsError,
  type FailureCode,
} from '../protocol/errors.js';
import type { Language } from '../protocol/language.js';
import { InvalidRequestError, type Fault } from '../protocol/parse-request.js';
import type { TokenReason } from '../protocol/token-texts.js';
import { isOutage } from '../turns/outage.js';
import { languageOfRequest, requestIdOf } from './chatkit-context.js';
import { nodeRequest, nodeResponse, type HttpRequest, type HttpResponse } from './http-exchange.js';

/** The JSON body of every error: `message` is for people, the rest for programs. */
export interface ErrorBody {
  statusCode: number;
  /** The status in words, as Nest and Express write it. */
  error: string;
  message: string;
  /** The failure's name in the table of `docs/lifecycle.md`. */
  code: FailureCode;
  requestId: string;
  /** What is wrong where, when the request itself is. */
  details?: Fault[];
  /** Which check of the token failed (`docs/auth.md`). */
  reason?: TokenReason;
  /** For whoever writes a client, in English: what to do about the token. */
  hint?: string;
}

/** The way out for whatever fails before the first byte of an answer. */
@Catch()
export class ErrorFilter implements ExceptionFilter {
  private readonly logger = new Logger('Errors');

  constructor(private readonly adapterHost: HttpAdapterHost) {}

  catch(error: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    const request = http.getRequest<HttpRequest>();
    const response = http.getResponse<HttpResponse>();
    const { httpAdapter } = this.adapterHost;
    const body = toErrorBody(error, request);
    if (body.statusCode >= 500 && body.code !== 'not_available') this.log(error, request, body.code);
    if (nodeResponse(response).headersSent) return void nodeResponse(response).destroy();
    if (body.statusCode === 401 || body.reason) {
      const challenged = nodeRequest(request);
      if (error instanceof TokenRefusal) challengeWith(challenged, error.challenge);
      httpAdapter.setHeader(response, 'www-authenticate', challengeFor(challenged));
    }
    for (const [name, value] of Object.entries(waitHeaders(error, body.code))) {
      httpAdapter.setHeader(response, name, value);
    }
    httpAdapter.setHeader(response, 'cache-control', 'no-store');
    httpAdapter.reply(response, body, body.statusCode);
  }

  protected log(error: unknown, request: HttpRequest, code: FailureCode): void {
    this.logger.error({ msg: 'request failed', code, requestId: requestIdOf(request), err: error });
  }
}

/** When to come back, and which limit says so (draft-ietf-httpapi-ratelimit-headers). */
function waitHeaders(error: unknown, code: FailureCode): Record<string, string> {
  if (!(error instanceof TooManyRequestsError)) return failures[code].mayRetry ? { 'retry-after': '5' } : {};
  const { retryAfterSeconds, policy } = error;
  return {
    'retry-after': String(retryAfterSeconds),
    ...(policy && {
      'ratelimit-policy': `"${policy.name}";q=${policy.limit};w=${policy.windowSeconds}`,
      ratelimit: `"${policy.name}";r=0;t=${retryAfterSeconds}`,
    }),
  };
}

function toErrorBody(error: unknown, request: HttpRequest): ErrorBody {
  const { status, code, message, details } = describe(error, languageOfRequest(request));
  return {
    statusCode: status,
    error: STATUS_CODES[status] ?? 'Error',
    message,
    code,
    requestId: requestIdOf(request),
    ...(details && { details }),
    ...(error instanceof TokenRefusal && { reason: error.reason, hint: error.hint }),
  };
}

function describe(
  error: unknown,
  language: Language,
): Pick<ErrorBody, 'code' | 'message' | 'details'> & {
  status: number;
} {
  if (error instanceof ChatKitError) {
    const details = error instanceof InvalidRequestError ? error.details : undefined;
    return { status: error.status, code: error.code, message: error.textIn(language), details };
  }
  if (isOutage(error)) {
    const code = 'storage_unavailable';
    return { status: failures[code].status, code, message: failureText(code, language) };
  }
  // Nest's own: a route that does not exist, a method that is not allowed. And errors of Express middleware,
  // which carry their status.
  const status = error instanceof HttpException ? error.getStatus() : statusOf(error);
  if (status !== undefined && status < 500) {
    const message = error instanceof HttpException ? error.message : undefined;
    const code = codeFor(status);
    return { status, code, message: message ?? failureText(code, language) };
  }
  return { status: 500, code: 'internal', message: failureText('internal', language) };
}

/**
 * The status that Express's own middleware gives its errors. Others carry a status too, such as a provider's of which
 * the answer was "unauthorized": that is a failure of ours, not of the caller's.
 */
function statusOf(error: unknown): number | undefined {
  const { status, expose } = (error ?? {}) as { status?: unknown; expose?: unknown };
  const isForTheCaller = expose === true || error instanceof URIError;
  return isForTheCaller && typeof status === 'number' && status >= 400 ? status : undefined;
}

/** The failure that a bare HTTP status of Nest or of Express middleware stands for. */
const byStatus: Readonly<Record<number, FailureCode>> = {
  401: 'unauthorized',
  403: 'forbidden',
  404: 'not_found',
  413: 'payload_too_large',
  415: 'unsupported_media_type',
  429: 'rate_limited',
};

function codeFor(status: number): FailureCode {
  return byStatus[status] ?? 'bad_request';
}
