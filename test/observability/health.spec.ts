import { Module, type INestApplication } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import request from 'supertest';
import { ConfigModule } from '../../src/config.module.js';
import { parseConfig } from '../../src/config.js';
import { ObservabilityModule } from '../../src/observability/observability.module.js';
import { DatabaseCheck, McpCheck, ModelCheck } from '../../src/observability/readiness-checks.js';
import { Readiness } from '../../src/observability/readiness.js';

const config = parseConfig({});

describe('health', () => {
  let app: INestApplication;
  let query: jest.Mock<Promise<unknown>, unknown[]>;
  let tools: unknown[];

  beforeEach(async () => {
    query = jest.fn<Promise<unknown>, unknown[]>(async () => [{}]);
    tools = [{ name: 'add_task' }];
    @Module({
      imports: [
        ConfigModule.forRoot(config),
        ObservabilityModule.forRoot({
          checks: () => [
            new DatabaseCheck({ query: (sql) => query(sql) }),
            new ModelCheck(config.model),
            new McpCheck(
              async () => tools,
              () => ({ configured: 2, failing: 1 }),
            ),
          ],
          logTo: { write: () => undefined },
        }),
      ],
    })
    class TestModule {}
    app = await NestFactory.create(TestModule, { logger: false });
    await app.init();
  });
  afterEach(() => app.close());
  const get = (path: string) => request(app.getHttpServer()).get(path);

  it('is ready when database, model and tools are there (row 208)', async () => {
    const response = await get('/readyz').expect(200);
    expect(response.body).toEqual({
      status: 'ok',
      checks: {
        database: { ok: true, ms: expect.any(Number) },
        model: { ok: true, ms: expect.any(Number), provider: 'demo' },
        mcp: { ok: true, ms: expect.any(Number), tools: 1, outside: { configured: 2, failing: 1 } },
      },
    });
    expect(query).toHaveBeenCalledWith('select 1');
  });

  it('is not ready when the database refuses, and does not show why to the public', async () => {
    query.mockRejectedValue(new Error('password authentication failed for user "canary"'));
    const response = await get('/readyz').expect(503);
    expect(response.body).toMatchObject({
      status: 'unavailable',
      checks: { database: { ok: false, error: 'failed' } },
    });
    expect(response.text).not.toContain('canary');
  });

  it('is not ready when no tool is offered', async () => {
    tools = [];
    const response = await get('/readyz').expect(503);
    expect(response.body.checks.mcp).toMatchObject({ ok: false, tools: 0 });
  });

  it('waits two seconds for a stuck database, and asks it once however often it is probed', async () => {
    query.mockReturnValue(new Promise(() => undefined));
    const started = Date.now();
    const [one, two] = await Promise.all([get('/readyz'), get('/readyz')]);
    expect(Date.now() - started).toBeLessThan(3500);
    expect([one.status, two.status]).toEqual([503, 503]);
    expect(one.body.checks.database).toMatchObject({ ok: false, error: 'timeout' });
    expect(query).toHaveBeenCalledTimes(1);
  });

  it('is alive without touching the database', async () => {
    query.mockRejectedValue(new Error('down'));
    await get('/healthz').expect(200, { status: 'ok' });
    expect(query).not.toHaveBeenCalled();
  });

  it('is not ready from the moment the server drains', async () => {
    app.get(Readiness).drain();
    await get('/readyz').expect(503, { status: 'draining', checks: {} });
    await get('/healthz').expect(200);
  });

  it('tells so whoever asked before, and was still waiting for a check', async () => {
    let answerCheck!: (rows: unknown[]) => void;
    const asked = new Promise<void>((resolve) => {
      query.mockImplementation(() => {
        resolve();
        return new Promise((found) => (answerCheck = found));
      });
    });
    const answer = get('/readyz').then(({ status, body }) => ({ status, body }));
    await asked;
    app.get(Readiness).drain();
    expect(await answer).toEqual({ status: 503, body: { status: 'draining', checks: {} } });
    answerCheck([{}]);
  });
});
