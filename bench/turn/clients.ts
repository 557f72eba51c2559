import { request, type ClientRequest } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { deltasPerSecond, nowMicros, questionFor } from './script.js';

// A process of readers: many streams at once, each of one answer.

/** What readers are told to do. */
export interface Ask {
  port: number;
  path: string;
  token?: string;
  streams: number;
  /** Of each answer. */
  deltas: number;
  /** Over how long the streams are begun, in milliseconds. */
  rampMs: number;
  /** For a server that wants no more than the question. */
  isBare: boolean;
}

/** What they have seen so far. */
export interface Seen {
  deltas: number;
  /** Streams that have come to their end. */
  ended: number;
  /** Microseconds from the provider to here, of every delta since the last question. */
  latencies: number[];
  failures: string[];
}

let seen: Seen = { deltas: 0, ended: 0, latencies: [], failures: [] };

process.on('message', (asked: Ask | 'seen') => {
  if (asked !== 'seen') return void begin(asked);
  process.send!(seen);
  seen = { ...seen, latencies: [], failures: [] };
});
process.send!('ready');

async function begin(ask: Ask): Promise<void> {
  seen = { deltas: 0, ended: 0, latencies: [], failures: [] };
  for (let opened = 0; opened < ask.streams; opened++) {
    read(ask);
    await sleep(ask.rampMs / ask.streams);
  }
}

function read(ask: Ask): void {
  const stamp = ask.isBare ? /"delta":"(\d+) / : /text_delta[^\n]*"delta":"(\d+) /;
  const fail = (error: Error) => seen.failures.push(error.message);
  const sent = post(ask);
  sent.on('error', fail);
  sent.on('response', (response) => {
    if (response.statusCode !== 200) seen.failures.push(`status ${response.statusCode}`);
    let rest = '';
    response.setEncoding('utf8').on('data', (chunk: string) => {
      const frames = (rest + chunk).split('\n\n');
      rest = frames.pop()!;
      for (const frame of frames) {
        const sentAt = stamp.exec(frame)?.[1];
        if (frame.includes('"type":"error"')) seen.failures.push(frame);
        if (!sentAt) continue;
        seen.deltas++;
        seen.latencies.push(nowMicros() - Number(sentAt));
      }
    });
    response.on('error', fail);
    response.on('end', () => seen.ended++);
  });
}

function post({ port, path, token, deltas, isBare }: Ask): ClientRequest {
  const text = questionFor(deltas);
  const input = { content: [{ type: 'input_text', text }], attachments: [], inference_options: {} };
  const body = JSON.stringify(isBare ? { input: text } : { type: 'threads.create', params: { input } });
  const headers = {
    'content-type': 'application/json',
    'content-length': Buffer.byteLength(body),
    ...(token && { authorization: `Bearer ${token}` }),
  };
  return request({ port, host: '127.0.0.1', method: 'POST', path, agent: false, headers }).end(body);
}

export const expectedPerSecond = (streams: number): number => streams * deltasPerSecond;
