import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { fileURLToPath } from 'node:url';
import { HttpAdapterHost } from '@nestjs/core';
import type { NestExpressApplication } from '@nestjs/platform-express';
import helmet from 'helmet';
import { ErrorFilter } from './chatkit/error.filter.js';
import type { Config } from './config.js';
import { useCors } from './cors.js';
import { identifyRequest } from './observability/request-id.js';
import { setupOpenApi } from './openapi/openapi.module.js';

// What every request passes before it reaches a controller: security headers, CORS, the page's files.

/** Where OpenAI serves the widget's script and frame from. */
const widgetOrigin = 'https://cdn.platform.openai.com';

/**
 * Puts them on an application, before it listens. Bodies are no part of it: each route reads its own.
 */
export function useHttp(app: NestExpressApplication, config: Config): void {
  app.disable('x-powered-by');
  app.disable('etag');
  app.set('trust proxy', config.trustProxy);
  app.use(nameRequest);
  app.use(securityHeaders());
  useCors(app, config.allowedOrigins);
  app.useStaticAssets(fileURLToPath(new URL(pageDir(), import.meta.url)), {
    index: 'index.html',
    setHeaders,
  });
  app.useGlobalFilters(new ErrorFilter(app.get(HttpAdapterHost)));
  setupOpenApi(app);
  limitSlowClients(app.getHttpServer());
}

/** Before anything can fail: an error that is met ahead of the access log carries an id as well. */
function nameRequest(request: IncomingMessage, response: ServerResponse, next: () => void): void {
  identifyRequest(request, response);
  next();
}

/** The build puts a hash of the content into every name under `/assets`: such a file never changes. */
function setHeaders(response: ServerResponse, path: string): void {
  if (/[\\/]assets[\\/]/.test(path))
    response.setHeader('cache-control', 'public, max-age=31536000, immutable');
}

/** The built page, seen from the built server (`dist/src`) and from the sources (`src`). */
function pageDir(): string {
  return import.meta.url.includes('/dist/src/') ? '../../client/dist' : '../client/dist';
}

function securityHeaders() {
  return helmet({
    contentSecurityPolicy: {
      directives: {
        'default-src': ["'self'"],
        'script-src': ["'self'", widgetOrigin],
        'frame-src': [widgetOrigin],
        // The widget and Swagger UI put `<style>` elements in.
        'style-src': ["'self'", "'unsafe-inline'"],
        'img-src': ["'self'", 'data:'],
        'connect-src': ["'self'"],
        // Plain HTTP on a developer's machine must go on working.
        'upgrade-insecure-requests': null,
      },
    },
    // The widget's script comes from another origin, without the header that this policy would ask of it.
    crossOriginEmbedderPolicy: false,
    crossOriginResourcePolicy: { policy: 'cross-origin' },
    // Whoever ends TLS in front of this server knows whether it is there for good.
    strictTransportSecurity: false,
  });
}

/** Node's own limits let a client hold a socket for five minutes without having asked anything. */
function limitSlowClients(server: Server): void {
  server.headersTimeout = 15_000;
  server.requestTimeout = 30_000;
  server.keepAliveTimeout = 65_000;
}
