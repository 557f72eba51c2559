import { EventEmitter, once } from 'node:events';
import { Controller, Get, Logger, Module, Post, Req, Res } from '@nestjs/common';
import { HttpAdapterHost, NestFactory } from '@nestjs/core';
import type { INestApplication } from '@nestjs/common';
import type { Request, Response } from 'express';
import { Logger as PinoLogger } from 'nestjs-pino';
import request from 'supertest';
import { Public } from '../../src/auth/public.decorator.js';
import { ErrorFilter } from '../../src/chatkit/error.filter.js';
import { ConfigModule } from '../../src/config.module.js';
import { parseConfig } from '../../src/config.js';
import { ObservabilityModule } from '../../src/observability/observability.module.js';
import { ChatKitError } from '../../src/protocol/errors.js';

const secret = 'canary-secret-of-the-settings-0123456789';
const config = parseConfig({
  AUTH_MODE: 'jwt',
  BETTER_AUTH_SECRET: secret,
  OPENAI_API_KEY: 'canary-key-of-the-model',
  DATABASE_URL: 'postgres://someone:canary-password@127.0.0.1:1/none',
});

@Public()
@Controller()
class TestController {
  private readonly logger = new Logger('test');

  @Post('echo')
  echo(@Req() request: Request & { user?: unknown }) {
    request.user = { userId: 'alice' };
    return {};
  }

  @Get('fault')
  fault(@Res() response: Response) {
    const query = Object.assign(new Error(`no route, key ${secret}`, { cause: new Error('socket closed') }), {
      parameters: ['canary-message-text'],
    });
    this.logger.error({ msg: 'it went wrong', err: query });
    response.status(500).end();
  }

  @Get('long')
  long() {
    this.logger.log({
      msg: 'a\nb\u001b[31m\u2028{"fake":true}',
      text: 'x'.repeat(5000),
      nested: { list: Array(3000).fill('ab') },
    });
    return {};
  }

  @Get('missing')
  missing() {
    throw new ChatKitError('not_available');
  }

  @Get('open')
  open(@Res() response: Response) {
    response.write('first');
  }
}

describe('the log', () => {
  let app: INestApplication;
  let written: string[];
  const log = new EventEmitter();
  const write = (line: string) => {
    written.push(line);
    log.emit('line');
  };
  const lines = () => written.map((line) => JSON.parse(line) as Record<string, unknown>);
  /** The line of the request with this path, as soon as it is there. */
  const lineOf = async (path: string) => {
    for (;;) {
      const found = lines().find((line) => line.path === path);
      if (found) return found;
      await once(log, 'line');
    }
  };

  beforeAll(async () => {
    @Module({
      imports: [
        ConfigModule.forRoot(config),
        ObservabilityModule.forRoot({
          checks: () => [],
          logTo: { write },
        }),
      ],
      controllers: [TestController],
    })
    class TestModule {}
    written = [];
    app = await NestFactory.create(TestModule, { bufferLogs: true });
    app.useLogger(app.get(PinoLogger));
    app.useGlobalFilters(new ErrorFilter(app.get(HttpAdapterHost)));
    await app.listen(0, '127.0.0.1');
  });
  afterAll(() => app.close());
  beforeEach(() => void (written = []));

  it('has one line per request: method, path without query, status, time, principal and id', async () => {
    await request(app.getHttpServer())
      .post('/echo?token=canary-query')
      .set('x-request-id', 'abc-1')
      .send({ a: 1 });
    expect(await lineOf('/echo')).toEqual({
      level: 'info',
      time: expect.stringMatching(/^\d{4}-\d\d-\d\dT/),
      requestId: 'abc-1',
      method: 'POST',
      path: '/echo',
      status: 201,
      ms: expect.any(Number),
      principal: 'alice',
      msg: 'request answered',
    });
    expect(written).toHaveLength(1);
  });

  it.each(['', 'x'.repeat(65), 'a b', 'a{b}'])('gives a request named %j an id of its own', async (name) => {
    const response = await request(app.getHttpServer()).post('/echo').set('x-request-id', name);
    expect(response.headers['x-request-id']).toMatch(/^req_[0-9a-f]{32}$/);
  });

  it('says back the id that a caller gave', async () => {
    const response = await request(app.getHttpServer()).post('/echo').set('x-request-id', 'trace:7');
    expect(response.headers['x-request-id']).toBe('trace:7');
  });

  it('never holds headers, bodies, queries, secrets or what hangs on an error', async () => {
    await request(app.getHttpServer())
      .post('/echo?q=canary-query')
      .set('authorization', 'Bearer canary-header')
      .set('cookie', 'session=canary-cookie')
      .send({ text: 'canary-body' });
    await request(app.getHttpServer()).get('/fault');
    new Logger('test').log(
      'calling with Bearer canary.bearer and eyJhbGciOi.eyJzdWIi.canary and sk-canary1234',
    );
    await lineOf('/fault');
    expect(written.join('')).not.toMatch(/canary/);
    expect(lines().find(({ msg }) => msg === 'it went wrong')).toMatchObject({
      err: { type: 'Error', message: 'no route, key [hidden]', cause: { message: 'socket closed' } },
    });
    expect(await lineOf('/fault')).toMatchObject({ level: 'error', status: 500, msg: 'request failed' });
  });

  it('stays one record per line, and cuts every field at 2 KB', async () => {
    await request(app.getHttpServer()).get('/long');
    await lineOf('/long');
    for (const line of written) {
      expect(line.indexOf('\n')).toBe(line.length - 1);
      // eslint-disable-next-line no-control-regex -- these are what must not be there
      expect(line.slice(0, -1)).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u2028\u2029]/);
      for (const field of Object.values(JSON.parse(line))) {
        expect(
          Buffer.byteLength(typeof field === 'string' ? field : JSON.stringify(field)),
        ).toBeLessThanOrEqual(2048);
      }
    }
    expect(lines().some(({ msg }) => msg === 'a\nb\u001b[31m\u2028{"fake":true}')).toBe(true);
  });

  it('tells a client that leaves from one that was answered, and calls it no error', async () => {
    const gone = new AbortController();
    const { port } = app.getHttpServer().address();
    const response = await fetch(`http://127.0.0.1:${port}/open`, { signal: gone.signal });
    await response.body!.getReader().read();
    gone.abort();
    expect(await lineOf('/open')).toMatchObject({ level: 'info', msg: 'request left by its client' });
  });

  it('takes an operation that is not there for no fault of the server: one line, at info', async () => {
    await request(app.getHttpServer()).get('/missing').expect(501);
    expect(await lineOf('/missing')).toMatchObject({ level: 'info', status: 501, msg: 'request answered' });
    expect(written).toHaveLength(1);
  });

  it('does not show probes at info', async () => {
    await request(app.getHttpServer()).get('/healthz').expect(200, { status: 'ok' });
    await request(app.getHttpServer()).get('/readyz').expect(200);
    await request(app.getHttpServer()).post('/echo');
    await lineOf('/echo');
    expect(lines().map(({ path }) => path)).toEqual(['/echo']);
  });
});
