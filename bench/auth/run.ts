import 'reflect-metadata';
import { createSecretKey, KeyObject } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { cpus, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { NestFactory } from '@nestjs/core';
import { decodeJwt, jwtVerify } from 'jose';
import jsonwebtoken from 'jsonwebtoken';
import { AppModule } from '../../src/app.module.js';
import { SessionsService } from '../../src/auth/sessions/sessions.service.js';
import { parseConfig } from '../../src/config.js';
import { chatScopes } from '../../src/turns/scopes.js';
import { sessionSecret } from '../../test/support/tokens.js';
import { end, letIn, requestWith } from './guarded.js';
import { people, startIssuers, type Issued } from './issuers.js';

const rounds = 15;
const perRound = 1_000;
const warmUp = 3_000;
/** What the slowest of a hundred may take, in microseconds. */
const barMicros = 1_000;

/** Verifies tokens in some way: one entry per token. */
interface Candidate {
  name: string;
  verifications: (() => unknown)[];
}

interface Round {
  p50: number;
  p99: number;
  /** CPU of the process, with all of its threads. */
  cpu: number;
}

/** Medians of all rounds. */
interface Figures extends Round {
  /** The p99 of the round in which the machine did least else. */
  quietP99: number;
}

/** Header, token, sign-outs, and the note of an open answer: everything that stands before a route. */
const oursWith = (tokens: string[]): Candidate => ({
  name: 'nestjs-chatkit',
  verifications: tokens.map(requestWith).map((context) => async () => {
    await letIn(context);
    end(context);
  }),
});

/** The same tokens with nothing around them, and the key at hand. */
const floorWith = ({ algorithm, issuer, audience, key, tokens }: Issued): Candidate => ({
  name: 'jose, key at hand',
  verifications: tokens.map(
    (token) => () => jwtVerify(token, key, { algorithms: [algorithm], issuer, audience }),
  ),
});

/** What passport-jwt verifies with by default. It knows no EdDSA. */
function classicWith({ algorithm, issuer, audience, key, tokens }: Issued): Candidate[] {
  if (algorithm === 'EdDSA') return [];
  const object = key instanceof KeyObject ? key : KeyObject.from(key);
  const options = { algorithms: [algorithm as jsonwebtoken.Algorithm], issuer, audience };
  const verifications = tokens.map((token) => () => jsonwebtoken.verify(token, object, options));
  return [{ name: 'jsonwebtoken', verifications }];
}

const micros = (sorted: number[], share: number) => sorted[Math.floor(sorted.length * share)]! * 1_000;
const medianOf = (numbers: number[]) => numbers.toSorted((a, b) => a - b)[numbers.length >> 1]!;

/** One after another, as the time of one request is asked for. */
async function measure({ verifications }: Candidate, count: number): Promise<Round> {
  const times: number[] = [];
  const cpuBefore = process.cpuUsage();
  for (let number = 0; number < count; number++) {
    const verify = verifications[number % verifications.length]!;
    const startedAt = performance.now();
    await verify();
    times.push(performance.now() - startedAt);
  }
  const { user, system } = process.cpuUsage(cpuBefore);
  times.sort((a, b) => a - b);
  return { p50: micros(times, 0.5), p99: micros(times, 0.99), cpu: (user + system) / count };
}

/** Round after round of all candidates, so that what else the machine does meets them alike. */
async function compare(what: string, candidates: Candidate[]): Promise<Figures[]> {
  for (const candidate of candidates) await measure(candidate, warmUp);
  const taken = candidates.map((): Round[] => []);
  for (let round = 0; round < rounds; round++) {
    for (const [index, candidate] of candidates.entries()) {
      taken[index]!.push(await measure(candidate, perRound));
    }
  }
  const figures = taken.map(toFigures);
  for (const [index, { p50, p99, quietP99, cpu }] of figures.entries()) {
    const cells = [p50, p99, quietP99, cpu].map((value) => `${value.toFixed(0)} µs`);
    console.log(`| ${[what, candidates[index]!.name, ...cells].join(' | ')} |`);
  }
  return figures;
}

const toFigures = (all: Round[]): Figures => ({
  p50: medianOf(all.map(({ p50 }) => p50)),
  p99: medianOf(all.map(({ p99 }) => p99)),
  quietP99: Math.min(...all.map(({ p99 }) => p99)),
  cpu: medianOf(all.map(({ cpu }) => cpu)),
});

/** Sessions of those people. Their secrets are HS256 tokens behind a prefix. */
async function startSessions(): Promise<Issued> {
  const scope = [...chatScopes];
  const started = Array.from({ length: people }, (_, number) =>
    sessions.create({ userId: `person-${number}`, name: `Person ${number}` }, { scope, metadata: {} }),
  );
  const sent = (await Promise.all(started)).map(({ client_secret: secret }) => secret);
  const tokens = sent.map((secret) => secret.slice('cs_'.length));
  const key = createSecretKey(sessionSecret, 'utf8');
  const { iss: issuer, aud: audience } = decodeJwt(tokens[0]!) as { iss: string; aud: string };
  return { name: 'session', algorithm: 'HS256', issuer, audience, key, tokens, sent };
}

function verdict(): string {
  if (missed.length) return `missed by ${missed.join(', ')}.`;
  if (undecided.length)
    return `cannot be told for ${undecided.join(', ')}: the key at hand takes longer, the machine is busy.`;
  return 'met.';
}

const dataDir = await mkdtemp(join(tmpdir(), 'chatkit-bench-'));
const { issued, entries, keyServer } = await startIssuers();
const config = parseConfig({
  DATA_DIR: dataDir,
  LOG_LEVEL: 'error',
  AUTH_MODE: 'jwt',
  AUTH_ISSUERS: JSON.stringify(entries),
  SESSION_SECRET: sessionSecret,
});
const app = await NestFactory.createApplicationContext(AppModule.forRoot(config), { logger: ['error'] });
const sessions = app.get(SessionsService, { strict: false });

console.log(
  `${cpus()[0]!.model}, ${cpus().length} cores, load ${loadavg()[0]!.toFixed(1)}; Node ${process.versions.node}.`,
);
console.log(`Medians of ${rounds} rounds of ${perRound} requests, one after another.\n`);
console.log('| Token | Verified by | p50 | p99 | p99, quietest round | CPU |\n|---|---|---|---|---|---|');
const missed: string[] = [];
const undecided: string[] = [];
for (const each of [...issued, await startSessions()]) {
  const [own, floor] = await compare(each.name, [oursWith(each.sent), floorWith(each), ...classicWith(each)]);
  if (own!.p99 <= barMicros) continue;
  (floor!.p99 <= barMicros ? missed : undecided).push(each.name);
}
console.log(`\nA p99 of at most ${barMicros} µs, by the median of all rounds: ${verdict()}`);

await app.close();
await keyServer.stop();
await rm(dataDir, { recursive: true });
process.exitCode = missed.length || undecided.length ? 1 : 0;
