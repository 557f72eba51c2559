import { once } from 'node:events';
import { connect, createServer, type AddressInfo } from 'node:net';

/** A line to PostgreSQL that can break in the worst moment. */
export interface LosingLine {
  /** The database over it. */
  url: string;
  /**
   * The next transaction is committed, and the line of its connection breaks before its answer arrives.
   * Resolves when that has happened.
   */
  loseNextCommit(): Promise<void>;
  close(): void;
}

/** A simple query, and what answers it: messages of PostgreSQL's protocol, version 3. */
const asked = Buffer.from('COMMIT\0');
const answered = Buffer.from('COMMIT\0');

/** Hands on bytes between a client and a PostgreSQL server. */
export async function startLosingLine(databaseUrl: string): Promise<LosingLine> {
  const target = new URL(databaseUrl);
  let lost: (() => void) | undefined;
  const line = createServer((client) => {
    const server = connect(Number(target.port || 5432), target.hostname);
    let isCommitting = false;
    const breakOff = () => {
      client.resetAndDestroy();
      server.resetAndDestroy();
    };
    client.on('data', (bytes) => {
      if (lost && bytes.includes(asked)) isCommitting = true;
      server.write(bytes);
    });
    server.on('data', (bytes) => {
      if (!isCommitting || !bytes.includes(answered)) return void client.write(bytes);
      isCommitting = false;
      breakOff();
      lost?.();
      lost = undefined;
    });
    for (const socket of [client, server]) socket.on('error', breakOff).on('close', breakOff);
  });
  line.listen(0, '127.0.0.1');
  await once(line, 'listening');
  const url = new URL(databaseUrl);
  url.hostname = '127.0.0.1';
  url.port = String((line.address() as AddressInfo).port);
  return {
    url: url.href,
    loseNextCommit: () => new Promise((resolve) => (lost = resolve)),
    close: () => void line.close(),
  };
}
