import { STATUS_CODES } from 'node:http';
import { ChatKitError } from '../../protocol/errors.js';
import type { ChatKitServer } from '../../turns/chatkit-server.js';
import type { IncomingContext, RequestContext } from '../../turns/context.js';
import type { StreamingResult } from '../../turns/results.js';
import { eagerViewer, type Viewer } from '../../turns/viewers.js';

/** Sends one body to a ChatKit endpoint. Aborting the signal closes the connection. */
export type Transport = (body: string, signal?: AbortSignal) => Promise<Response>;

/** @param url The endpoint itself, such as `http://127.0.0.1:8000/chatkit`. */
export function overHttp(url: string, headers: Readonly<Record<string, string>> = {}): Transport {
  return (body, signal) =>
    fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body,
      ...(signal && { signal }),
    });
}

/**
 * Hands requests to a server in this process and answers as its endpoint would. Errors that no client would be told
 * of are thrown, for the test to see.
 */
export function inProcess<Context extends RequestContext>(
  server: Pick<ChatKitServer<Context>, 'process'>,
  context: IncomingContext<Context>,
): Transport {
  return async (body, signal) => {
    try {
      const result = await server.process(body, context);
      if (!result.streaming) return Response.json(result.body);
      return new Response(streamOf(result, signal), { headers: { 'content-type': 'text/event-stream' } });
    } catch (error) {
      if (!(error instanceof ChatKitError)) throw error;
      const { status, code, message } = error;
      return Response.json({ statusCode: status, error: STATUS_CODES[status], message, code }, { status });
    }
  };
}

/** The bytes of a stream. Leaving it, by the signal or by reading no further, is leaving the turn. */
function streamOf(result: StreamingResult, signal?: AbortSignal): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  let viewer: Viewer;
  return new ReadableStream<Uint8Array>({
    start(controller) {
      viewer = eagerViewer({
        push: (frame) => controller.enqueue(encoder.encode(frame)),
        end: () => controller.close(),
      });
      const leave = () => {
        result.detach(viewer);
        controller.error(signal?.reason);
      };
      signal?.addEventListener('abort', leave, { once: true });
      result.attach(viewer);
    },
    cancel: () => result.detach(viewer),
  });
}
