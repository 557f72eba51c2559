import { ChatKitError } from '../protocol/errors.js';
import { tokenRefusals, type TokenReason } from '../protocol/token-texts.js';

/** Why nobody is known by what a request brought: 401, and 400 where the request contradicts itself. */
export class TokenRefusal extends ChatKitError {
  /** For whoever writes a client. Never holds anything of the token. */
  readonly hint: string;

  constructor(
    readonly reason: TokenReason,
    { hint = tokenRefusals[reason].hint, ...options }: ErrorOptions & { hint?: string } = {},
  ) {
    super(reason === 'duplicate' ? 'bad_request' : 'unauthorized', tokenRefusals[reason].text, options);
    this.hint = hint;
  }

  /** The parameters of `WWW-Authenticate: Bearer` (RFC 6750, 3). A request without a token is told no error. */
  get challenge(): Record<string, string> {
    if (this.reason === 'missing') return {};
    return {
      error: this.reason === 'duplicate' ? 'invalid_request' : 'invalid_token',
      error_description: this.hint,
    };
  }
}
