import { createClient } from '@redis/client';

const connectWithinMs = 2_000;
/** Longest pause between two attempts to connect again. */
const reconnectWithinMs = 2_000;

/** What everything that is kept in Redis is told of it. */
export interface RedisOptions {
  url: string;
  /** What the names of keys and channels begin with. */
  keyPrefix: string;
  /** Hears why a connection broke, again and again while it does. */
  onError: (error: Error) => void;
}

export type RedisConnection = ReturnType<typeof toConnection>;

/** A connection that is yet to be opened. Once it is, it comes back for ever; what is asked meanwhile fails at once. */
export function toConnection({ url, onError }: Pick<RedisOptions, 'url' | 'onError'>) {
  const client = createClient({
    url,
    RESP: 2,
    disableOfflineQueue: true,
    socket: {
      connectTimeout: connectWithinMs,
      reconnectStrategy: (attempts) => Math.min(50 * 2 ** attempts, reconnectWithinMs),
    },
  });
  client.on('error', onError);
  return client;
}

/**
 * Waits for connections that are being opened, for two seconds at most: a start goes on without Redis. Why one fails
 * its `onError` hears.
 */
export async function untilConnected(opening: Promise<unknown>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const timeUp = new Promise<void>((resolve) => (timer = setTimeout(resolve, connectWithinMs)));
  await Promise.race([opening.catch(() => undefined), timeUp]);
  clearTimeout(timer);
}
