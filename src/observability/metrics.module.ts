import { Global, Module } from '@nestjs/common';
import { TurnMonitor } from '../turns/turn-monitor.js';
import { MetricsController } from './metrics.controller.js';
import { Metrics } from './metrics.js';

/** Counts what the process does, and shows it at `/metrics`. Global: turns run in other modules. */
@Global()
@Module({
  controllers: [MetricsController],
  providers: [Metrics, { provide: TurnMonitor, useExisting: Metrics }],
  exports: [Metrics, TurnMonitor],
})
export class MetricsModule {}
