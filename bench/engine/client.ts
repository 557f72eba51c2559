import { Agent, request } from 'node:http';
import { performance } from 'node:perf_hooks';

export interface Target {
  port: number;
  token: string;
}

export interface Figures {
  clients: number;
  turnsPerSecond: number;
  eventsPerSecond: number;
  firstEventP50Ms: number;
  firstEventP99Ms: number;
}

const eventsPerTurn = 105;

const bodyFor = (text: string) =>
  JSON.stringify({
    type: 'threads.create',
    params: { input: { content: [{ type: 'input_text', text }], attachments: [], inference_options: {} } },
  });

/** Runs turns for some seconds with a number of clients, each one turn after another. */
export async function measure(target: Target, clients: number, seconds: number): Promise<Figures> {
  const agent = new Agent({ keepAlive: true, maxSockets: clients });
  const firsts: number[] = [];
  const until = performance.now() + seconds * 1000;
  const startedAt = performance.now();
  const client = async () => {
    while (performance.now() < until) firsts.push(await runTurn(target, agent));
  };
  await Promise.all(Array.from({ length: clients }, client));
  const elapsed = (performance.now() - startedAt) / 1000;
  agent.destroy();
  firsts.sort((a, b) => a - b);
  const at = (share: number) => firsts[Math.min(firsts.length - 1, Math.floor(firsts.length * share))]!;
  return {
    clients,
    turnsPerSecond: firsts.length / elapsed,
    eventsPerSecond: (firsts.length * eventsPerTurn) / elapsed,
    firstEventP50Ms: at(0.5),
    firstEventP99Ms: at(0.99),
  };
}

/** One turn to its end. Resolves with the milliseconds to its first event. */
function runTurn({ port, token }: Target, agent: Agent): Promise<number> {
  const body = bodyFor('Hello');
  const startedAt = performance.now();
  return new Promise((resolve, reject) => {
    const sent = request(
      {
        port,
        host: '127.0.0.1',
        method: 'POST',
        path: '/chatkit',
        agent,
        headers: {
          'content-type': 'application/json',
          'content-length': Buffer.byteLength(body),
          authorization: `Bearer ${token}`,
        },
      },
      (response) => {
        let first = 0;
        response.on('data', () => (first ||= performance.now() - startedAt));
        response.on('end', () =>
          response.statusCode === 200 ? resolve(first) : reject(new Error(`status ${response.statusCode}`)),
        );
      },
    );
    sent.on('error', reject);
    sent.end(body);
  });
}

/** Opens streams that say one word and then wait. Resolves when each has said it, with how to close them. */
export async function hold({ port, token }: Target, streams: number): Promise<() => void> {
  const body = bodyFor('hold');
  const headers = { 'content-type': 'application/json', authorization: `Bearer ${token}` };
  const open = Array.from({ length: streams }, () => {
    const sent = request({
      port,
      host: '127.0.0.1',
      method: 'POST',
      path: '/chatkit',
      agent: false,
      headers,
    });
    const spoke = new Promise<void>((resolve, reject) => {
      sent.on('error', reject);
      sent.on('response', (response) =>
        response.on('data', (chunk: Buffer) => chunk.includes('text_delta') && resolve()),
      );
    });
    sent.end(body);
    return { sent, spoke };
  });
  await Promise.all(open.map(({ spoke }) => spoke));
  return () => open.forEach(({ sent }) => sent.destroy());
}
