import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { cpus, loadavg } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { canPin, pin } from '../engine/peers.js';
import type { Ask, Seen } from './clients.js';
import { startPart, startReference, startRelay, startServer, type Peer, type Provider } from './peers.js';
import { deltasPerSecond, type Api } from './script.js';

const streams = Number(process.env.STREAMS ?? 200);
const rounds = Number(process.env.ROUNDS ?? 2);
const rampMs = 3_000;
const settleMs = 1_000;
const windowMs = 10_000;
/** A server that falls behind has this much later than the others to come to its end. */
const patienceMs = 60_000;
/** What counts as keeping pace: the share of the deltas that come in time, and their delay at worst. */
const pace = { share: 0.97, p99Ms: 250 };

/** What one server did with a number of streams in the steady part of their answers. */
interface Figures {
  microsPerDelta: number;
  deltasPerSecond: number;
  p50Ms: number;
  p99Ms: number;
  lost: number;
  /** Share of one core. */
  load: number;
}

const python = process.env.REFERENCE_PYTHON;
const api = (process.env.TURN_API ?? 'responses') as Api;
const database = process.env.TURN_DATABASE;
pin(process.pid, 1);
const { message: provided } = await startPart<{ port: number }>('provider', [], 1);
const provider: Provider = { url: `http://127.0.0.1:${provided.port}/v1`, api };
const { child: readers } = await startPart<'ready'>('clients', [], 1);

console.log(
  `${streams} streams of ${deltasPerSecond} deltas a second, ${api}, one packet each, provider to SSE client.`,
);
console.log(
  `${cpus()[0]!.model}, ${cpus().length} cores; Node ${process.versions.node}; load ${loadavg()[0]!.toFixed(1)}`,
);
console.log(`Threads in ${database ?? 'memory'}. Medians of ${rounds} rounds of ${windowMs / 1000} s.`);
if (canPin) console.log('Servers on core 0, one at a time; provider and clients on core 1.');

const only = process.env.ONLY?.split(',');
const wanted = (name: string) => !only || only.includes(name);
const relay = wanted('relay') ? await startRelay(provider) : undefined;
const plain = wanted('plain') ? await startServer('plain', provider, database) : undefined;
const bridge = wanted('bridge') ? await startServer('bridge', provider, database) : undefined;
const peers = [relay, plain, bridge].filter((peer) => peer !== undefined);

const taken = new Map<Peer, Figures[]>(peers.map((peer) => [peer, []]));
for (const peer of peers) await measure(peer, 40, 3_000);
for (let round = 0; round < rounds; round++) {
  for (const peer of peers) taken.get(peer)!.push(await measure(peer, streams, windowMs));
}
console.log(
  '\nserver                      CPU per delta   of a core   deltas/s   latency p50       p99   lost',
);
const medians = new Map(peers.map((peer) => [peer, medianOf(taken.get(peer)!)]));
for (const [peer, figures] of medians) print(peer.name, figures);
for (const peer of peers) peer.stop();

const own = bridge && medians.get(bridge)!;
if (own && plain) ratio('of the plain loop', own.microsPerDelta / medians.get(plain)!.microsPerDelta, 0.6);
if (own && relay) ratio('of the relay', own.microsPerDelta / medians.get(relay)!.microsPerDelta);
if (python && wanted('reference')) await besideReference(python);
else console.log('\nreference: left out; set REFERENCE_PYTHON (see the README).');
process.exit([...medians.values()].every(({ lost }) => lost === 0) ? 0 : 1);

/** As many streams as the reference carries: half of them, until it keeps pace. */
async function besideReference(command: string): Promise<void> {
  const reference = await startReference(command, provider);
  await measure(reference, 5, 3_000);
  for (let carried = streams; carried >= 1; carried = Math.floor(carried / 2)) {
    const figures = await measure(reference, carried, windowMs);
    const keepsPace =
      figures.p99Ms <= pace.p99Ms && figures.deltasPerSecond >= pace.share * carried * deltasPerSecond;
    print(`reference, ${carried} streams`, figures);
    if (!keepsPace) continue;
    console.log(`  ${reference.name}`);
    if (own) ratio('of the reference', own.microsPerDelta / figures.microsPerDelta, 0.1);
    break;
  }
  reference.stop();
}

/** Begins the streams, lets them settle, measures a window, and waits for every stream's end. */
async function measure(peer: Peer, count: number, forMs: number): Promise<Figures> {
  const deltas = Math.ceil(((rampMs + settleMs + forMs) / 1000 + 1) * deltasPerSecond);
  const ask: Ask = { ...peer.target, streams: count, deltas, rampMs };
  readers.send(ask);
  await sleep(rampMs + settleMs);
  const before = { cpu: await peer.cpuMicros(), seen: await seenBy(readers), at: performance.now() };
  await sleep(forMs);
  const after = { cpu: await peer.cpuMicros(), seen: await seenBy(readers), at: performance.now() };
  const seconds = (after.at - before.at) / 1000;
  const delivered = after.seen.deltas - before.seen.deltas;
  const cpu = after.cpu - before.cpu;
  const last = await theEnd(ask);
  const latencies = after.seen.latencies.sort((a, b) => a - b);
  const at = (share: number) => latencies[Math.floor((latencies.length - 1) * share)]! / 1000;
  return {
    microsPerDelta: cpu / delivered,
    deltasPerSecond: delivered / seconds,
    p50Ms: at(0.5),
    p99Ms: at(0.99),
    lost: count * deltas - last.deltas,
    load: cpu / 1e6 / seconds,
  };
}

async function theEnd({ streams: count }: Ask): Promise<Seen> {
  const until = performance.now() + patienceMs;
  for (;;) {
    const seen = await seenBy(readers);
    if (seen.failures.length) throw new Error(`A stream failed: ${seen.failures[0]}`);
    if (seen.ended === count || performance.now() > until) return seen;
    await sleep(200);
  }
}

async function seenBy(child: ChildProcess): Promise<Seen> {
  child.send('seen');
  return ((await once(child, 'message')) as [Seen])[0];
}

function medianOf(all: Figures[]): Figures {
  const of = (key: keyof Figures) =>
    all.map((each) => each[key]).sort((a, b) => a - b)[Math.floor(all.length / 2)]!;
  return {
    microsPerDelta: of('microsPerDelta'),
    deltasPerSecond: of('deltasPerSecond'),
    p50Ms: of('p50Ms'),
    p99Ms: of('p99Ms'),
    load: of('load'),
    lost: all.reduce((sum, { lost }) => sum + lost, 0),
  };
}

function print(
  name: string,
  { microsPerDelta, load, deltasPerSecond: rate, p50Ms, p99Ms, lost }: Figures,
): void {
  const columns = [
    name.padEnd(26),
    `${microsPerDelta.toFixed(1)} us`.padStart(14),
    `${(load * 100).toFixed(0)} %`.padStart(10),
    rate.toFixed(0).padStart(9),
    `${p50Ms.toFixed(2)} ms`.padStart(12),
    `${p99Ms.toFixed(2)} ms`.padStart(10),
    String(lost).padStart(5),
  ];
  console.log(columns.join(' '));
}

function ratio(what: string, value: number, atMost?: number): void {
  const bar =
    atMost === undefined
      ? ''
      : value <= atMost
        ? ` (at most ${atMost}: kept)`
        : ` (at most ${atMost}: MISSED)`;
  console.log(`nestjs-chatkit takes ${value.toFixed(3)} ${what}${bar}`);
}
