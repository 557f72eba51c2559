import { isSecretName } from './secret-names.js';
import { hidden, withoutSecrets } from './secret-values.js';

const maxUrlLength = 2_000;
const none: ReadonlySet<string> = new Set();

/**
 * An address that a person may be led to: of the web, without a name, a password or parameters that look like
 * secrets. Undefined for anything else.
 */
export function safeUrl(text: unknown): URL | undefined {
  if (typeof text !== 'string' || text.length > maxUrlLength || !URL.canParse(text)) return undefined;
  const url = new URL(text);
  if (url.protocol !== 'https:' && url.protocol !== 'http:') return undefined;
  url.username = '';
  url.password = '';
  for (const [name, value] of [...url.searchParams]) {
    if (isSecretName(name, value, none) || withoutSecrets(value).includes(hidden))
      url.searchParams.delete(name);
  }
  return url;
}
