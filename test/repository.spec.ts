import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { parseConfig, settingNames } from '../src/config.js';

/** Keys in the forms that their makers give them, and private keys. */
const secret = new RegExp(
  [
    '-----BEGIN [A-Z ]*PRIVATE KEY-----[\\s\\\\n]*[A-Za-z0-9+/]{40}',
    '\\bsk-(?:proj-|svcacct-)?[A-Za-z0-9_-]{32,}',
    '\\bAKIA[0-9A-Z]{16}\\b',
    '\\bgh[pousr]_[A-Za-z0-9]{36}',
    '\\bgithub_pat_\\w{40,}',
    '\\bxox[abprs]-[0-9A-Za-z-]{20,}',
    '\\bAIza[0-9A-Za-z_-]{35}',
    '\\bnpm_[A-Za-z0-9]{36}',
  ].join('|'),
);
/** Its texts are there to be taken for secrets. */
const lookAlikes = ['test/agent/activity/redaction.spec.ts'];
const ignored = readFileSync('.gitignore', 'utf8').split('\n').filter(Boolean);
const leftOut = new Set(['.git', 'node_modules', 'dist', '.env', '.data', '.tmp', '.next', 'coverage']);
/** What holds no text of ours, or only names of packages and their checksums. */
const isText = (name: string) => !/package-lock\.json$|\.(?:tar\.gz|tsbuildinfo|png|ico)$/.test(name);

describe('the container (row 134)', () => {
  const image = readFileSync('Dockerfile', 'utf8');
  const compose = readFileSync('compose.yaml', 'utf8');

  it('runs the server as somebody without rights, and asks how it is', () => {
    const last = image.slice(image.lastIndexOf('\nFROM '));
    expect(last).toMatch(/^USER node$[\s\S]*^CMD \["node", "dist\/src\/main\.js"\]$/m);
    expect(last).toMatch(/^HEALTHCHECK [\s\S]*\/healthz`/m);
    expect(last).toContain(`EXPOSE ${parseConfig({}).port}\n`);
  });

  it('is given settings that are read, and starts when its database is ready', () => {
    const [, block] = /^ {4}environment:\n((?: {6}.*\n)+)/m.exec(compose)!;
    const names = [...block!.matchAll(/^ {6}(\w+):/gm)].map(([, name]) => name);
    expect(names).toEqual(expect.arrayContaining(['DATABASE_URL', 'BETTER_AUTH_SECRET', 'HOST']));
    expect(names.filter((name) => !settingNames.read.includes(name as never))).toEqual([]);
    expect(compose).toMatch(/depends_on:\s+database:\s+condition: service_healthy/);
  });
});

describe('what is committed', () => {
  it('leaves out the settings of a machine (row 210)', () => {
    expect(ignored).toEqual(expect.arrayContaining(['.env', '.data/', 'node_modules', 'dist/']));
    expect(readFileSync('.dockerignore', 'utf8').split('\n')).toContain('.env');
  });

  it('has no secret in it (row 210)', () => {
    const files = textFilesIn('.');
    expect(files).toEqual(expect.arrayContaining(['README.md', 'src/main.ts', '.ci/run']));
    expect(files.filter((file) => secret.test(readFileSync(file, 'utf8')))).toEqual(lookAlikes);
  });

  it.each([
    `sk-proj-${'aB3'.repeat(16)}`,
    `AKIA${'Q7'.repeat(8)}`,
    `ghp_${'x9'.repeat(18)}`,
    `-----BEGIN PRIVATE KEY-----\n${'MIIB'.repeat(12)}`,
  ])('would have one in it with %j', (text) => {
    expect(secret.test(`key = "${text}"`)).toBe(true);
  });
});

function textFilesIn(folder: string): string[] {
  return readdirSync(folder)
    .filter((name) => !leftOut.has(name))
    .map((name) => join(folder, name))
    .flatMap((path) => (statSync(path).isDirectory() ? textFilesIn(path) : isText(path) ? [path] : []));
}
