import { cpus } from 'node:os';
import { hold, measure, stall, type Figures } from './client.js';
import { canPin, pin, startNode, startReference, type Peer } from './peers.js';

const rounds = 3;
const secondsPerRound = 2;
const clientCounts = [1, 8, 32];
/** Held before memory is looked at, so that what a process takes once, for its first streams, does not count. */
const firstStreams = 500;
const heldStreams = 2_000;
const stalledReaders = 8;
const stallMs = 2_000;

const python = process.env.REFERENCE_PYTHON;
const floor = await startNode('floor (node:http)', 'floor');
const server = await startNode('nestjs-chatkit', 'server');
const reference = python ? await startReference(python) : undefined;
const peers = [floor, server, ...(reference ? [reference] : [])];
pin(process.pid, 1);

console.log(`threads.create, 100 deltas, no model, in memory. ${cpus()[0]!.model}, ${cpus().length} cores`);
console.log(`${canPin ? 'Servers on core 0, one at a time; clients on core 1. ' : ''}Medians of ${rounds}.`);
for (const { name, versions } of peers) console.log(`  ${name}: ${versions}`);
if (!reference) {
  console.log(
    '  reference: left out. python3 -m venv venv && venv/bin/pip install openai-chatkit fastapi "uvicorn[standard]",\n' +
      '  then REFERENCE_PYTHON=venv/bin/python npm run bench',
  );
}

// First, while the processes are fresh: memory that was used and freed would hide what a stream takes.
await openStreams();
await throughput();
await slowReaders();
for (const peer of peers) peer.stop();
process.exit(0);

async function throughput(): Promise<void> {
  for (const { target } of peers) await measure(target, 8, secondsPerRound);
  console.log(
    '\nclients  server               turns/s   events/s  first event p50        p99  lost   floor  reference',
  );
  for (const clients of clientCounts) {
    const figures = await measureInTurns(clients);
    for (const { name } of peers) print(clients, name, figures);
  }
}

/** Round after round of all peers, so that what else the machine does meets them alike. */
async function measureInTurns(clients: number): Promise<Map<string, Figures>> {
  const taken = new Map<string, Figures[]>(peers.map(({ name }) => [name, []]));
  for (let round = 0; round < rounds; round++) {
    for (const { name, target } of peers)
      taken.get(name)!.push(await measure(target, clients, secondsPerRound));
  }
  return new Map([...taken].map(([name, figures]) => [name, mediansOf(figures)]));
}

function mediansOf(all: Figures[]): Figures {
  const medianOf = (key: keyof Figures) =>
    all.map((figures) => figures[key]).sort((a, b) => a - b)[Math.floor(all.length / 2)]!;
  return {
    turnsPerSecond: medianOf('turnsPerSecond'),
    eventsPerSecond: medianOf('eventsPerSecond'),
    firstEventP50Ms: medianOf('firstEventP50Ms'),
    firstEventP99Ms: medianOf('firstEventP99Ms'),
    lost: all.reduce((sum, { lost }) => sum + lost, 0),
  };
}

function print(clients: number, name: string, all: Map<string, Figures>): void {
  const own = all.get(name)!;
  const times = (peer?: Peer) =>
    peer ? `${(own.eventsPerSecond / all.get(peer.name)!.eventsPerSecond).toFixed(2)} x` : '-';
  const columns = [
    String(clients).padStart(7),
    name.padEnd(17),
    own.turnsPerSecond.toFixed(0).padStart(9),
    own.eventsPerSecond.toFixed(0).padStart(9),
    `${own.firstEventP50Ms.toFixed(2)} ms`.padStart(15),
    `${own.firstEventP99Ms.toFixed(2)} ms`.padStart(9),
    String(own.lost).padStart(4),
    times(floor).padStart(6),
    times(reference).padStart(9),
  ];
  console.log(columns.join('  '));
}

async function slowReaders(): Promise<void> {
  console.log(`\n${stalledReaders} readers of 13 MB each that stop for ${stallMs / 1000} s in mid-stream:`);
  for (const { name, target } of peers.slice(1)) {
    console.log(`  ${name.padEnd(17)}  ${await stall(target, stalledReaders, stallMs)} events lost`);
  }
}

async function openStreams(): Promise<void> {
  console.log(
    `\nmemory per open stream that has said one word (${heldStreams} more than the first ${firstStreams}):`,
  );
  for (const peer of peers.slice(1)) {
    const releases = [await hold(peer.target, firstStreams)];
    const before = await peer.memory();
    let after = before;
    for (let batch = 0; batch < 4; batch++) {
      releases.push(await hold(peer.target, heldStreams / 4));
      after = await peer.memory();
    }
    releases.forEach((release) => release());
    const perStream = (bytes: number) => `${(bytes / heldStreams / 1024).toFixed(1)} KB`;
    const heap = after.heapUsed && `, ${perStream(after.heapUsed - before.heapUsed!)} of heap`;
    console.log(`  ${peer.name.padEnd(17)}  ${perStream(after.rss - before.rss)} of RSS${heap ?? ''}`);
  }
}
