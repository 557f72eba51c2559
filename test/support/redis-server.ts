import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createClient } from '@redis/client';
import { eventually } from './eventually.js';
import { freePort } from './free-port.js';

/** A Redis of a test's own, which may die at any time. Keeps nothing on disk. */
export class RedisServer {
  private child?: ChildProcess;

  private constructor(readonly port: number) {}

  static async start(): Promise<RedisServer> {
    const server = new RedisServer(await freePort());
    await server.open();
    return server;
  }

  get url(): string {
    return `redis://127.0.0.1:${this.port}`;
  }

  /** Starts it, empty, where it was before. Resolves when it answers. */
  async open(): Promise<void> {
    const settings = ['--port', `${this.port}`, '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no'];
    this.child = spawn('redis-server', settings, { stdio: 'ignore' });
    await eventually(() => this.keys());
  }

  async keys(): Promise<string[]> {
    return [...(await this.endings()).keys()];
  }

  /** Key -> milliseconds until it is gone; -1 for one that stays. */
  async endings(): Promise<Map<string, number>> {
    const client = createClient({ url: this.url, socket: { reconnectStrategy: false } });
    client.on('error', () => undefined);
    await client.connect();
    const endings = new Map<string, number>();
    for (const key of await client.keys('*')) endings.set(key, await client.pTTL(key));
    await client.close();
    return endings;
  }

  /** It takes connections and answers nothing, until it is resumed. */
  pause(): void {
    this.child!.kill('SIGSTOP');
  }

  resume(): void {
    this.child!.kill('SIGCONT');
  }

  async kill(): Promise<void> {
    const { child } = this;
    this.child = undefined;
    if (!child) return;
    const ended = once(child, 'exit');
    child.kill('SIGKILL');
    await ended;
  }
}
