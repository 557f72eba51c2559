import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';

/** A line whose packets can vanish: the peer is gone, and nobody says so. */
export interface BlackHole {
  /** Where a client reaches the server over it. */
  url: string;
  /** Of the connections that there are, nothing passes any more, in either direction, and nothing is closed. */
  swallow(): void;
  close(): void;
}

/** Hands on bytes between a client and a server, until they vanish. */
export async function startBlackHole(serverUrl: string): Promise<BlackHole> {
  const { hostname, port } = new URL(serverUrl);
  const all = new Set<Socket>();
  const swallowed = new WeakSet<Socket>();
  const hole = createServer({ allowHalfOpen: true }, (client) => {
    const server = connect({ host: hostname, port: Number(port), allowHalfOpen: true });
    for (const [from, to] of [
      [client, server],
      [server, client],
    ] as const) {
      all.add(from);
      from.on('error', () => undefined);
      from.on('data', (bytes) => void to.write(bytes));
      from.on('end', () => swallowed.has(from) || to.end());
      from.on('close', () => swallowed.has(from) || to.destroy());
    }
  });
  hole.listen(0, '127.0.0.1');
  await once(hole, 'listening');
  return {
    url: `http://127.0.0.1:${(hole.address() as AddressInfo).port}`,
    swallow: () => {
      for (const socket of all) {
        swallowed.add(socket);
        socket.pause();
      }
    },
    close: () => {
      for (const socket of all) socket.destroy();
      hole.close();
    },
  };
}
