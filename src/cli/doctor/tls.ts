import type { Config } from '../../config.js';
import { ok, warning, type Finding } from './finding.js';

/** Whether tokens travel encrypted in production: the server speaks plain HTTP, and a proxy in front has to end TLS. */
export function checkTls({ nodeEnv, trustProxy }: Config): Finding[] {
  if (nodeEnv !== 'production') return [];
  if (trustProxy === false) {
    return [
      warning(
        'TLS',
        'no proxy is trusted, and the server itself speaks plain HTTP',
        'end TLS in a proxy in front, and set TRUST_PROXY (1 for one proxy)',
      ),
    ];
  }
  return [ok('TLS', `ended in front, by what TRUST_PROXY says (${trustProxy})`)];
}
