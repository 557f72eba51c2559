import type { StreamingResult } from '../turns/results.js';
import type { Heartbeat } from './heartbeat.js';
import { takeResponse, type HttpResponse } from './http-exchange.js';
import { SseWriter } from './sse-writer.js';

/** Shows a stream to whoever asked for it, until it ends or they leave. */
export function streamResult(result: StreamingResult, response: HttpResponse, heartbeat: Heartbeat): void {
  const headers: Record<string, string> = result.turnId ? { 'chatkit-turn-id': result.turnId } : {};
  const writer = new SseWriter(takeResponse(response), heartbeat, (viewer) => result.detach(viewer), headers);
  result.attach(writer);
}
