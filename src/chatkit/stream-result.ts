import type { Heartbeat } from './heartbeat.js';
import { takeResponse, type HttpResponse } from './http-exchange.js';
import { SseWriter } from './sse-writer.js';

/** What can be shown to one connection. */
interface Shown {
  readonly turnId?: string;
  attach(viewer: SseWriter): void;
  detach(viewer: SseWriter): void;
}

/** Shows a stream to whoever asked for it, until it ends or they leave. */
export function streamResult(result: Shown, response: HttpResponse, heartbeat: Heartbeat): void {
  const headers: Record<string, string> = result.turnId ? { 'chatkit-turn-id': result.turnId } : {};
  const writer = new SseWriter(takeResponse(response), heartbeat, (viewer) => result.detach(viewer), headers);
  result.attach(writer);
}
