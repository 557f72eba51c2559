import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';

/** A line to a server of this machine that can be cut. */
export interface WeakLine {
  /** Where a client reaches the server over it. */
  url: string;
  /** Resets all connections, and refuses new ones until it is mended. */
  cut(): void;
  mend(): void;
  close(): void;
}

/** Hands on bytes between a client and a server, as long as the line holds. */
export async function startWeakLine(serverUrl: string): Promise<WeakLine> {
  const port = Number(new URL(serverUrl).port);
  const sockets = new Set<Socket>();
  let isCut = false;
  const cut = () => sockets.forEach((socket) => socket.resetAndDestroy());
  const line = createServer((client) => {
    if (isCut) return void client.resetAndDestroy();
    const server = connect(port, '127.0.0.1');
    for (const [from, to] of [
      [client, server],
      [server, client],
    ] as const) {
      sockets.add(from);
      from.pipe(to);
      from.on('error', () => to.destroy());
      from.on('close', () => {
        sockets.delete(from);
        to.destroy();
      });
    }
  });
  line.listen(0, '127.0.0.1');
  await once(line, 'listening');
  return {
    url: `http://127.0.0.1:${(line.address() as AddressInfo).port}`,
    cut: () => {
      isCut = true;
      cut();
    },
    mend: () => void (isCut = false),
    close: () => {
      cut();
      line.close();
    },
  };
}
