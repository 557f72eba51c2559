import { Injectable } from '@nestjs/common';
import type { NextFunction, Request, Response } from 'express';
import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';
import { TurnMonitor, type EndedTurn } from '../turns/turn-monitor.js';

/** Seconds: from a list that is read to an answer that takes its time. */
const requestBuckets = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60];
const turnBuckets = [0.25, 0.5, 1, 2, 5, 10, 20, 30, 60, 120, 300, 600];

const knownMethods: ReadonlySet<string> = new Set([
  'GET',
  'HEAD',
  'POST',
  'PUT',
  'PATCH',
  'DELETE',
  'OPTIONS',
]);

/**
 * What this process counts, in the form that Prometheus reads. Labels are routes and outcomes and nothing that a request
 * brings, so that their number is bounded and no person is in them.
 */
@Injectable()
export class Metrics extends TurnMonitor {
  private readonly registry = new Registry();
  private readonly requests = new Histogram({
    name: 'chatkit_http_request_seconds',
    help: 'HTTP requests, from their head to the end of the answer; a stream lasts as long as its turn is watched.',
    labelNames: ['method', 'route', 'status'],
    buckets: requestBuckets,
    registers: [this.registry],
  });
  private readonly openRequests = new Gauge({
    name: 'chatkit_http_requests_open',
    help: 'HTTP requests that are being answered, streams among them.',
    registers: [this.registry],
  });
  private readonly turns = new Histogram({
    name: 'chatkit_turn_seconds',
    help: 'Turns that have ended, by how they ended.',
    labelNames: ['status'],
    buckets: turnBuckets,
    registers: [this.registry],
  });
  private readonly runningTurns = new Gauge({
    name: 'chatkit_turns_running',
    help: 'Turns that run in this process.',
    registers: [this.registry],
  });
  private readonly tokens = new Counter({
    name: 'chatkit_model_tokens_total',
    help: 'Tokens that ended turns took of the model.',
    labelNames: ['direction'],
    registers: [this.registry],
  });
  private readonly modelRequests = new Counter({
    name: 'chatkit_model_requests_total',
    help: 'Requests of ended turns to the model: those that were answered, and those that were not.',
    labelNames: ['outcome'],
    registers: [this.registry],
  });

  constructor() {
    super();
    collectDefaultMetrics({ register: this.registry });
    // Rates want a first value of nothing.
    for (const status of ['completed', 'failed', 'cancelled', 'interrupted']) this.turns.zero({ status });
    for (const direction of ['input', 'output']) this.tokens.inc({ direction }, 0);
    for (const outcome of ['answered', 'unanswered']) this.modelRequests.inc({ outcome }, 0);
  }

  get contentType(): string {
    return this.registry.contentType;
  }

  /** Everything as text. */
  expose(): Promise<string> {
    return this.registry.metrics();
  }

  turnBegan(): void {
    this.runningTurns.inc();
  }

  turnEnded({ status, ms, usage }: EndedTurn): void {
    this.runningTurns.dec();
    this.turns.observe({ status }, ms / 1_000);
    this.tokens.inc({ direction: 'input' }, usage.inputTokens);
    this.tokens.inc({ direction: 'output' }, usage.outputTokens);
    this.modelRequests.inc({ outcome: 'answered' }, usage.modelCalls);
    this.modelRequests.inc({ outcome: 'unanswered' }, Math.max(0, usage.modelAttempts - usage.modelCalls));
  }

  /** Middleware, ahead of everything that may answer. */
  readonly watch = (request: Request, response: Response, next: NextFunction): void => {
    this.openRequests.inc();
    const startedAt = performance.now();
    response.once('close', () => {
      this.openRequests.dec();
      const labels = { method: methodOf(request), route: routeOf(request), status: statusOf(response) };
      this.requests.observe(labels, (performance.now() - startedAt) / 1_000);
    });
    next();
  };
}

const methodOf = ({ method }: Request): string => (knownMethods.has(method) ? method : 'other');

/** As it is mounted, with the names of its parameters: what stands in their place is somebody's. */
function routeOf(request: Request): string {
  const { path } = (request.route ?? {}) as { path?: unknown };
  return typeof path === 'string' && path !== middlewareMount ? path : 'none';
}

/** Where Nest mounts middleware: no route. */
const middlewareMount = '{/*splat}';

/** `aborted`: the peer had gone before an answer began. */
const statusOf = (response: Response): string =>
  response.headersSent ? String(response.statusCode) : 'aborted';
