import { fetchKeySet } from '../../auth/fetch-key-set.js';
import type { Config } from '../../config.js';
import type { IssuerConfig } from '../../config/issuers.js';
import { failure, ok, warning, type Finding } from './finding.js';

/** Whether the tokens of every issuer can be verified, and are worth believing. */
export async function checkIssuers({ auth }: Pick<Config, 'auth'>): Promise<Finding[]> {
  const { mode, issuers } = auth;
  if (mode === 'dev') {
    const own = ok('issuers', 'the server itself: demo tokens for alice and bob (AUTH_MODE=dev)');
    if (issuers.length === 0) return [own];
    const names = issuers.map(({ label }) => label).join(', ');
    return [own, warning('issuers', `not looked at in AUTH_MODE=dev: ${names}`, 'set AUTH_MODE=jwt')];
  }
  const each = await Promise.all(issuers.map(checkIssuer));
  return [...each.flat(), ...checkSubjects(issuers)];
}

async function checkIssuer(issuer: IssuerConfig): Promise<Finding[]> {
  const { label, keys, algorithms, audience } = issuer;
  const name = `issuer ${label}`;
  const allowed = algorithms.join(', ');
  if ('secret' in keys) return [checkSecret(name, keys.secret, algorithms)];
  const noAudience = warning(
    name,
    'tokens for any audience are believed, so those for other applications too',
    'give its entry in AUTH_ISSUERS an audience',
  );
  return [await checkKeys(name, keys, allowed), ...(audience.length ? [] : [noAudience])];
}

/** RFC 7518, 3.2: a key is at least as long as the hash. */
function checkSecret(name: string, secret: string, algorithms: readonly string[]): Finding {
  const bits = Math.max(...algorithms.map((algorithm) => Number(algorithm.slice(2))));
  const length = Buffer.byteLength(secret);
  const make = 'make a new one with `openssl rand -base64 64`';
  if (length * 8 < bits)
    return warning(name, `its secret has ${length} bytes, HS${bits} wants ${bits / 8}`, make);
  return ok(name, `a secret of ${length} bytes, for ${algorithms.join(', ')}`);
}

async function checkKeys(
  name: string,
  { jwksUrls, jwks }: Extract<IssuerConfig['keys'], { jwksUrls: string[] }>,
  allowed: string,
): Promise<Finding> {
  if (jwksUrls.length === 0) return ok(name, `${count(jwks!.keys)} from a file, for ${allowed}`);
  try {
    const found = await fetchKeySet(jwksUrls);
    return ok(name, `${count(found.jwks.keys)} at ${found.url}, for ${allowed}`);
  } catch (error) {
    const detail = `its key set ${(error as Error).message}: ${jwksUrls.join(', ')}`;
    const fix = 'start the issuer, or correct the address of its keys';
    return jwks
      ? warning(name, `${detail}; the ${count(jwks.keys)} of the file are used`, fix)
      : failure(name, detail, fix);
  }
}

/** Subjects of issuers with the same prefix are the same people. */
function checkSubjects(issuers: readonly IssuerConfig[]): Finding[] {
  const named = issuers.filter(({ issuer }) => issuer.length > 0);
  const alike = named.filter(({ subjectPrefix, label }) =>
    named.some((other) => other.label !== label && other.subjectPrefix === subjectPrefix),
  );
  if (alike.length === 0) return [];
  return [
    warning(
      'issuers',
      `the same \`sub\` is the same person, whoever of these says it: ${alike.map(({ label }) => label).join(', ')}`,
      'give each a subject_prefix in AUTH_ISSUERS, unless they count their people together',
    ),
  ];
}

const count = ({ length }: readonly unknown[]) => `${length} ${length === 1 ? 'key' : 'keys'}`;
