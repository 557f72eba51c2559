// Starts all examples: `npm run examples`, or `npm run examples -- 8010` for another port.

import 'reflect-metadata';
import { NestFactory } from '@nestjs/core';
import { ExamplesModule } from './examples.module.js';

const port = Number(process.argv[2] ?? 8010);
const app = await NestFactory.create(ExamplesModule, { logger: ['warn', 'error'] });
app.enableCors();
app.enableShutdownHooks();
await app.listen(port, '127.0.0.1');
console.log(
  `The examples answer on http://localhost:${port}. examples/README.md has a line to try for each.`,
);
