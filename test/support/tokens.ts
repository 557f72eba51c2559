import { createSecretKey } from 'node:crypto';
import { SignJWT, type JWTPayload } from 'jose';

// Tokens as an issuer with a shared secret would make them, for servers that tests run in jwt mode.

export const issuerSecret = 'Wq3vT8nZ1kLx5RbY7uPd2MhG9sJcF4eA';
export const sessionSecret = 'b6Xo0KfQ2yN8wE5tV1rH7zCmU4jD9gLa';

/** The settings of a server that trusts {@link issuerToken} and has sessions. */
export const jwtSettings = {
  AUTH_MODE: 'jwt',
  BETTER_AUTH_SECRET: issuerSecret,
  SESSION_SECRET: sessionSecret,
};

export const inSeconds = (date = new Date()): number => Math.floor(date.getTime() / 1000);

export function signWith(secret: string, claims: JWTPayload): Promise<string> {
  return new SignJWT(claims).setProtectedHeader({ alg: 'HS256' }).sign(createSecretKey(secret, 'utf8'));
}

/** A person's token, good for an hour. @param claims Instead of, and beside, the usual ones. */
export function issuerToken(userId: string, claims: JWTPayload = {}): Promise<string> {
  return signWith(issuerSecret, { sub: userId, iat: inSeconds(), exp: inSeconds() + 3600, ...claims });
}
