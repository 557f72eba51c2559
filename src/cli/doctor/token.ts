import { DevTokens } from '../../auth/dev-tokens.js';
import { readUnproven, type UnprovenToken } from '../../auth/token-shape.js';
import { TokenRefusal } from '../../auth/token-refusal.js';
import { TokenVerifier } from '../../auth/token-verifier.js';
import type { Config } from '../../config.js';
import type { TokenReason } from '../../protocol/token-texts.js';
import type { Principal } from '../../turns/principal.js';
import { failure, ok, type Finding } from './finding.js';

interface Check {
  name: string;
  /** The reasons by which it can fail. */
  fails: TokenReason[];
  says: (token: UnprovenToken) => string;
}

/** What is checked before the claims are believed, in this order. */
const proofs: Check[] = [
  { name: 'shape', fails: ['malformed', 'opaque', 'encrypted', 'unsupported'], says: () => 'a signed JWT' },
  { name: 'issuer', fails: ['unknown_issuer'], says: ({ claims }) => `iss is ${shown(claims.iss)}` },
  {
    name: 'algorithm',
    fails: ['algorithm_not_allowed'],
    says: ({ header }) => `alg is ${shown(header.alg)}`,
  },
  {
    name: 'key',
    fails: ['unknown_key', 'keys_unavailable'],
    says: ({ header }) => `kid is ${shown(header.kid)}`,
  },
  { name: 'signature', fails: ['bad_signature'], says: () => 'is right' },
];
const claims: Check[] = [
  { name: 'aud', fails: ['wrong_audience'], says: ({ claims }) => `is ${shown(claims.aud)}` },
  { name: 'nbf', fails: ['not_yet_valid'], says: ({ claims }) => `is ${moment(claims.nbf)}` },
  { name: 'exp', fails: ['expired', 'missing_claim'], says: ({ claims }) => `is ${moment(claims.exp)}` },
  { name: 'type', fails: ['wrong_type'], says: ({ header }) => `typ is ${shown(header.typ)}` },
  { name: 'sub', fails: ['bad_subject'], says: ({ claims }) => `is ${shown(claims.sub)}` },
  { name: 'claims', fails: ['bad_claim'], says: () => 'are of the kind that they must be' },
];

/**
 * Explains a token check by check, in the order in which the server makes them, up to the one that fails. Claims are
 * shown, the token never is.
 */
export async function checkToken(config: Config, token: string): Promise<Finding[]> {
  const { mode, sessionSecret } = config.auth;
  if (mode === 'dev' && !sessionSecret) {
    return [
      failure(
        'token',
        'demo tokens are signed with a secret that is made anew at each start',
        'set SESSION_SECRET to compare tokens of dev mode, or AUTH_MODE=jwt to believe those of your issuer',
      ),
    ];
  }
  const verifier = new TokenVerifier(config, new DevTokens(config));
  const verdict = await verifier.verify(token).catch((error: unknown) => error as Error);
  const failed = verdict instanceof TokenRefusal ? verdict : undefined;
  if (verdict instanceof Error && !failed) throw verdict;
  const unproven = failed && proofs[0]!.fails.includes(failed.reason) ? undefined : readUnproven(token);
  const finding = ({ name, says }: Check) => ok(`token ${name}`, unproven ? says(unproven) : '');
  if (!failed) {
    const all = [...proofs, ...claims].map(finding);
    return [...all, ok('token', `is believed: ${person(verdict as Principal)}`)];
  }
  const fails = ({ fails: reasons }: Check) => reasons.includes(failed.reason);
  const check = [...proofs, ...claims].find(fails)!;
  const passed = proofs.slice(0, proofs.includes(check) ? proofs.indexOf(check) : proofs.length);
  const detail = unproven ? `${check.says(unproven)}: ${failed.reason}` : failed.reason;
  return [...passed.map(finding), failure(`token ${check.name}`, detail, fixFor(failed, config))];
}

function fixFor({ reason, hint }: TokenRefusal, { auth }: Config): string {
  const trusted = auth.issuers.flatMap(({ issuer }) => issuer);
  const audiences = auth.issuers.flatMap(({ audience }) => audience);
  const algorithms = [...new Set(auth.issuers.flatMap(({ algorithms: each }) => each))];
  const expected: Partial<Record<TokenReason, string>> = {
    unknown_issuer: `the settings name ${trusted.join(', ')}`,
    wrong_audience: `the settings name ${audiences.join(', ')}`,
    algorithm_not_allowed: `the settings allow ${algorithms.join(', ')}; for tokens of Better Auth’s jwt plugin set BETTER_AUTH_URL`,
    bad_signature: 'compare the secrets on both sides, without spaces or quotes around them',
  };
  return [hint, expected[reason]].filter(Boolean).join(' ');
}

const person = ({ userId, name, tenantId, roles }: Principal) =>
  Object.entries({ user: userId, name, tenant: tenantId, roles: roles?.join(' ') })
    .flatMap(([key, value]) => (value === undefined ? [] : `${key} ${shown(value)}`))
    .join(', ');

/** A claim on one line, whatever is in it. */
function shown(value: unknown): string {
  if (value === undefined) return 'not there';
  const text = JSON.stringify(value);
  return text.length > 200 ? `${text.slice(0, 200)}…` : text;
}

function moment(value: unknown): string {
  if (typeof value !== 'number') return shown(value);
  const seconds = Math.round(value - Date.now() / 1000);
  const when = `${Math.abs(seconds)} s ${seconds < 0 ? 'ago' : 'from now'}`;
  return Math.abs(value) < 8.64e12 ? `${new Date(value * 1000).toISOString()}, ${when}` : when;
}
