import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { toFrame } from '../../src/protocol/events.js';
import { answersTo } from './turn.js';

// A bare server that writes the frames of one answer, a write per frame, as they would come from a model.

const frames = [...answersTo('answer', 'thr_floor', () => 'msg_floor')].map(toFrame);
const opening = frames[0]!;

const server = createServer((request, response) => {
  request.resume().on('end', () => {
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    // Stand in for `thread.created`, the person's message and the options.
    for (let sent = 0; sent < 3; sent++) response.write(opening);
    for (const frame of frames) response.write(frame);
    response.end();
  });
});
server.listen(0, '127.0.0.1', () => process.send!({ port: (server.address() as AddressInfo).port }));
