import { createSecretKey, type KeyObject } from 'node:crypto';
import { SignJWT, type CryptoKey } from 'jose';
import { KeyServer, newKey, signToken, type SigningKey } from '../../test/support/key-server.js';
import { issuerSecret } from '../../test/support/tokens.js';

/** Tokens of as many people, and what they are verified with. */
export interface Issued {
  name: string;
  algorithm: string;
  issuer: string;
  audience: string;
  key: CryptoKey | KeyObject;
  tokens: string[];
  /** The same, as they stand in a request. */
  sent: string[];
}

const audience = 'chat';
/** People who ask in turn. What the server remembers of each is in its memory. */
export const people = 200;
const publicKeyAlgorithms = ['RS256', 'ES256', 'EdDSA'];

const issuerOf = (algorithm: string) => `https://${algorithm.toLowerCase()}.example.com`;
const inSeconds = () => Math.floor(Date.now() / 1000);
/** What Better Auth says of a person. */
const claimsOf = (algorithm: string, number: number) => ({
  iss: issuerOf(algorithm),
  aud: audience,
  sub: `person-${number}`,
  name: `Person ${number}`,
  email: `person-${number}@example.com`,
  emailVerified: true,
  iat: inSeconds(),
  exp: inSeconds() + 3600,
});

async function issue(
  algorithm: string,
  key: CryptoKey | KeyObject,
  sign: (claims: ReturnType<typeof claimsOf>) => Promise<string>,
): Promise<Issued> {
  const tokens = await Promise.all(
    Array.from({ length: people }, (_, number) => sign(claimsOf(algorithm, number))),
  );
  return { name: algorithm, algorithm, issuer: issuerOf(algorithm), audience, key, tokens, sent: tokens };
}

function issueWithSecret(): Promise<Issued> {
  const key = createSecretKey(issuerSecret, 'utf8');
  const header = { alg: 'HS256' };
  return issue('HS256', key, (claims) => new SignJWT(claims).setProtectedHeader(header).sign(key));
}

const issueWithKey = (key: SigningKey): Promise<Issued> =>
  issue(key.jwk.alg!, key.publicKey, (claims) => signToken(key, claims));

/** One issuer per algorithm, and the entries by which a server believes them. Public keys come from a key server. */
export async function startIssuers(): Promise<{ issued: Issued[]; entries: object[]; keyServer: KeyServer }> {
  const keys = await Promise.all(publicKeyAlgorithms.map((algorithm) => newKey(algorithm, algorithm)));
  const keyServer = await KeyServer.start(...keys);
  const withPublicKeys = publicKeyAlgorithms.map((algorithm) => ({
    issuer: issuerOf(algorithm),
    audience,
    jwks_url: `${keyServer.url}/jwks`,
    algorithms: [algorithm],
  }));
  return {
    issued: [await issueWithSecret(), ...(await Promise.all(keys.map(issueWithKey)))],
    entries: [{ issuer: issuerOf('HS256'), audience, secret: issuerSecret }, ...withPublicKeys],
    keyServer,
  };
}
