// Names of files as people give them: shown, told to the model, and never a path of this server's.

const maxLength = 255;
/** Control characters, and those that turn the direction of text: `exe.gnp` must not read as `png.exe`. */
const unshowable = /[\p{Cc}\u061c\u200b\u200e\u200f\u2028\u2029\u202a-\u202e\u2060\u2066-\u2069\ufeff]/gu;

/** The name without its folders, on one line, and not too long; `file` when nothing is left of it. */
export function toFileName(name: string): string {
  const [last = ''] = name.toWellFormed().split(/[\\/]/).slice(-1);
  const shown = last.replace(unshowable, '').replace(/\s+/g, ' ').trim();
  if (/^\.*$/.test(shown)) return 'file';
  return shown.length <= maxLength ? shown : shortened(shown);
}

/** The ending is kept: it says what the file is. */
function shortened(name: string): string {
  const [ending = ''] = /\.[^.]{1,16}$/.exec(name) ?? [];
  return `${name.slice(0, maxLength - ending.length).toWellFormed()}${ending}`;
}

/** `Content-Disposition` (RFC 6266): old readers get what ASCII can say of the name. */
export function contentDisposition(kind: 'inline' | 'attachment', name: string): string {
  const ascii = name.replace(/[^\x20-\x7e]|["\\%]/g, '_');
  const encoded = encodeURIComponent(name.toWellFormed()).replace(
    /['()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  return `${kind}; filename="${ascii}"; filename*=UTF-8''${encoded}`;
}
