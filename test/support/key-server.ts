import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import {
  exportJWK,
  generateKeyPair,
  SignJWT,
  type GenerateKeyPairResult,
  type JWK,
  type JWTHeaderParameters,
  type JWTPayload,
} from 'jose';

/** A key pair of an issuer, with its public half as the issuer publishes it. */
export interface SigningKey extends GenerateKeyPairResult {
  jwk: JWK;
}

export async function newKey(alg: string, kid: string): Promise<SigningKey> {
  const pair = await generateKeyPair(alg, { extractable: true });
  return { ...pair, jwk: { ...(await exportJWK(pair.publicKey)), kid, alg, use: 'sig' } };
}

/** An issuer that publishes keys, or does what a test needs of it. */
export class KeyServer {
  keys: JWK[] = [];
  /** Requests that came for `/jwks`. */
  asked = 0;
  /** Paths that others came for. */
  readonly strays: string[] = [];
  /** In place of the keys. */
  answer: ((response: ServerResponse) => void) | undefined;
  url = '';
  private readonly server = createServer((request, response) => {
    if (request.url !== '/jwks') {
      this.strays.push(request.url!);
      return response.writeHead(404).end();
    }
    this.asked++;
    if (this.answer) return this.answer(response);
    response.setHeader('content-type', 'application/json').end(JSON.stringify({ keys: this.keys }));
  });

  static async start(...keys: SigningKey[]): Promise<KeyServer> {
    const server = new KeyServer();
    server.keys = keys.map(({ jwk }) => jwk);
    server.server.listen(0, '127.0.0.1');
    await once(server.server, 'listening');
    server.url = `http://127.0.0.1:${(server.server.address() as AddressInfo).port}`;
    return server;
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    if (this.server.listening) await new Promise((resolve) => this.server.close(resolve));
  }
}

export const inSeconds = (seconds: number): number => Math.floor(Date.now() / 1000) + seconds;

/** A token with the key's algorithm and id. Lasts five minutes unless the claims say otherwise. */
export function signToken(
  { privateKey, jwk }: SigningKey,
  claims: JWTPayload,
  header: Partial<JWTHeaderParameters> = {},
): Promise<string> {
  return new SignJWT({ sub: 'ada', exp: inSeconds(300), ...claims })
    .setProtectedHeader({ alg: jwk.alg!, kid: jwk.kid, ...header })
    .sign(privateKey, { crit: { 'https://example.com/ext': true } });
}
