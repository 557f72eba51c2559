import type { LoggerService } from '@nestjs/common';

type Level = 'log' | 'error' | 'warn' | 'debug' | 'verbose' | 'fatal';

/** Where Nest tells of every module and route that it finds: news for those who look for them. */
const framework = new Set([
  'NestFactory',
  'InstanceLoader',
  'RoutesResolver',
  'RouterExplorer',
  'NestApplication',
]);

/**
 * Holds back what is logged while the application is put together, and passes it on once there is a logger. When
 * the application cannot be put together, nothing of it is printed: the error is told once, by whoever caught it.
 */
export class StartLog implements LoggerService {
  private readonly held: [Level, unknown[]][] = [];
  private logger?: LoggerService;

  /** Passes on what was held, and from now on everything. */
  passTo(logger: LoggerService): void {
    this.logger = logger;
    for (const [level, line] of this.held.splice(0)) this.write(level, line);
  }

  log(...line: unknown[]): void {
    this.write(framework.has(String(line.at(-1))) ? 'debug' : 'log', line);
  }

  error(...line: unknown[]): void {
    this.write('error', line);
  }

  warn(...line: unknown[]): void {
    this.write('warn', line);
  }

  debug(...line: unknown[]): void {
    this.write('debug', line);
  }

  verbose(...line: unknown[]): void {
    this.write('verbose', line);
  }

  fatal(...line: unknown[]): void {
    this.write('fatal', line);
  }

  private write(level: Level, line: unknown[]): void {
    if (!this.logger) return void this.held.push([level, line]);
    const [message, ...rest] = line;
    this.logger[level]?.(message, ...rest);
  }
}
