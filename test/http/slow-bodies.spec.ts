import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { connect, type AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import express from 'express';
import { limitSlowBodies } from '../../src/http.js';

let server: Server;
beforeAll(async () => {
  const app = express();
  app.use(limitSlowBodies(50));
  app.use((request, response) => {
    text(request).then(
      (body) => response.end(body),
      () => undefined,
    );
  });
  server = createServer(app);
  await once(server.listen(0, '127.0.0.1'), 'listening');
});
afterAll(() => server.close());

/** A request of which three bytes of ten have come. */
async function begin(path: string) {
  const socket = connect((server.address() as AddressInfo).port, '127.0.0.1');
  await once(socket, 'connect');
  socket.write(`PUT ${path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: 10\r\n\r\n123`);
  return { socket, answer: text(socket) };
}

it('cuts off a body that does not come to its end, and waits longer for a file (H10)', async () => {
  const paths = ['/api/chatkit/attachments/atc_1/upload?x=1', '/api/chatkit/attachments'];
  const files = await Promise.all(paths.map(begin));
  const slow = await Promise.all(['/chatkit', '/api/chatkit/attachments/atc_1'].map(begin));
  for (const { answer } of slow) expect(await answer).toMatch(/^HTTP\/1.1 408 /);
  for (const { socket, answer } of files) {
    socket.write('4567890');
    expect(await answer).toMatch(/^HTTP\/1.1 200 [\s\S]*1234567890/);
  }
});
