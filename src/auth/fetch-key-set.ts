import { createLocalJWKSet, type JSONWebKeySet } from 'jose';

/** Longest wait for an issuer's keys, whatever the number of places that are tried. */
const timeoutMs = 5_000;
const maxBytes = 64 * 1024;

/** Keys could not be read. The message says why, in words that go behind "the key set", and holds no secret. */
export class KeySetError extends Error {
  constructor(
    message: string,
    /** Whether there is just nothing at that address. */
    readonly isAbsent = false,
  ) {
    super(message);
    this.name = 'KeySetError';
  }
}

/** Keys, and where they were. */
export interface FoundKeys {
  url: string;
  jwks: JSONWebKeySet;
}

/**
 * The first key set that one of the addresses answers with. No redirect is followed: keys come from where the operator
 * said, and from nowhere else.
 * @throws KeySetError
 */
export async function fetchKeySet(urls: readonly string[]): Promise<FoundKeys> {
  const signal = AbortSignal.timeout(timeoutMs);
  const faults: KeySetError[] = [];
  for (const url of urls) {
    try {
      return { url, jwks: await readKeySet(url, signal) };
    } catch (error) {
      faults.push(toKeySetError(error));
    }
  }
  throw faults.find(({ isAbsent }) => !isAbsent) ?? faults[0]!;
}

async function readKeySet(url: string, signal: AbortSignal): Promise<JSONWebKeySet> {
  const response = await fetch(url, {
    headers: { accept: 'application/json, application/jwk-set+json' },
    redirect: 'manual',
    signal,
  });
  try {
    if (response.status >= 300 && response.status < 400) {
      throw new KeySetError(`is answered with a redirect (${response.status}), which is not followed`);
    }
    if (response.status !== 200)
      throw new KeySetError(`is answered with ${response.status}`, response.status === 404);
    return parseKeySet(await readBounded(response));
  } finally {
    // Lets go of the connection where not all was read.
    if (!response.bodyUsed) await response.body?.cancel();
  }
}

async function readBounded(response: Response): Promise<string> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of (response.body ?? []) as AsyncIterable<Uint8Array>) {
    bytes += chunk.length;
    if (bytes > maxBytes) throw new KeySetError(`is larger than ${maxBytes / 1024} KB`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString();
}

function parseKeySet(text: string): JSONWebKeySet {
  let jwks: JSONWebKeySet;
  try {
    jwks = JSON.parse(text) as JSONWebKeySet;
    createLocalJWKSet(jwks);
  } catch {
    throw new KeySetError('is no key set: not JSON with a list of keys');
  }
  // As good as none, and not worth forgetting others for.
  if (jwks.keys.length === 0) throw new KeySetError('holds no keys');
  return jwks;
}

function toKeySetError(error: unknown): KeySetError {
  if (error instanceof KeySetError) return error;
  const { name, cause } = error as Error & { cause?: { code?: string } };
  if (name === 'TimeoutError') return new KeySetError(`did not come within ${timeoutMs / 1000} s`);
  return new KeySetError(`cannot be reached (${cause?.code ?? name})`);
}
