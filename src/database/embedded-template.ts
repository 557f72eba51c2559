import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/**
 * Where the build leaves an empty database (`src/cli/make-template.ts`): unpacking it takes a fraction of the
 * time and memory of making one. It belongs to one version of the engine, which is in its name, and lies beside
 * the package's `package.json`, where a rebuild leaves it alone. A server without one starts all the same.
 */
export function templatePath(): string {
  return join(packageRoot(), `embedded-template-${engineVersion()}.tar.gz`);
}

function packageRoot(): string {
  let folder = dirname(fileURLToPath(import.meta.url));
  while (!existsSync(join(folder, 'package.json'))) folder = dirname(folder);
  return folder;
}

function engineVersion(): string {
  const entry = createRequire(import.meta.url).resolve('@electric-sql/pglite');
  const manifest = readFileSync(join(dirname(entry), '../package.json'), 'utf8');
  return (JSON.parse(manifest) as { version: string }).version;
}
