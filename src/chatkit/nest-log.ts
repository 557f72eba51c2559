import { Logger } from '@nestjs/common';
import type { Log } from '../turns/log.js';

/** The engine's log, through Nest's: one line with a sentence and its data. */
export function nestLog(context: string): Log {
  const logger = new Logger(context);
  const line = (msg: string, { error, ...data }: Record<string, unknown> = {}) => ({
    msg,
    ...data,
    ...(error !== undefined && { err: error }),
  });
  return {
    info: (sentence, data) => logger.log(line(sentence, data)),
    warn: (sentence, data) => logger.warn(line(sentence, data)),
    error: (sentence, data) => logger.error(line(sentence, data)),
  };
}
