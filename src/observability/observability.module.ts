import { Module, type DynamicModule, type FactoryProvider, type ModuleMetadata } from '@nestjs/common';
import { LoggerModule } from 'nestjs-pino';
import type { DestinationStream } from 'pino';
import { CONFIG, type Config } from '../config.js';
import { HealthController } from './health.controller.js';
import { loggingParams } from './logging.js';
import { Readiness, READINESS_CHECKS, type ReadinessCheck } from './readiness.js';

/** What {@link ObservabilityModule} reports on, and where its lines go. */
export interface ObservabilityOptions {
  /** Modules that provide what `inject` names. */
  imports?: ModuleMetadata['imports'];
  /** What {@link ObservabilityOptions.checks} is called with. */
  inject?: FactoryProvider['inject'];
  /** Makes what `/readyz` reports. */
  checks: (...dependencies: never[]) => ReadinessCheck[];
  /** Where log lines go. Default: stdout. */
  logTo?: DestinationStream;
}

/** Logs and health. */
@Module({})
export class ObservabilityModule {
  static forRoot({ imports = [], inject = [], checks, logTo }: ObservabilityOptions): DynamicModule {
    return {
      module: ObservabilityModule,
      imports: [
        LoggerModule.forRootAsync({
          inject: [CONFIG],
          useFactory: (config: Config) => loggingParams(config, logTo),
        }),
        ...imports,
      ],
      controllers: [HealthController],
      providers: [{ provide: READINESS_CHECKS, inject, useFactory: checks }, Readiness],
      exports: [Readiness],
    };
  }
}
