import { fork, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { hold, measure, type Figures, type Target } from './client.js';

const seconds = 4;
const warmUpSeconds = 2;
const clientCounts = [1, 8, 32];
const heldStreams = 500;

const canPin = spawnSync('taskset', ['-c', '0', 'true']).status === 0;

async function start(name: string): Promise<{ child: ChildProcess; target: Target }> {
  const child = fork(join(import.meta.dirname, `${name}.js`), { execArgv: ['--expose-gc'] });
  if (canPin) spawnSync('taskset', ['-cp', '0', String(child.pid)]);
  const [target] = (await once(child, 'message')) as [Target];
  return { child, target };
}

async function figuresOf(name: string): Promise<Figures[]> {
  const { child, target } = await start(name);
  await measure(target, 8, warmUpSeconds);
  const figures: Figures[] = [];
  for (const clients of clientCounts) figures.push(await measure(target, clients, seconds));
  child.kill();
  await once(child, 'exit');
  return figures;
}

async function memoryPerStream(): Promise<number> {
  const { child, target } = await start('server');
  const rss = async () => {
    child.send('rss');
    return ((await once(child, 'message')) as [{ rss: number }])[0].rss;
  };
  (await hold(target, 50))();
  const before = await rss();
  const release = await hold(target, heldStreams);
  const after = await rss();
  release();
  child.kill();
  return (after - before) / heldStreams / 1024;
}

if (canPin) spawnSync('taskset', ['-cp', '1', String(process.pid)]);
console.log(
  `threads.create, 100 deltas, no model, in memory${canPin ? '; server on core 0, client on core 1' : ''}\n`,
);
const floor = await figuresOf('floor');
const server = await figuresOf('server');
console.log('clients  server            turns/s   events/s   first p50   first p99   of the floor');
clientCounts.forEach((_, index) => {
  print('floor (node:http)', floor[index]!, floor[index]!);
  print('nestjs-chatkit', server[index]!, floor[index]!);
});
console.log(
  `\nmemory per open stream: ${(await memoryPerStream()).toFixed(0)} KB of RSS (${heldStreams} held)`,
);
process.exit(0);

function print(name: string, figures: Figures, floor: Figures): void {
  const { clients, turnsPerSecond, eventsPerSecond, firstEventP50Ms, firstEventP99Ms } = figures;
  const columns = [
    String(clients).padStart(7),
    name.padEnd(17),
    turnsPerSecond.toFixed(0).padStart(8),
    eventsPerSecond.toFixed(0).padStart(10),
    `${firstEventP50Ms.toFixed(2)} ms`.padStart(11),
    `${firstEventP99Ms.toFixed(2)} ms`.padStart(11),
    `${((100 * turnsPerSecond) / floor.turnsPerSecond).toFixed(0)} %`.padStart(8),
  ];
  console.log(columns.join('  '));
}
