// The settings that say which pages may call: `ALLOWED_ORIGINS` and its aliases. A browser names the page's origin
// (RFC 6454), and it is compared letter by letter; so what is set is brought into the form that browsers send.

/** The settings as they are written, each a list. */
export interface OriginSettings {
  ALLOWED_ORIGINS: string[];
  CORS_ORIGINS: string[];
  /** Address of the page itself: it may have a path, of which nothing is used. */
  FRONTEND_URL: string[];
  /** What Better Auth is told. Names of apps such as `myapp://` are among it, which no page has as its origin. */
  BETTER_AUTH_TRUSTED_ORIGINS: string[];
}

/** What the settings say, or everything that is wrong with them: one line per fault, with the setting's name. */
export interface ParsedOrigins {
  origins: string[];
  faults: string[];
}

const appName = /^[a-z][a-z0-9+.-]*:\/\/\/?$/i;

/** The origins of all four settings, each once. */
export function parseOrigins(settings: OriginSettings): ParsedOrigins {
  const origins = new Set<string>();
  const faults: string[] = [];
  const read = (name: keyof OriginSettings, entries: string[]) => {
    for (const entry of entries) {
      const parsed = parseOrigin(entry, name === 'FRONTEND_URL');
      if ('fault' in parsed) faults.push(`${name}: \`${withoutPassword(entry)}\` ${parsed.fault}`);
      else origins.add(parsed.origin);
    }
  };
  read('ALLOWED_ORIGINS', settings.ALLOWED_ORIGINS);
  read('CORS_ORIGINS', settings.CORS_ORIGINS);
  read('FRONTEND_URL', settings.FRONTEND_URL);
  const ofPages = settings.BETTER_AUTH_TRUSTED_ORIGINS.filter((entry) => !appName.test(entry));
  read('BETTER_AUTH_TRUSTED_ORIGINS', ofPages);
  return { origins: [...origins], faults };
}

const withoutPassword = (entry: string): string => entry.replace(/\/\/[^/]*@/, '//…@');

const example = 'write it like https://app.example.com';

/** Pages have no such addresses, or share them with every other page that is opened from a disk. */
const noPages = new Set(['file:', 'ftp:', 'ws:', 'wss:']);

function parseOrigin(text: string, mayHavePath: boolean): { origin: string } | { fault: string } {
  if (text.includes('*')) {
    return { fault: 'cannot be used, because requests carry credentials; list every origin by itself' };
  }
  if (text === 'null') {
    return { fault: 'is what all pages without an origin send; serve yours from an address, and list that' };
  }
  if (!text.includes('://')) return { fault: `has no scheme; ${example}` };
  if (!URL.canParse(text)) return { fault: `is not an origin; ${example}` };
  const url = new URL(text);
  if (noPages.has(url.protocol) || !url.host) return { fault: `is not the origin of a page; ${example}` };
  // Of other schemes than the web's, such as those of apps around a web view, `URL` tells no origin.
  const origin = url.origin === 'null' ? `${url.protocol}//${url.host}` : url.origin;
  const hasMore = Boolean(url.pathname.replace(/^\/$/, '') || url.search || url.hash);
  if (url.username || url.password || (hasMore && !mayHavePath)) {
    return { fault: `is more than an origin; write ${origin}` };
  }
  return { origin };
}
