import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import {
  askedFor,
  completionsScript,
  deltasPerSecond,
  responsesScript,
  stampedText,
  type AnswerScript,
} from './script.js';

// A model's endpoint that answers at a person's pace: one delta per packet, thirty a second to each stream.

const intervalMs = 1000 / deltasPerSecond;

const server = createServer((request, response) => {
  let body = '';
  request.on('data', (chunk) => (body += String(chunk)));
  request.on('end', () => answer(request.url!, body, response));
});
server.listen(0, '127.0.0.1', () => process.send!({ port: (server.address() as AddressInfo).port }));

function answer(url: string, body: string, response: ServerResponse): void {
  const script = url.includes('chat/completions') ? completionsScript() : responsesScript();
  response.writeHead(200, { 'content-type': 'text/event-stream' });
  response.write(script.begin());
  speak(response, script, askedFor(body));
}

/** Each delta has its time, whenever the last one was sent. */
function speak(response: ServerResponse, script: AnswerScript, deltas: number): void {
  const startedAt = performance.now();
  let sent = 0;
  let whole = '';
  const next = () => {
    if (response.destroyed) return;
    if (sent === deltas) return void response.end(script.end(whole));
    const text = stampedText();
    whole += text;
    response.write(script.delta(text));
    sent++;
    setTimeout(next, Math.max(0, startedAt + (sent + 1) * intervalMs - performance.now()));
  };
  setTimeout(next, intervalMs);
}
