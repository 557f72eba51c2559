import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface SlowProvider {
  /** For OPENAI_BASE_URL. */
  baseUrl: string;
  /** Resolves with the time at which the first request's connection was closed by its client. */
  closed: Promise<number>;
  /** Bodies of the requests so far. */
  requests: { path: string; body: Record<string, unknown>; authorization?: string }[];
  stop(): void;
}

/**
 * A model's endpoint that begins an answer over the Responses API and never comes to its end: a stand-in for the
 * provider only, over real HTTP.
 */
export async function startSlowProvider(words: string[]): Promise<SlowProvider> {
  const requests: SlowProvider['requests'] = [];
  let sawClose!: (at: number) => void;
  const closed = new Promise<number>((resolve) => (sawClose = resolve));
  const server = createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request) body += String(chunk);
    const { authorization } = request.headers;
    requests.push({ path: request.url!, body: JSON.parse(body) as Record<string, unknown>, authorization });
    response.on('close', () => sawClose(Date.now()));
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    for (const event of beginning(words)) {
      response.write(`event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`);
    }
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    baseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`,
    closed,
    requests,
    stop: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}

function beginning(words: string[]): { type: string }[] {
  const item = { id: 'msg_provider', type: 'message', role: 'assistant', status: 'in_progress', content: [] };
  const part = { type: 'output_text', text: '', annotations: [] };
  const at = { item_id: item.id, output_index: 0, content_index: 0 };
  const response = { id: 'resp_1', object: 'response', status: 'in_progress', model: 'slow', output: [] };
  return [
    { type: 'response.created', response },
    { type: 'response.in_progress', response },
    { type: 'response.output_item.added', output_index: 0, item },
    { type: 'response.content_part.added', ...at, part },
    ...words.map((delta) => ({ type: 'response.output_text.delta', ...at, delta })),
  ].map((event, sequence_number) => ({ ...event, sequence_number }));
}
