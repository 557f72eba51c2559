// Builds when the sources are newer than what was last built, or when nothing was built yet. Costs a few
// milliseconds when there is nothing to do.
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';

/** What each part of the build is made from, and a file that it leaves. */
const parts = [
  {
    script: 'build:server',
    sources: [
      'src',
      'client/browser',
      'migrations',
      'ormconfig.ts',
      'tsconfig.json',
      'tsconfig.build.json',
      'package-lock.json',
    ],
    result: 'dist/src/main.js',
  },
  {
    script: 'build:client',
    sources: ['client', 'src/protocol', 'package-lock.json'],
    result: 'client/dist/index.html',
  },
];

function newest(path) {
  const stats = statSync(path);
  if (!stats.isDirectory()) return stats.mtimeMs;
  return Math.max(
    0,
    ...readdirSync(path)
      .filter((name) => name !== 'dist' && name !== 'node_modules')
      .map((name) => newest(join(path, name))),
  );
}

for (const { script, sources, result } of parts) {
  const built = existsSync(result) ? statSync(result).mtimeMs : 0;
  if (sources.some((source) => newest(source) > built)) {
    const { status } = spawnSync('npm', ['run', '--silent', script], {
      stdio: ['ignore', 'inherit', 'inherit'],
    });
    if (status !== 0) process.exit(status ?? 1);
  }
}
