import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { promisify } from 'node:util';
import { DataSource } from 'typeorm';
import { startApp, type TestApp } from '../support/app.js';

const run = promisify(execFile);

/** A command or a query of the document, and the answer that stands behind it, if one does. */
const steps = [
  ...readFileSync('docs/rest.md', 'utf8').matchAll(
    /```(sh|sql)\n([\s\S]*?)```(?:\n\n```json\n([\s\S]*?)```)?/g,
  ),
].map(([, language, command, answer]) => ({ language, command: command!, answer }));

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

it('docs/rest.md shows at least twenty requests, and what each is answered with, in the database, too (rows 63, 87, 113, 122, 219)', async () => {
  expect(steps.filter(({ command }) => command.includes('curl')).length).toBeGreaterThanOrEqual(20);
  const env: Record<string, string> = { PATH: process.env.PATH!, TOKEN: server.alice.token! };
  expect(steps.filter(({ language }) => language === 'sql')).toHaveLength(3);
  for (const { language, command, answer } of steps) {
    const stdout = await (language === 'sql' ? query(command) : curl(command, env));
    env.THREAD ??= /"id":"(thr_[0-9a-f]{32})"/.exec(stdout)?.[1] ?? '';
    if (env.THREAD === '') delete env.THREAD;
    if (answer === undefined) expect([command, stdout]).toEqual([command, '']);
    else expect([command, JSON.parse(normalised(stdout))]).toEqual([command, JSON.parse(answer)]);
  }
}, 60_000);

async function curl(command: string, env: Record<string, string>): Promise<string> {
  const script = command.replaceAll('http://localhost:8000', server.url);
  return (await run('bash', ['-c', script], { env })).stdout;
}

const query = async (sql: string): Promise<string> =>
  JSON.stringify(await server.app.get(DataSource).query(sql));
