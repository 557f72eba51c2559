import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { fileURLToPath } from 'node:url';
import { HttpAdapterHost } from '@nestjs/core';
import type { NestExpressApplication } from '@nestjs/platform-express';
import type { NextFunction, Request, Response } from 'express';
import helmet from 'helmet';
import { ErrorFilter } from './chatkit/error.filter.js';
import type { Config } from './config.js';
import { useCors } from './cors.js';
import { Metrics } from './observability/metrics.js';
import { identifyRequest } from './observability/request-id.js';
import { setupOpenApi } from './openapi/openapi.module.js';
import { AddressLimit } from './usage/address-limit.js';

// What every request passes before it reaches a controller: security headers, CORS, the page's files, the limit of its
// address.

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
  app.use(app.get(Metrics).watch);
  app.use(securityHeaders(config));
  app.use(stayOnTls);
  useCors(app, config.allowedOrigins);
  app.use(refuseManyHeaders);
  app.use(limitSlowBodies());
  app.useStaticAssets(fileURLToPath(new URL(pageDir(), import.meta.url)), {
    index: 'index.html',
    setHeaders,
  });
  // Behind preflights and the page's files, which cost little; ahead of bodies and tokens.
  app.use(app.get(AddressLimit).handle);
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

function securityHeaders({ publicUrl }: Config) {
  // Where the page sends files to, and shows them from.
  const own = ["'self'", ...(publicUrl === undefined ? [] : [new URL(publicUrl).origin])];
  return helmet({
    contentSecurityPolicy: {
      directives: {
        'default-src': ["'self'"],
        'script-src': ["'self'", widgetOrigin],
        'frame-src': [widgetOrigin],
        // The widget and Swagger UI put `<style>` elements in.
        'style-src': ["'self'", "'unsafe-inline'"],
        'img-src': [...own, 'data:'],
        'connect-src': own,
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
  // A file over a slow line takes its time; every other request has less: `limitSlowBodies`.
  server.requestTimeout = 300_000;
  server.keepAliveTimeout = 65_000;
}

const bodyTimeoutMs = 30_000;
/** Where files are sent to. */
const uploads = /^\/api\/chatkit\/attachments(?:\/[^/]+\/upload)?\/?$/i;

/** Cuts off a request, unless it is a file, that has not come whole within the time: 408. */
export function limitSlowBodies(timeoutMs = bodyTimeoutMs) {
  return (request: Request, response: Response, next: NextFunction): void => {
    if (request.complete || uploads.test(request.path)) return next();
    const timer = setTimeout(() => {
      if (request.complete) return;
      if (response.headersSent) return void request.destroy();
      response.status(408).setHeader('connection', 'close');
      response.end(() => request.destroy());
    }, timeoutMs).unref();
    request.once('close', () => clearTimeout(timer));
    next();
  };
}
