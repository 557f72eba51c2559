import type { ServerResponse } from 'node:http';
import 'reflect-metadata';
import { NestFactory } from '@nestjs/core';
import { ExpressAdapter, type NestExpressApplication } from '@nestjs/platform-express';
import { AppModule } from './app.module.js';
import { parserOptions } from './parsers.js';

const app = await NestFactory.create<NestExpressApplication>(AppModule, new ExpressAdapter(), {
  logger: ['error', 'warn'],
  ...parserOptions(process.argv[2]),
});
// As helmet and others do it here.
app.use((_request: unknown, response: ServerResponse, next: () => void) => {
  response.setHeader('x-open', 'until six');
  next();
});
app.enableCors({ origin: 'https://flowers.example', exposedHeaders: ['chatkit-turn-id'] });
process.once('SIGTERM', () => void app.close().then(() => console.log('closed')));
await app.listen(0, '127.0.0.1');
console.log(`listening on ${await app.getUrl()}`);
