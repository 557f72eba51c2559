import { Ajv2020 } from 'ajv/dist/2020.js';
import type { IRoute } from 'express';
import request from 'supertest';
import { ChatKitRequest, operationTypes } from '../../src/protocol/requests.js';
import { startApp, type TestApp } from '../support/app.js';

interface Operation {
  operationId: string;
  summary?: string;
  tags?: string[];
  security?: object[];
  requestBody: { content: Record<string, { examples: Record<string, { value: { type: string } }> }> };
  responses: Record<string, { content: Record<string, { schema: { $ref?: string } }> }>;
}
interface Schema {
  oneOf: object[];
  discriminator: { propertyName: string; mapping: Record<string, string> };
  properties: Record<string, { const?: string }>;
}
interface Document {
  openapi: string;
  security: object[];
  paths: Record<string, Record<string, Operation>>;
  components: { schemas: Record<string, Schema>; securitySchemes: Record<string, object> };
}

/** A route that takes every method is expected under the one that it is there for. */
const methodsOf = (route: IRoute) => {
  const names = Object.keys((route as unknown as { methods: object }).methods);
  return names.length > 10 ? ['post'] : names;
};

describe('the OpenAPI document', () => {
  let running: TestApp;
  let document: Document;
  const get = (path: string) => request(running.url).get(path);

  beforeAll(async () => {
    running = await startApp();
    document = (await get('/openapi.json').expect(200)).body;
  });
  afterAll(() => running.close());

  const schema = (name: string) => document.components.schemas[name]!;
  const chatkit = () => document.paths['/chatkit']!.post!;
  const operations = () => Object.values(document.paths).flatMap((item) => Object.values(item));
  /** Path and methods of every route that a controller has. */
  const routes = () =>
    running.app
      .getHttpAdapter()
      .getInstance()
      .router.stack.flatMap(({ route }) => (route ? [{ path: route.path, methods: methodsOf(route) }] : []))
      // The page's own files, and middleware that runs on every path.
      .filter(({ path }) => !/^\/docs\/|\*/.test(path));

  it('is OpenAPI 3.1 and says how to sign in', () => {
    expect(document.openapi).toMatch(/^3\.1\./);
    expect(document.components.securitySchemes.bearer).toMatchObject({ type: 'http', scheme: 'bearer' });
    expect(document.security).toEqual([{ bearer: [] }]);
  });

  it('lists every route of the server (rows 9, 12, 39)', () => {
    expect(routes().length).toBeGreaterThan(5);
    for (const { path, methods } of routes()) {
      const listed = Object.keys(document.paths[path.replace(/:(\w+)/g, '{$1}')] ?? {});
      expect([path, listed]).toEqual([path, expect.arrayContaining(methods)]);
    }
    expect(Object.keys(document.paths)).toEqual(
      expect.arrayContaining(['/chatkit', '/api/chatkit', '/api/auth/dev-token', '/healthz', '/readyz']),
    );
  });

  it('refers to nothing that is not in it', () => {
    const refs = [...JSON.stringify(document).matchAll(/"\$ref":"#\/components\/schemas\/([^"]+)"/g)];
    expect(refs.length).toBeGreaterThan(50);
    expect(refs.map(([, name]) => name).filter((name) => !(name! in document.components.schemas))).toEqual(
      [],
    );
    expect(JSON.stringify(document)).not.toContain('#/$defs');
  });

  it('tells the sixteen operations apart by their type, each with a named schema', () => {
    const { oneOf, discriminator } = schema('ChatKitRequest');
    expect(discriminator.propertyName).toBe('type');
    expect(Object.keys(discriminator.mapping).sort()).toEqual([...operationTypes].sort());
    expect(discriminator.mapping['threads.create']).toBe('#/components/schemas/ThreadsCreateRequest');
    expect(oneOf).toHaveLength(16);
    for (const [type, ref] of Object.entries<string>(discriminator.mapping)) {
      expect(schema(ref.split('/').pop()!).properties.type!.const).toBe(type);
    }
  });

  it.each(operationTypes)('has an example of %s that the server and the document both accept', (type) => {
    const { value } = chatkit().requestBody.content['application/json']!.examples[type]!;
    expect(value.type).toBe(type);
    expect(ChatKitRequest.safeParse(value).error).toBeUndefined();
    const check = new Ajv2020({ strict: false, validateFormats: false }).compile({
      ...schema('ChatKitRequest'),
      components: document.components,
    });
    expect([check(value), check.errors]).toEqual([true, null]);
  });

  it('has compilable schemas for everything that is said', () => {
    const ajv = new Ajv2020({ strict: false, validateFormats: false });
    for (const name of Object.keys(document.components.schemas)) {
      ajv.compile({ $ref: `#/components/schemas/${name}`, components: document.components });
    }
    expect(schema('ThreadStreamEvent').oneOf).toHaveLength(12);
  });

  it('documents the stream, the results and every failure before the first byte', () => {
    const { responses } = chatkit();
    expect(Object.keys(responses[200]!.content)).toEqual(['text/event-stream', 'application/json']);
    for (const status of ['400', '401', '404', '413', '415', '501']) {
      expect(responses[status]!.content['application/json']!.schema.$ref).toBe(
        '#/components/schemas/ErrorBody',
      );
    }
    expect(Object.keys(schema('ErrorBody').properties)).toEqual([
      'statusCode',
      'error',
      'message',
      'code',
      'requestId',
      'details',
      'reason',
      'hint',
    ]);
  });

  it('opens only what needs no token', () => {
    const open = Object.entries(document.paths)
      .filter(([, item]) => Object.values(item).some(({ security }) => security?.length === 0))
      .map(([path]) => path);
    expect(open.sort()).toEqual([
      '/.well-known/oauth-protected-resource',
      '/.well-known/oauth-protected-resource/mcp',
      '/api/auth/dev-token',
      '/api/chat-test',
      '/api/chatkit/attachments/{id}/content',
      '/api/chatkit/attachments/{id}/upload',
      '/api/chatkit/client-config',
      '/api/chatkit/refresh',
      '/api/chatkit/session',
      '/docs',
      '/healthz',
      '/mcp/health',
      '/metrics',
      '/openapi.json',
      '/readyz',
    ]);
  });

  it('speaks of every route in words of its own', () => {
    expect(operations().filter(({ summary, tags }) => !summary || !tags?.length)).toEqual([]);
    const ids = operations().map(({ operationId }) => operationId);
    expect(new Set(ids).size).toBe(ids.length);
  });

  it('is not offered with SWAGGER=off', async () => {
    const closed = await startApp({ variables: { SWAGGER: 'off' } });
    try {
      await request(closed.url).get('/openapi.json').expect(404);
      await request(closed.url).get('/docs').expect(404);
    } finally {
      await closed.close();
    }
  });

  it('is shown by a page whose scripts all come from this server', async () => {
    const page = await get('/docs').expect(200);
    expect(page.headers['content-type']).toMatch(/^text\/html/);
    for (const [, path] of page.text.matchAll(/(?:src|href)="(\/[^"]+)"/g)) {
      const file = await get(path!).expect(200);
      expect(file.headers['content-type']).toMatch(/javascript|css/);
    }
    expect(page.text).not.toMatch(/https?:|<script>/);
    await get('/docs/..%2fpackage.json').expect(404);
  });
});
