import { createLocalJWKSet, errors, type JSONWebKeySet, type JWTVerifyGetKey } from 'jose';
import { fetchKeySet, type FoundKeys } from './fetch-key-set.js';

/** After this, keys are read again. They stay in use meanwhile, however long that takes. */
const maxAgeMs = 10 * 60_000;
/** Between two attempts, whatever asks for one: tokens with made-up key ids come as fast as somebody likes. */
const coolDownMs = 30_000;

/** No keys have been read yet, and there is no file of them. */
export class KeysUnavailableError extends Error {
  constructor() {
    super('The issuer’s keys could not be read so far.');
    this.name = 'KeysUnavailableError';
  }
}

interface RemoteKeysOptions {
  /** Where the keys are; the first that has them. */
  urls: string[];
  /** Used until keys were read. */
  initial?: JSONWebKeySet;
  /** Hears of every outage, and of its end. */
  onOutage?: (cause: Error) => void;
  onRecovery?: () => void;
  /** Milliseconds on a clock that never goes back. */
  now?: () => number;
  fetchKeys?: (urls: string[]) => Promise<FoundKeys>;
}

/**
 * One issuer's public keys, read when they are first needed, every 10 minutes, and when a token names one that is not
 * among them; at most once in 30 seconds. `jose` finds the key of a token and makes it usable; this decides when keys
 * are read. While the issuer cannot be reached, the ones that were read last stay in use.
 */
export class RemoteKeys {
  private keys: JWTVerifyGetKey | undefined;
  private readAt = -Infinity;
  private triedAt = -Infinity;
  private reading: Promise<boolean> | undefined;
  private isDown = false;
  private readonly now: () => number;

  constructor(private readonly options: RemoteKeysOptions) {
    this.keys = options.initial && createLocalJWKSet(options.initial);
    this.now = options.now ?? (() => performance.now());
  }

  /** The key that a token is to be verified with. @throws KeysUnavailableError, and what jose throws. */
  readonly find: JWTVerifyGetKey = async (header, token) => {
    if (!this.keys) await this.refresh();
    // Whoever is signed in does not wait for it.
    else if (this.now() - this.readAt >= maxAgeMs) void this.refresh();
    if (!this.keys) throw new KeysUnavailableError();
    try {
      return await this.keys(header, token);
    } catch (error) {
      const isUnknown = error instanceof errors.JWKSNoMatchingKey;
      if (isUnknown && (await this.refresh())) return this.keys(header, token);
      throw error;
    }
  };

  /** Reads the keys, unless that was tried just now. @returns whether they were read. Never rejects. */
  refresh(): Promise<boolean> {
    if (this.reading) return this.reading;
    if (this.now() - this.triedAt < coolDownMs) return Promise.resolve(false);
    this.triedAt = this.now();
    this.reading = this.read().finally(() => (this.reading = undefined));
    return this.reading;
  }

  /** Reads them before anybody needs them. An issuer that starts at the same time is asked again when somebody does. */
  async readAhead(): Promise<void> {
    if (!(await this.refresh())) this.triedAt = -Infinity;
  }

  private async read(): Promise<boolean> {
    const { options } = this;
    try {
      const { url, jwks } = await (options.fetchKeys ?? fetchKeySet)(options.urls);
      options.urls = [url, ...options.urls.filter((other) => other !== url)];
      this.keys = createLocalJWKSet(jwks);
      this.readAt = this.now();
      if (this.isDown) options.onRecovery?.();
      this.isDown = false;
      return true;
    } catch (error) {
      if (!this.isDown) options.onOutage?.(error as Error);
      this.isDown = true;
      return false;
    }
  }
}
