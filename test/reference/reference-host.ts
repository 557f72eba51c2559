import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { setTimeout as delay } from 'node:timers/promises';
import type { Scene, Side, Traces } from './run-scenario.js';

/** Until the reference has imported what it needs and says its port, in milliseconds. */
const startMs = 60_000;
/** For any one request to it, in milliseconds. */
const requestMs = 20_000;

export interface ReferenceHost extends Side {
  versions: Record<string, string>;
  stop(): void;
}

/** The official server, in a process of its own. */
export async function startReference(python: string, providerUrl: string): Promise<ReferenceHost> {
  const host = spawn(python, ['test/reference/host.py'], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, PROVIDER_URL: providerUrl, LOG_LEVEL: 'CRITICAL', PYTHONDONTWRITEBYTECODE: '1' },
  });
  const stop = () => void host.kill('SIGKILL');
  process.once('exit', stop);
  try {
    const line = once(createInterface(host.stdout), 'line', { signal: AbortSignal.timeout(startMs) });
    const gone = once(host, 'close').then(([code]) => {
      throw new Error(`The reference ended with ${code} before it was asked anything.`);
    });
    const [said] = (await Promise.race([line, gone])) as [string];
    const { port, versions } = JSON.parse(said) as { port: number; versions: Record<string, string> };
    return { ...sideAt(`http://127.0.0.1:${port}`), versions, stop };
  } catch (error) {
    stop();
    throw error;
  }
}

function sideAt(url: string): Side {
  const tell = async (path: string, value: object): Promise<Response> => {
    const response = await post(`${url}${path}`, JSON.stringify(value));
    if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
    return response;
  };
  let path = '/chatkit';
  return {
    begin: async (bare) => {
      path = bare ? '/bare' : '/chatkit';
      await (await tell('/begin', {})).text();
    },
    play: async (scene: Scene) => void (await (await tell('/play', scene)).text()),
    post: (body, leaving) => post(`${url}${path}`, body, leaving),
    traces: async (threads, attachments) =>
      (await (await tell('/traces', { threads, attachments })).json()) as Traces,
  };
}

async function post(url: string, body: string, leaving?: AbortSignal): Promise<Response> {
  const signal = AbortSignal.any([AbortSignal.timeout(requestMs), ...(leaving ? [leaving] : [])]);
  for (let attempt = 0; ; attempt++) {
    try {
      return await fetch(url, { method: 'POST', body, signal });
    } catch (error) {
      // The port is bound before the server accepts on it.
      if (attempt === 50 || signal.aborted) throw error;
      await delay(100);
    }
  }
}
