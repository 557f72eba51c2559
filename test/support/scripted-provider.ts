import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setImmediate, setTimeout as delay } from 'node:timers/promises';

type Json = Record<string, unknown>;

/** One answer of a model: events of the Responses API, or chunks of Chat Completions. */
export type Answer = readonly Json[];

/**
 * Another reply than an answer at once: a status, or an answer that after a while breaks, just ends, or goes on.
 */
export type Fault = { status: number } | { begins: Answer; then: 'breaks' | 'ends' | Answer };

export interface ScriptedProvider {
  /** For an OpenAI client. */
  baseURL: string;
  /** Bodies of the requests so far. */
  requests: Json[];
  /** And their headers. */
  headers: IncomingHttpHeaders[];
  /** What the next requests are answered with, in order. */
  answers: (Answer | Fault)[];
  /** Cuts an answer's bytes into the packets that it is sent in. By default an event is one. */
  toPackets?: (bytes: Buffer) => readonly Buffer[];
  close(): void;
}

/** A model's endpoint that says what it is told to, over real HTTP; ids repeat as they are written. */
export async function startScriptedProvider(): Promise<ScriptedProvider> {
  const provider = {
    requests: [] as Json[],
    headers: [] as IncomingHttpHeaders[],
    answers: [] as (Answer | Fault)[],
  } as ScriptedProvider;
  const server = createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request) body += String(chunk);
    provider.requests.push(JSON.parse(body) as Json);
    provider.headers.push(request.headers);
    await reply(response, provider.answers.shift() ?? [], provider.toPackets);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return Object.assign(provider, {
    baseURL: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`,
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  });
}

async function reply(
  response: ServerResponse,
  answer: Answer | Fault,
  toPackets: ScriptedProvider['toPackets'],
): Promise<void> {
  if ('status' in answer) {
    response.writeHead(answer.status, { 'content-type': 'application/json' });
    response.end(JSON.stringify({ error: { message: 'Out of order', type: 'server_error', code: null } }));
    return;
  }
  const isBegun = 'begins' in answer;
  const frames = (isBegun ? answer.begins : answer).map(toFrame);
  response.writeHead(200, { 'content-type': 'text/event-stream' });
  const packets = toPackets?.(Buffer.from([...frames, end].join('')));
  for (const packet of packets ?? frames) {
    response.write(packet);
    // A packet of its own is only what has left before the next one is written.
    if (packets) await setImmediate();
  }
  if (!isBegun) return void response.end(packets ? '' : end);
  await delay(pauseMs);
  if (answer.then === 'breaks') response.destroy();
  else response.end(answer.then === 'ends' ? '' : [...answer.then.map(toFrame), end].join(''));
}

const end = 'data: [DONE]\n\n';

/** Long enough for what was written to be read before what follows, in milliseconds. */
const pauseMs = 50;

function toFrame(event: Json): string {
  const name = event.type ? `event: ${event.type as string}\n` : '';
  return `${name}data: ${JSON.stringify(event)}\n\n`;
}

/** What a model says and calls, whatever the API. */
export interface Said {
  text?: string;
  calls?: { id: string; name: string; args: Json }[];
}

/** Writes an answer down as one of the two APIs has it. Items have the same ids in every answer. */
export const writers: Record<'responses' | 'chat_completions', (said: Said) => Answer> = {
  responses: ({ text, calls = [] }) =>
    responsesAnswer([
      ...(text === undefined ? [] : [messageOf(text)]),
      ...calls.map(({ id, name, args }) => ({
        type: 'function_call',
        id: 'fc_constant',
        call_id: id,
        name,
        arguments: JSON.stringify(args),
        status: 'completed',
      })),
    ]),
  chat_completions: ({ text, calls = [] }) => [
    ...[...(text ?? '')].map((content) => chunkOf({ content })),
    ...calls.map(({ id, name, args }, index) =>
      chunkOf({
        tool_calls: [{ index, id, type: 'function', function: { name, arguments: JSON.stringify(args) } }],
      }),
    ),
    chunkOf({}, calls.length ? 'tool_calls' : 'stop'),
  ],
};

/** A chunk of Chat Completions. */
export const chunkOf = (delta: Json, finish_reason: string | null = null): Json => ({
  id: 'chatcmpl-constant',
  object: 'chat.completion.chunk',
  created: 0,
  model: 'scripted',
  choices: [{ index: 0, delta, finish_reason }],
});

/** A message of the Responses API, whole. */
export const messageOf = (text: string, annotations: Json[] = []): Json => ({
  type: 'message',
  id: 'msg_constant',
  role: 'assistant',
  status: 'completed',
  content: [{ type: 'output_text', text, annotations }],
});

/** The events by which the Responses API gives an output, item after item. */
export function responsesAnswer(output: Json[]): Answer {
  const response = { id: 'resp_1', object: 'response', model: 'scripted', status: 'in_progress', output: [] };
  const usage = { input_tokens: 3, output_tokens: 2, total_tokens: 5 };
  return [
    { type: 'response.created', response },
    ...output.flatMap((item, output_index) => [
      { type: 'response.output_item.added', output_index, item: { ...item, ...unfinished(item) } },
      ...(item.type === 'message' ? partsOf(item, output_index) : []),
      { type: 'response.output_item.done', output_index, item },
    ]),
    { type: 'response.completed', response: { ...response, status: 'completed', output, usage } },
  ].map((event, sequence_number) => ({ ...event, sequence_number }));
}

function unfinished({ type }: Json): Json {
  return type === 'message'
    ? { status: 'in_progress', content: [] }
    : type === 'image_generation_call'
      ? { status: 'in_progress', result: null }
      : {};
}

function partsOf({ id, content }: Json, output_index: number): Json[] {
  return (content as Json[]).flatMap((part, content_index) => {
    const at = { item_id: id, output_index, content_index };
    const isRefusal = part.type === 'refusal';
    const text = (isRefusal ? part.refusal : part.text) as string;
    const kind = isRefusal ? 'refusal' : 'output_text';
    const empty = isRefusal ? { ...part, refusal: '' } : { ...part, text: '', annotations: [] };
    const annotations = (part.annotations ?? []) as Json[];
    return [
      { type: 'response.content_part.added', ...at, part: empty },
      ...[...text].map((delta) => ({ type: `response.${kind}.delta`, ...at, delta })),
      ...annotations.map((annotation, annotation_index) => ({
        type: 'response.output_text.annotation.added',
        ...at,
        annotation_index,
        annotation,
      })),
      { type: `response.${kind}.done`, ...at, [isRefusal ? 'refusal' : 'text']: text },
      { type: 'response.content_part.done', ...at, part },
    ];
  });
}
