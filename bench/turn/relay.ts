import { createServer, request as requestTo } from 'node:http';
import type { AddressInfo } from 'node:net';
import { onUsageAsked } from './usage.js';

// The floor: passes the provider's bytes on as they come, and understands nothing. It writes 200 to 300 bytes more per
// delta than a server that does.

const [providerUrl] = process.argv.slice(2);

const server = createServer((request, response) => {
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => chunks.push(chunk));
  request.on('end', () => {
    const sent = requestTo(`${providerUrl}/responses`, { method: 'POST' }, (answer) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      answer.on('data', (chunk: Buffer) => response.write(chunk));
      answer.on('end', () => response.end());
    });
    sent.end(Buffer.concat(chunks));
  });
});
server.listen(0, '127.0.0.1', () => process.send!({ port: (server.address() as AddressInfo).port }));
onUsageAsked();
