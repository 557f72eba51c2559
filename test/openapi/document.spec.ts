import type { INestApplication } from '@nestjs/common';
import { Test } from '@nestjs/testing';
import { Ajv2020 } from 'ajv/dist/2020.js';
import request from 'supertest';
import { DevTokenController } from '../../src/auth/dev-token.controller.js';
import { ChatKitController } from '../../src/chatkit/chatkit.controller.js';
import { ErrorFilter } from '../../src/chatkit/error.filter.js';
import { CONFIG } from '../../src/config.js';
import { HealthController } from '../../src/observability/health.controller.js';
import { DocsController, OpenApiDocument } from '../../src/openapi/docs.controller.js';
import { setupOpenApi } from '../../src/openapi/openapi.module.js';
import { ChatKitRequest, operationTypes } from '../../src/protocol/requests.js';
import { testConfig } from '../support/config.js';

describe('the OpenAPI document', () => {
  let app: INestApplication;
  let document: any;

  beforeAll(async () => {
    const module = await Test.createTestingModule({
      controllers: [ChatKitController, DevTokenController, HealthController, DocsController],
      providers: [OpenApiDocument, { provide: CONFIG, useValue: testConfig() }],
    })
      .useMocker(() => ({}))
      .compile();
    app = module.createNestApplication();
    setupOpenApi(app);
    app.useGlobalFilters(new ErrorFilter());
    await app.init();
    document = (await request(app.getHttpServer()).get('/openapi.json').expect(200)).body;
  });
  afterAll(() => app.close());

  const schemas = () => document.components.schemas;
  const chatkit = () => document.paths['/chatkit'].post;
  const routes = () =>
    (app.getHttpAdapter().getInstance().router.stack as any[])
      .filter(({ route }) => route)
      .flatMap(({ route }) => Object.keys(route.methods).map((method) => [method, route.path as string]));

  it('is OpenAPI 3.1 and says how to sign in', () => {
    expect(document.openapi).toMatch(/^3\.1\./);
    expect(document.components.securitySchemes.bearer).toMatchObject({ type: 'http', scheme: 'bearer' });
    expect(document.security).toEqual([{ bearer: [] }]);
  });

  it('lists every route of the server (rows 9, 12)', () => {
    for (const [method, path] of routes()) {
      if (path!.startsWith('/docs/')) continue;
      expect(Object.keys(document.paths[path!.replace(/:(\w+)/g, '{$1}')] ?? {})).toContain(method);
    }
    expect(Object.keys(document.paths)).toEqual(
      expect.arrayContaining(['/chatkit', '/api/chatkit', '/api/auth/dev-token', '/healthz', '/readyz']),
    );
  });

  it('refers to nothing that is not in it', () => {
    const refs = [...JSON.stringify(document).matchAll(/"\$ref":"#\/components\/schemas\/([^"]+)"/g)];
    expect(refs.length).toBeGreaterThan(50);
    expect(refs.map(([, name]) => name).filter((name) => !(name! in schemas()))).toEqual([]);
    expect(JSON.stringify(document)).not.toContain('#/$defs');
  });

  it('tells the sixteen operations apart by their type, each with a named schema', () => {
    const { oneOf, discriminator } = schemas().ChatKitRequest;
    expect(discriminator.propertyName).toBe('type');
    expect(Object.keys(discriminator.mapping).sort()).toEqual([...operationTypes].sort());
    expect(discriminator.mapping['threads.create']).toBe('#/components/schemas/ThreadsCreateRequest');
    expect(oneOf).toHaveLength(16);
    for (const [type, ref] of Object.entries<string>(discriminator.mapping)) {
      expect(schemas()[ref.split('/').pop()!].properties.type.const).toBe(type);
    }
  });

  it.each(operationTypes)('has an example of %s that the server and the document both accept', (type) => {
    const { value } = chatkit().requestBody.content['application/json'].examples[type];
    expect(value.type).toBe(type);
    expect(ChatKitRequest.safeParse(value).error).toBeUndefined();
    const check = new Ajv2020({ strict: false, validateFormats: false }).compile({
      ...schemas().ChatKitRequest,
      components: document.components,
    });
    expect([check(value), check.errors]).toEqual([true, null]);
  });

  it('has compilable schemas for everything that is said', () => {
    const ajv = new Ajv2020({ strict: false, validateFormats: false });
    for (const name of Object.keys(schemas())) {
      ajv.compile({ $ref: `#/components/schemas/${name}`, components: document.components });
    }
    expect(schemas().ThreadStreamEvent.oneOf).toHaveLength(12);
  });

  it('documents the stream, the results and every failure before the first byte', () => {
    const { responses } = chatkit();
    expect(Object.keys(responses[200].content)).toEqual(['text/event-stream', 'application/json']);
    for (const status of ['400', '401', '404', '413', '415', '501']) {
      expect(responses[status].content['application/json'].schema.$ref).toBe(
        '#/components/schemas/ErrorBody',
      );
    }
    expect(Object.keys(schemas().ErrorBody.properties)).toEqual([
      'statusCode',
      'error',
      'message',
      'code',
      'requestId',
      'details',
    ]);
  });

  it('opens only what needs no token', () => {
    const open = Object.entries<any>(document.paths)
      .filter(([, item]) => Object.values<any>(item).some(({ security }) => security?.length === 0))
      .map(([path]) => path);
    expect(open.sort()).toEqual(['/api/auth/dev-token', '/docs', '/healthz', '/openapi.json', '/readyz']);
  });

  it('is shown by a page whose scripts all come from this server', async () => {
    const page = await request(app.getHttpServer()).get('/docs').expect(200);
    expect(page.headers['content-type']).toMatch(/^text\/html/);
    for (const [, path] of page.text.matchAll(/(?:src|href)="(\/[^"]+)"/g)) {
      const file = await request(app.getHttpServer()).get(path!).expect(200);
      expect(file.headers['content-type']).toMatch(/javascript|css/);
    }
    expect(page.text).not.toMatch(/https?:|<script>/);
    await request(app.getHttpServer()).get('/docs/..%2fpackage.json').expect(404);
  });
});
