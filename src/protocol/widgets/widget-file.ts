import { readFileSync } from 'node:fs';
import { dirname, isAbsolute, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

/**
 * The text of a file. A relative path starts at the folder of the file that asks: `caller` is its `import.meta.url`,
 * or its `__filename`. Where a process was started says nothing about where its files are, so there is no default.
 */
export function readWidgetFile(path: string | URL, caller?: string | URL): string {
  return readFileSync(toAbsolute(toPath(path), caller), 'utf8');
}

function toAbsolute(path: string, caller: string | URL | undefined): string {
  if (isAbsolute(path)) return path;
  if (caller === undefined)
    throw new TypeError('a relative path needs import.meta.url as the second argument');
  return resolve(dirname(toPath(caller)), path);
}

function toPath(place: string | URL): string {
  return place instanceof URL || place.startsWith('file:') ? fileURLToPath(place) : place;
}
