import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { fileURLToPath } from 'node:url';
import { HttpAdapterHost } from '@nestjs/core';
import type { NestExpressApplication } from '@nestjs/platform-express';
import type { NextFunction, Request, Response } from 'express';
import helmet from 'helmet';
import { ErrorFilter } from './chatkit/error.filter.js';
import type { Config } from './config.js';
import { useCors } from './cors.js';
import { identifyRequest } from './observability/request-id.js';
import { setupOpenApi } from './openapi/openapi.module.js';

// What every request passes before it reaches a controller: security headers, CORS, the page's files.

/** Where OpenAI serves the widget's script and frame from. */
const widgetOrigin = 'https://cdn.platform.openai.com';

/** Far more than browsers and proxies send. */
const maxHeaders = 200;

/**
 * Puts them on an application, before it listens. Bodies are no part of it: each route reads its own.
 */
export function useHttp(app: NestExpressApplication, config: Config): void {
  app.disable('x-powered-by');
  app.disable('etag');
  app.set('trust proxy', config.trustProxy);
  app.use(nameRequest);
  app.use(refuseManyHeaders);
  app.use(securityHeaders());
  app.use(stayOnTls);
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
    // Said over TLS alone: `stayOnTls`.
    strictTransportSecurity: false,
  });
}

const strictTransportSecurity = helmet.strictTransportSecurity({
  maxAge: 365 * 24 * 3600,
  // Other hosts under this name are not ours to speak for.
  includeSubDomains: false,
});

/** Where a trusted proxy says that the request came over TLS, the browser is told never to come without (RFC 6797). */
function stayOnTls(request: Request, response: Response, next: NextFunction): void {
  if (request.secure) strictTransportSecurity(request, response, next);
  else next();
}

/** Node leaves out what is beyond its own bound, and would answer a request that has lost a header. */
function refuseManyHeaders(request: IncomingMessage, response: ServerResponse, next: () => void): void {
  if (request.rawHeaders.length / 2 <= maxHeaders) return next();
  response.statusCode = 431;
  response.setHeader('connection', 'close');
  response.end();
}

/** Node's own limits let a client hold a socket for five minutes without having asked anything. */
function limitSlowClients(server: Server): void {
  server.headersTimeout = 15_000;
  server.requestTimeout = 30_000;
  server.keepAliveTimeout = 65_000;
}
