import type { INestApplication } from '@nestjs/common';
import type { OpenAPIObject } from '@nestjs/swagger';
import { failing, type PathItem } from './path-parts.js';
import { describedPaths } from './paths.js';
import { componentSchemas } from './schemas.js';

/** Routes that belong to the documentation page itself. */
const assets = /^\/docs\//;
/** Answered however often they are asked. */
const probes = /^\/(?:healthz|readyz)$/;

/**
 * The OpenAPI 3.1 document: every route that the application has, those of `paths.ts` in full.
 * The package that scans the routes is loaded here and not before: a server that is never asked pays nothing.
 */
export async function buildOpenApiDocument(app: INestApplication): Promise<OpenAPIObject> {
  const { DocumentBuilder, SwaggerModule } = await import('@nestjs/swagger');
  const base = new DocumentBuilder()
    .setOpenAPIVersion('3.1.0')
    .setTitle('nestjs-chatkit')
    .setDescription('A self-hosted ChatKit server.')
    .setVersion('0.1.0')
    .setLicense('Apache-2.0', 'https://www.apache.org/licenses/LICENSE-2.0')
    .addBearerAuth({ type: 'http', scheme: 'bearer', bearerFormat: 'JWT' }, 'bearer')
    .addSecurityRequirements('bearer')
    .addTag('ChatKit')
    .addTag('Threads')
    .addTag('Earlier chat')
    .addTag('Sign in')
    .addTag('MCP')
    .addTag('Admin')
    .addTag('Health')
    .addTag('Documentation')
    .build();
  const scanned = SwaggerModule.createDocument(app, base);
  const paths = Object.entries(scanned.paths)
    .filter(([path]) => !assets.test(path))
    .map(([path, item]) => [path, limited(path, described(path, item as PathItem))]);
  return {
    ...scanned,
    paths: Object.fromEntries(paths) as OpenAPIObject['paths'],
    components: {
      ...scanned.components,
      schemas: { ...scanned.components?.schemas, ...componentSchemas() },
    },
  };
}

/** What is said of a path, for as much of it as the application has. */
function described(path: string, scanned: PathItem): PathItem {
  const known = describedPaths[path];
  if (!known) return scanned;
  return Object.fromEntries(Object.entries(known).filter(([method]) => method in scanned));
}

/** Every other route can be asked too often. */
function limited(path: string, item: PathItem): PathItem {
  if (probes.test(path)) return item;
  const operations = Object.entries(item) as [string, { responses?: object }][];
  return Object.fromEntries(
    operations.map(([method, operation]) => [
      method,
      { ...operation, responses: { ...operation.responses, ...failing(429) } },
    ]),
  );
}
