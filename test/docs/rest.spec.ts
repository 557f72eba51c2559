import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { promisify } from 'node:util';
import { startApp, type TestApp } from '../support/app.js';

const run = promisify(execFile);

/** A command of the document, and the answer that stands behind it, if one does. */
const steps = [
  ...readFileSync('docs/rest.md', 'utf8').matchAll(/```sh\n([\s\S]*?)```(?:\n\n```json\n([\s\S]*?)```)?/g),
].map(([, command, answer]) => ({ command: command!, answer }));

/** What differs from one run to the next, as the document writes it. */
const normalised = (text: string): string =>
  text
    .replace(/"(thr|msg|wf|req)_[0-9a-f]{32}"/g, '"$1_…"')
    .replace(/"\d{4}-\d\d-\d\dT[\d:.]+Z"/g, '"2026-01-01T00:00:00.000Z"')
    .replace(/"requestId":\s*"[^"]*"/g, '"requestId":"req_…"')
    .replace(/"duration":\s*\d+/g, '"duration":0')
    // How long a tool took.
    .replace(/ · (?:< )?[\d.]+ s\b/g, '');

let server: TestApp;
beforeAll(async () => (server = await startApp()));
afterAll(() => server.close());

it('docs/rest.md shows at least twenty requests, and what each is answered with [R122]', async () => {
  expect(steps.filter(({ command }) => command.includes('curl')).length).toBeGreaterThanOrEqual(20);
  const env: Record<string, string> = { PATH: process.env.PATH!, TOKEN: server.alice.token! };
  for (const { command, answer } of steps) {
    const script = command.replaceAll('http://localhost:8000', server.url);
    const { stdout } = await run('bash', ['-c', script], { env });
    env.THREAD ??= /"id":"(thr_[0-9a-f]{32})"/.exec(stdout)?.[1] ?? '';
    if (env.THREAD === '') delete env.THREAD;
    if (answer === undefined) expect([command, stdout]).toEqual([command, '']);
    else expect([command, JSON.parse(normalised(stdout))]).toEqual([command, JSON.parse(answer)]);
  }
}, 60_000);
