import { isText, rasterTypes } from '../protocol/media-types.js';

// What a file is by its first bytes, and what it may be declared as.

/** Bytes of a file's beginning that are looked at. */
export const headBytes = 65_536;

const ascii = (head: Buffer, from: number, to: number): string => head.toString('latin1', from, to);

/** By the file's own first bytes; undefined for what has none of its own, as text. */
export function sniffType(head: Buffer): string | undefined {
  if (ascii(head, 0, 8) === '\x89PNG\r\n\x1a\n') return 'image/png';
  if (ascii(head, 0, 3) === '\xff\xd8\xff') return 'image/jpeg';
  if (/^GIF8[79]a/.test(ascii(head, 0, 6))) return 'image/gif';
  if (ascii(head, 0, 4) === 'RIFF' && ascii(head, 8, 12) === 'WEBP') return 'image/webp';
  if (ascii(head, 0, 5) === '%PDF-') return 'application/pdf';
  if (['PK\x03\x04', 'PK\x05\x06'].includes(ascii(head, 0, 4))) return 'application/zip';
  if (ascii(head, 0, 2) === '\x1f\x8b') return 'application/gzip';
  if (ascii(head, 0, 4) === '\x7fELF') return 'application/x-elf';
  // "MZ" alone begins a text, too: a program has a NUL soon behind it.
  if (ascii(head, 0, 2) === 'MZ' && head.subarray(2, 64).includes(0)) return 'application/x-msdownload';
  return undefined;
}

/** Types whose files always begin as {@link sniffType} knows it. */
const sniffed: ReadonlySet<string> = new Set([
  ...rasterTypes,
  'application/pdf',
  'application/zip',
  'application/gzip',
]);
/** Documents of office programs are archives. */
const archives = /^application\/(?:vnd\.openxmlformats|vnd\.oasis|epub|java-archive|x-zip|octet-stream)/;

/** Whether a file that begins like this can be what it is declared to be. */
export function canBe(declared: string, head: Buffer): boolean {
  const type = sniffType(head);
  if (type === declared) return true;
  if (sniffed.has(declared)) return false;
  if (isText(declared)) return type === undefined && !head.includes(0);
  if (type === 'application/zip') return archives.test(declared);
  // A picture or a program under another name.
  return type === undefined || declared === 'application/octet-stream';
}

/** What files without a type of their own are called by browsers that do not know them. */
const typesByEnding: Readonly<Record<string, string>> = {
  csv: 'text/csv',
  htm: 'text/html',
  html: 'text/html',
  json: 'application/json',
  log: 'text/plain',
  md: 'text/markdown',
  txt: 'text/plain',
  xml: 'text/xml',
  yaml: 'text/yaml',
  yml: 'text/yaml',
};

/** The type without its parameters, or by the name's ending where none is declared. */
export function declaredType(type: string, name: string): string {
  const [essence = ''] = type.trim().toLowerCase().split(/\s*;/);
  if (essence !== '' && essence !== 'application/octet-stream') return essence;
  const [, ending = ''] = /\.(\w+)$/.exec(name.toLowerCase()) ?? [];
  return (Object.hasOwn(typesByEnding, ending) && typesByEnding[ending]) || 'application/octet-stream';
}

/** Whether a list such as `image/png`, `text/*` has the type. */
export function isTaken(type: string, accepted: readonly string[]): boolean {
  return accepted.some(
    (entry) =>
      entry === type || entry === '*/*' || (entry.endsWith('/*') && type.startsWith(entry.slice(0, -1))),
  );
}
