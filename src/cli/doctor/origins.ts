import { isLoopbackName } from '../../auth/loopback.js';
import type { Config } from '../../config.js';
import { ok, warning, type Finding } from './finding.js';

/** Which pages may talk to the server. */
export function checkOrigins({ allowedOrigins, nodeEnv }: Config): Finding[] {
  const production = nodeEnv === 'production';
  if (allowedOrigins.length === 0) {
    const detail = 'no origin: only pages of this server itself can use it';
    return [
      production
        ? warning('CORS', detail, 'set ALLOWED_ORIGINS to the origins of your pages')
        : ok('CORS', detail),
    ];
  }
  return allowedOrigins.map((origin) => {
    // Web views of apps have schemes of their own, and often `localhost` behind them.
    const { protocol, hostname } = new URL(origin);
    const isWeb = protocol === 'http:' || protocol === 'https:';
    if (production && isWeb && isLoopbackName(hostname)) {
      return warning('CORS', `${origin} is allowed in production`, 'take it out of ALLOWED_ORIGINS');
    }
    if (production && protocol === 'http:') {
      const detail = `${origin} is allowed in production: its pages can be changed on their way`;
      return warning('CORS', detail, 'serve them over https, and allow that origin instead');
    }
    return ok('CORS', `${origin} is allowed`);
  });
}

/** The key that OpenAI's hosted widget asks for on any host but this machine. */
export function checkDomainKey({ host, domainKey }: Config): Finding[] {
  if (domainKey !== 'local-dev') return [ok('domain key', 'is set')];
  if (isLoopbackName(host)) return [ok('domain key', '`local-dev`, which is enough on this machine')];
  return [
    warning(
      'domain key',
      `\`local-dev\`, while HOST=${host} is reached from elsewhere`,
      'register your domain with OpenAI and set CHATKIT_DOMAIN_KEY, if you use the official widget',
    ),
  ];
}
