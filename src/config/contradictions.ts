import type { Environment } from './environment.js';
import type { ParsedIssuers } from './issuers.js';

/** Settings that are right each by itself and do not go together: one line each, with a setting's name and the fix. */
export function contradictions(
  env: Environment,
  { mode, issuers }: { mode: 'dev' | 'jwt'; issuers: ParsedIssuers },
): string[] {
  const lines: [boolean, string][] = [
    [
      env.NODE_ENV === 'production' && mode === 'dev',
      'AUTH_MODE: dev hands out tokens to anyone, and is refused in production; use AUTH_MODE=jwt',
    ],
    [
      mode === 'jwt' && issuers.issuers.length === 0 && issuers.faults.length === 0,
      'BETTER_AUTH_SECRET: AUTH_MODE=jwt needs a secret to verify tokens with; set it, or BETTER_AUTH_URL, or AUTH_ISSUERS',
    ],
    [
      env.MODEL_PROVIDER === 'openai' && !env.OPENAI_API_KEY && !env.OPENAI_BASE_URL,
      'OPENAI_API_KEY: MODEL_PROVIDER=openai needs a key, or OPENAI_BASE_URL of an endpoint without one',
    ],
    [
      env.SESSION_SECRET_PREVIOUS !== undefined && !env.SESSION_SECRET,
      'SESSION_SECRET: SESSION_SECRET_PREVIOUS is set, and nothing to sign with; set SESSION_SECRET too',
    ],
    [
      mode === 'jwt' &&
        issuers.issuers.some(({ keys }) => 'secret' in keys && keys.secret === env.SESSION_SECRET),
      'SESSION_SECRET: is also the secret of an issuer; set one of its own (openssl rand -base64 48)',
    ],
    [
      env.SESSION_TTL > env.SESSION_MAX_AGE,
      'SESSION_TTL: is longer than SESSION_MAX_AGE; make it shorter, or the other longer',
    ],
    [
      env.TRUST_PROXY === 'true',
      'TRUST_PROXY: say how many proxies stand in front (1, 2, …), or list their addresses',
    ],
  ];
  return lines.filter(([applies]) => applies).map(([, line]) => line);
}
