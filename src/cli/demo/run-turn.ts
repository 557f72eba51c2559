import { createParser } from 'eventsource-parser';
import type { ThreadStreamEvent } from '../../protocol/events.js';

interface TurnRequest {
  url: string;
  token: string;
  text: string;
}

/** A demo token, as the page gets one. @throws when the server gives none, with the server's reason. */
export async function getDemoToken(url: string, user: string): Promise<string> {
  const response = await fetch(`${url}/api/auth/dev-token`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ user }),
  });
  const body = (await response.json()) as { token?: string; message?: string };
  if (!body.token) throw new Error(`No demo token: ${body.message ?? response.status}`);
  return body.token;
}

/** Sends a message in a new thread, over HTTP, and gives each event of the answer as it comes. */
export async function* runTurn({ url, token, text }: TurnRequest): AsyncGenerator<ThreadStreamEvent> {
  const response = await fetch(`${url}/chatkit`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
    body: JSON.stringify({
      type: 'threads.create',
      params: { input: { content: [{ type: 'input_text', text }], attachments: [], inference_options: {} } },
    }),
  });
  if (!response.ok || !response.body)
    throw new Error(`POST /chatkit: ${response.status} ${await response.text()}`);
  const events: ThreadStreamEvent[] = [];
  const parser = createParser({ onEvent: ({ data }) => events.push(JSON.parse(data) as ThreadStreamEvent) });
  for await (const text of response.body.pipeThrough(new TextDecoderStream())) {
    parser.feed(text);
    yield* events.splice(0);
  }
}
