import 'reflect-metadata';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { AppModule } from './app.module.js';
import { parserOptions } from './parsers.js';

const app = await NestFactory.create<NestFastifyApplication>(AppModule, new FastifyAdapter(), {
  logger: ['error', 'warn'],
  ...parserOptions(process.argv[2]),
});
// As plugins for headers do it here.
app
  .getHttpAdapter()
  .getInstance()
  .addHook('onRequest', async (_request, reply) => {
    reply.header('x-open', 'until six');
  });
app.enableCors({ origin: 'https://flowers.example', exposedHeaders: ['chatkit-turn-id'] });
if (process.argv[2] === 'unparsed') {
  // Fastify reads bodies by itself, whatever Nest is told; so they are handed on as they come.
  const fastify = app.getHttpAdapter().getInstance();
  fastify.removeAllContentTypeParsers();
  fastify.addContentTypeParser('*', (_request, _payload, done) => done(null));
}
process.once('SIGTERM', () => void app.close().then(() => console.log('closed')));
await app.listen(0, '127.0.0.1');
console.log(`listening on ${await app.getUrl()}`);
