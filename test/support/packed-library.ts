import { execFile } from 'node:child_process';
import { mkdir, readFile, realpath, symlink } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

export interface Manifest {
  name: string;
  exports: Record<string, string | { types: string; default: string }>;
  bin: Record<string, string>;
  dependencies: Record<string, string>;
  peerDependencies?: Record<string, string>;
}

export interface Unpacked {
  /** Where the library is. */
  library: string;
  manifest: Manifest;
  /** What was packed. */
  files: string[];
}

/**
 * Packs this repository and puts the library into a folder's `node_modules`, as an installation would, with links to
 * what it depends on.
 * @param more Packages that the folder asks for itself.
 */
export async function unpackLibrary(home: string, more: readonly string[] = []): Promise<Unpacked> {
  const library = join(home, 'node_modules/nestjs-chatkit');
  await mkdir(library, { recursive: true });
  const { stdout } = await run('npm', ['pack', '--ignore-scripts', '--json', '--pack-destination', home]);
  const [archive] = JSON.parse(stdout) as { filename: string; files: { path: string }[] }[];
  await run('tar', ['xzf', join(home, archive!.filename), '-C', library, '--strip-components=1']);
  const manifest = JSON.parse(await readFile(join(library, 'package.json'), 'utf8')) as Manifest;
  const dependencies = Object.keys({ ...manifest.dependencies, ...manifest.peerDependencies });
  for (const name of new Set([...more, ...dependencies])) {
    const link = join(home, 'node_modules', name);
    await mkdir(dirname(link), { recursive: true });
    await symlink(await realpath(join('node_modules', name)), link);
  }
  return { library, manifest, files: archive!.files.map(({ path }) => path) };
}
