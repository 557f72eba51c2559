import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { promisify } from 'node:util';
import { startUploads, type UploadsApp } from '../attachments/uploads-app.js';

const run = promisify(execFile);

/** A command of the document, and the answer that stands behind it, if one does. */
const steps = [
  ...readFileSync('docs/attachments.md', 'utf8').matchAll(
    /```sh\n([\s\S]*?)```(?:\n\n```json\n([\s\S]*?)```)?/g,
  ),
].map(([, command, answer]) => ({ command: command!, answer }));

let server: UploadsApp;
beforeAll(async () => (server = await startUploads()));
afterAll(() => server.close());

/** What differs from one run to the next, as the document writes it. */
const normalised = (text: string): string =>
  text
    .replaceAll(server.url, 'http://localhost:8000')
    .replace(/(atc|thr)_[0-9a-f]{32}/g, '$1_…')
    .replace(/expires=\d+&signature=[\w-]+/g, 'expires=…&signature=…')
    .replace(/"requestId":\s*"[^"]*"/g, '"requestId":"req_…"');

it('docs/attachments.md shows every step of an upload, and what each is answered with (row 90)', async () => {
  expect(steps.length).toBeGreaterThanOrEqual(7);
  const env: Record<string, string> = { PATH: process.env.PATH!, TOKEN: server.alice.token! };
  for (const { command, answer } of steps) {
    const script = command.replaceAll('http://localhost:8000', server.url);
    const { stdout } = await run('bash', ['-c', script], { env });
    env.UPLOAD ??= /"url":"([^"]+)"/.exec(stdout)?.[1] ?? '';
    if (env.UPLOAD === '') delete env.UPLOAD;
    if (command.includes("-F 'file=")) env.FILE = /atc_[0-9a-f]{32}/.exec(stdout)![0];
    if (answer === undefined) expect([command, stdout]).toEqual([command, '']);
    else expect([command, JSON.parse(normalised(stdout))]).toEqual([command, JSON.parse(answer)]);
  }
}, 60_000);
