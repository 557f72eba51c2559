import { ProtocolError, SdkError, SdkErrorCode, SdkHttpError } from '@modelcontextprotocol/client';
import { AnswerTooLargeError } from './answer-gate.js';
import { AnswerMissingError, UnreachableError } from './outside-fetch.js';
import { plainLine } from './plain-text.js';

/** Why an outside server gave no answer. */
export type FailureReason =
  | 'unreachable'
  | 'unavailable'
  | 'timeout'
  | 'refused'
  | 'redirect'
  | 'not found'
  | 'closed'
  | 'too large'
  | 'not MCP'
  | 'needs input'
  | 'error';

/** A failure as it may be logged: our words, and the number of an HTTP status. Never the server's. */
export interface Failure {
  reason: FailureReason;
  status?: number;
}

/** What an error of the client library comes down to. */
export function toFailure(error: unknown): Failure {
  if (error instanceof SdkHttpError) return httpFailure(error.status);
  if (error instanceof AnswerTooLargeError) return { reason: 'too large' };
  if (error instanceof AnswerMissingError) return { reason: 'closed' };
  if (error instanceof UnreachableError) return { reason: 'unreachable' };
  if (error instanceof ProtocolError) return { reason: 'error' };
  if (error instanceof SdkError) return { reason: reasons[error.code] ?? innerReason(error) };
  // A program that cannot be started has a code: there is none by that name, or nobody may run it.
  return { reason: codeOf(error) ? 'unreachable' : 'not MCP' };
}

const reasons: Partial<Record<SdkErrorCode, FailureReason>> = {
  [SdkErrorCode.RequestTimeout]: 'timeout',
  [SdkErrorCode.ConnectionClosed]: 'closed',
  [SdkErrorCode.NotConnected]: 'closed',
  [SdkErrorCode.SendFailed]: 'closed',
  [SdkErrorCode.InvalidResult]: 'not MCP',
  [SdkErrorCode.ClientHttpUnexpectedContent]: 'not MCP',
  [SdkErrorCode.UnsupportedResultType]: 'needs input',
  [SdkErrorCode.InputRequiredRoundsExceeded]: 'needs input',
};

function innerReason({ cause }: SdkError): FailureReason {
  return cause === undefined ? 'not MCP' : toFailure(cause).reason;
}

function httpFailure(status: number): Failure {
  if (status === 401 || status === 403) return { reason: 'refused', status };
  if (status === 404) return { reason: 'not found', status };
  if (status >= 500 || status === 429) return { reason: 'unavailable', status };
  if (status >= 300 && status < 400) return { reason: 'redirect', status };
  return { reason: 'not MCP', status };
}

function codeOf(error: unknown): string | undefined {
  const { code } = (error ?? {}) as { code?: unknown };
  return typeof code === 'string' ? code : undefined;
}

/** Whether it says something of the server as a whole, and not only of this person's dealings with it. */
export function concernsEverybody({ reason }: Failure): boolean {
  return reason === 'unreachable' || reason === 'unavailable' || reason === 'timeout';
}

/** Whether the connection that it came over is of no more use. */
export function endsConnection({ reason }: Failure): boolean {
  return ['unreachable', 'refused', 'redirect', 'not found', 'closed'].includes(reason);
}

const told: Record<FailureReason, string> = {
  unreachable: 'The tool’s server cannot be reached at the moment.',
  unavailable: 'The tool’s server is not available at the moment.',
  timeout: 'The tool did not answer in time. It may or may not have done its work.',
  refused: 'The tool’s server refuses this person.',
  redirect: 'The tool’s server has moved.',
  'not found': 'The tool’s server has lost the connection, and nothing was done.',
  closed: 'The connection to the tool broke off. It may or may not have done its work.',
  'too large': 'The tool’s result was left out: it was too large. Ask for less.',
  'not MCP': 'The tool’s server gave an answer that cannot be read.',
  'needs input': 'The tool asks for more input in a way that is not possible here.',
  error: 'The tool’s server reports an error.',
};

const maxServerWords = 1000;

/** A failed call, told to the model. An error of the protocol's own is a result like any other, in the server's words. */
export function failureText(error: unknown): string {
  const text = told[toFailure(error).reason];
  return error instanceof ProtocolError ? `${text} ${plainLine(error.message, maxServerWords)}` : text;
}
