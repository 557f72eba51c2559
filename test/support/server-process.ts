import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

export interface ServerProcess {
  url: string;
  /** Ends the process at once, as a power cut would. */
  kill(): Promise<void>;
  /** Ends the process and removes what it stored. */
  dispose(): Promise<void>;
}

/**
 * Starts the built server as a process of its own, on a free port and an empty data directory, and waits until it
 * listens. No setting of this machine reaches it but those given.
 */
export async function startServerProcess(settings: Record<string, string> = {}): Promise<ServerProcess> {
  const dataDir = await mkdtemp(join(tmpdir(), 'chatkit-server-'));
  const child = spawn(process.execPath, [resolve('dist/src/main.js')], {
    cwd: dataDir,
    env: {
      PATH: process.env.PATH,
      PORT: '0',
      DATA_DIR: join(dataDir, 'data'),
      LOG_LEVEL: 'info',
      ...settings,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const exited = once(child, 'exit');
  const kill = async () => {
    child.kill('SIGKILL');
    await exited;
  };
  const url = await new Promise<string>((found, failed) => {
    let log = '';
    const read = (chunk: Buffer) => {
      log += chunk.toString();
      const listening = /"msg":"listening".*?"url":"([^"]+)"|"url":"([^"]+)".*?"msg":"listening"/.exec(log);
      if (listening) found(listening[1] ?? listening[2]!);
    };
    child.stdout.on('data', read);
    child.stderr.on('data', read);
    void exited.then(() => failed(new Error(`The server ended before it listened:\n${log}`)));
  });
  return {
    url,
    kill,
    dispose: async () => {
      await kill();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}
