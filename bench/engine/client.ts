import { Agent, request, type ClientRequest } from 'node:http';
import { performance } from 'node:perf_hooks';
import { eventsOf, type Ask } from './turn.js';

export interface Target {
  port: number;
}

export interface Figures {
  turnsPerSecond: number;
  eventsPerSecond: number;
  firstEventP50Ms: number;
  firstEventP99Ms: number;
  /** Events that should have come and did not. */
  lost: number;
}

interface Turn {
  firstEventMs: number;
  events: number;
}

/** Runs turns for some seconds with a number of clients, each one turn after another. */
export async function measure(target: Target, clients: number, seconds: number): Promise<Figures> {
  const agent = new Agent({ keepAlive: true, maxSockets: clients });
  const turns: Turn[] = [];
  const startedAt = performance.now();
  const until = startedAt + seconds * 1000;
  const client = async () => {
    while (performance.now() < until) turns.push(await runTurn(target, 'answer', { agent }));
  };
  await Promise.all(Array.from({ length: clients }, client));
  const elapsed = (performance.now() - startedAt) / 1000;
  agent.destroy();
  const events = turns.reduce((sum, turn) => sum + turn.events, 0);
  const firsts = turns.map(({ firstEventMs }) => firstEventMs).sort((a, b) => a - b);
  const at = (share: number) => firsts[Math.floor((firsts.length - 1) * share)]!;
  return {
    turnsPerSecond: turns.length / elapsed,
    eventsPerSecond: events / elapsed,
    firstEventP50Ms: at(0.5),
    firstEventP99Ms: at(0.99),
    lost: turns.length * eventsOf.answer - events,
  };
}

/** Lets readers of long answers stop reading for a while in mid-stream. Resolves with the events they missed. */
export async function stall(target: Target, readers: number, stallMs: number): Promise<number> {
  const turns = await Promise.all(
    Array.from({ length: readers }, () => runTurn(target, 'long', { agent: false, stallMs })),
  );
  return turns.reduce((lost, turn) => lost + eventsOf.long - turn.events, 0);
}

/** One turn to its end, read as it comes or with a pause after its first part. */
function runTurn(
  target: Target,
  ask: Ask,
  { agent, stallMs = 0 }: { agent: Agent | false; stallMs?: number },
): Promise<Turn> {
  const startedAt = performance.now();
  return new Promise((resolve, reject) => {
    const sent = post(target, ask, agent);
    sent.on('error', reject);
    sent.on('response', (response) => {
      let firstEventMs = 0;
      let lines = 0;
      response.on('data', (chunk: Buffer) => {
        lines += linesIn(chunk);
        if (firstEventMs) return;
        firstEventMs = performance.now() - startedAt;
        if (!stallMs) return;
        response.pause();
        setTimeout(() => response.resume(), stallMs);
      });
      response.on('error', reject);
      // A frame is one line of data and an empty one.
      response.on('end', () =>
        response.statusCode === 200
          ? resolve({ firstEventMs, events: lines / 2 })
          : reject(new Error(`status ${response.statusCode}`)),
      );
    });
  });
}

/** Opens streams that say one word and then wait. Resolves when each has said it, with how to close them. */
export async function hold(target: Target, streams: number): Promise<() => void> {
  const open = Array.from({ length: streams }, () => {
    const sent = post(target, 'hold', false);
    const spoke = new Promise<void>((resolve, reject) => {
      sent.on('error', reject);
      sent.on('response', (response) =>
        response.on('data', (chunk: Buffer) => chunk.includes('text_delta') && resolve()),
      );
    });
    return { sent, spoke };
  });
  await Promise.all(open.map(({ spoke }) => spoke));
  return () => open.forEach(({ sent }) => sent.destroy());
}

function post({ port }: Target, ask: Ask, agent: Agent | false): ClientRequest {
  const body = JSON.stringify({
    type: 'threads.create',
    params: {
      input: { content: [{ type: 'input_text', text: ask }], attachments: [], inference_options: {} },
    },
  });
  const headers = {
    'content-type': 'application/json',
    'content-length': Buffer.byteLength(body),
  };
  return request({ port, host: '127.0.0.1', method: 'POST', path: '/chatkit', agent, headers }).end(body);
}

const lineFeed = 0x0a;

function linesIn(chunk: Buffer): number {
  let lines = 0;
  for (let at = chunk.indexOf(lineFeed); at !== -1; at = chunk.indexOf(lineFeed, at + 1)) lines++;
  return lines;
}
