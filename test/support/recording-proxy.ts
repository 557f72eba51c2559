import { once } from 'node:events';
import { createServer, request as forward, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';

/** A request that passed. */
export interface Passed {
  verb: string;
  headers: IncomingHttpHeaders;
  body: string;
}

export interface RecordingProxy {
  /** Where it listens. */
  origin: string;
  passed: Passed[];
  close(): void;
}

/** Stands before a server of this machine, hands everything on, and remembers what was asked. */
export async function startRecordingProxy(port: number): Promise<RecordingProxy> {
  const passed: Passed[] = [];
  const server = createServer(async (request, response) => {
    const body = await buffer(request);
    passed.push({ verb: request.method!, headers: request.headers, body: body.toString() });
    const { method, url: path, headers } = request;
    const onward = forward({ host: '127.0.0.1', port, method, path, headers }, (answer) => {
      response.writeHead(answer.statusCode!, answer.headers);
      answer.pipe(response);
    });
    onward.on('error', () => response.destroy());
    response.once('close', () => onward.destroy());
    onward.end(body);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    passed,
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}
