import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

const outboundRecorder = resolve('test/support/record-outbound.cjs');

export interface ServerProcess {
  url: string;
  pid: number;
  /** Everything the process has printed. */
  log(): string;
  /** Sends a signal and waits for the end. Resolves with the exit code; null when the signal itself ended it. */
  end(signal: NodeJS.Signals): Promise<number | null>;
  /** Ends the process at once, as a power cut would. */
  kill(): Promise<void>;
  /** Ends the process and removes what it stored. */
  dispose(): Promise<void>;
}

/** A process that ended before it listened. */
export class ServerExit extends Error {
  constructor(
    readonly code: number | null,
    readonly log: string,
  ) {
    super(`The server ended with ${code} before it listened:\n${log}`);
  }
}

/**
 * Starts the built server as a process of its own, on a free port and an empty data directory, and waits until it
 * listens. No setting of this machine reaches it but those given; `DATA_DIR` names a directory that outlives it.
 * @throws ServerExit when it ends instead.
 */
export async function startServerProcess(settings: Record<string, string> = {}): Promise<ServerProcess> {
  const home = await mkdtemp(join(tmpdir(), 'chatkit-server-'));
  const child = spawn(process.execPath, ['--require', outboundRecorder, resolve('dist/src/main.js')], {
    cwd: home,
    env: {
      PATH: process.env.PATH,
      CHATKIT_TEST_OUTBOUND: process.env.CHATKIT_TEST_OUTBOUND,
      PORT: '0',
      DATA_DIR: join(home, 'data'),
      LOG_LEVEL: 'info',
      RATE_LIMITS: 'off',
      ...settings,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const exited = once(child, 'exit') as Promise<[number | null]>;
  let log = '';
  const end = async (signal: NodeJS.Signals) => {
    child.kill(signal);
    return (await exited)[0];
  };
  const kill = async () => void (await end('SIGKILL'));
  const url = await new Promise<string>((found, failed) => {
    const read = (chunk: Buffer) => {
      log += chunk.toString();
      const listening = /"msg":"listening".*?"url":"([^"]+)"|"url":"([^"]+)".*?"msg":"listening"/.exec(log);
      if (listening) found(listening[1] ?? listening[2]!);
    };
    child.stdout.on('data', read);
    child.stderr.on('data', read);
    void once(child, 'close').then(([code]) => failed(new ServerExit(code as number | null, log)));
  });
  return {
    url,
    pid: child.pid!,
    log: () => log,
    end,
    kill,
    dispose: async () => {
      await kill();
      await rm(home, { recursive: true, force: true });
    },
  };
}
