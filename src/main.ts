import 'reflect-metadata';
import { Logger } from '@nestjs/common';
import { loadConfig } from './config.js';
import { runUntilSignal } from './process.js';
import { createServer, listen, refuseNew } from './server.js';

await runUntilSignal(async () => {
  const config = loadConfig();
  const app = await createServer(config);
  const url = await listen(app, config);
  const logger = new Logger('Server');
  logger.log({
    msg: 'listening',
    url,
    auth: config.auth.mode,
    database: config.databaseUrl ? 'postgres' : 'embedded',
    model: config.model.provider,
    assistant: config.assistantModule ?? 'bundled',
  });
  if (config.nodeEnv === 'production' && config.trustProxy === false) {
    logger.warn(
      'plain HTTP in production: end TLS in a proxy in front, and set TRUST_PROXY (1 for one proxy)',
    );
  }
  if (config.ignored.length) {
    logger.warn({ msg: 'settings without effect in this version', settings: config.ignored });
  }
  return {
    told: (signal) => {
      refuseNew(app);
      logger.log({ msg: 'told to stop', signal });
    },
    close: () => app.close(),
    graceMs: config.turn.shutdownGraceMs,
  };
});
