import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { sse } from '../support/faulty-provider.js';
import { messageOf, responsesAnswer } from '../support/scripted-provider.js';

type Json = Record<string, unknown>;

/**
 * What a message asks of {@link startPacedProvider}: to `say` so many words with a pause after each; to `hold` the
 * answer back until it is released; to call a tool that leaves something waiting for the person.
 */
export type Wish =
  { kind: 'say'; words: number; pauseMs: number } | { kind: 'hold' | 'open_page' | 'ask_details' | 'erase' };

/** The message by which a person asks for it. `name` is in the message and in every word of the answer. */
export function messageFor(name: string, wish: Wish): string {
  return `#${name} ${wish.kind}${wish.kind === 'say' ? ` ${wish.words} ${wish.pauseMs}` : ''}.`;
}

/** Names in a text of {@link messageFor}. */
export const nameIn = (text: string): string | undefined => /#(\w+) /.exec(text)?.[1];

/** The whole answer to a wish that is said. */
export const answerFor = (name: string, words: number): string => wordsFor(name, words).join('');

const wordsFor = (name: string, words: number): string[] =>
  Array.from({ length: words }, (_, index) => `${name}.${index} `);

export interface PacedProvider {
  /** For OPENAI_BASE_URL. */
  baseUrl: string;
  /** What the last request about a message brought, as text. */
  askedFor(name: string): string | undefined;
  /** Requests about a message. */
  countOf(name: string): number;
  /** Lets answers go that are held back, now or when they are asked for. */
  release(name: string): void;
  /** Holds back again what was released. */
  holdAgain(name: string): void;
  close(): void;
}

/** Settings of a server that asks it, with an assistant that uses what a message wishes. */
export const torturedBy = ({ baseUrl }: PacedProvider): Record<string, string> => ({
  ASSISTANT_MODULE: resolve('test/torture/assistant.mjs'),
  OPENAI_BASE_URL: baseUrl,
  MODEL: 'paced',
  THREAD_TITLES: 'off',
});

/** A model's endpoint, over real HTTP, that answers every message as the message itself says, at a pace. */
export async function startPacedProvider(): Promise<PacedProvider> {
  const asked = new Map<string, { input: string; count: number }>();
  const gates = new Map<string, { open: () => void; opened: Promise<void> }>();
  const gateOf = (name: string) => {
    let gate = gates.get(name);
    if (!gate) {
      let open!: () => void;
      const opened = new Promise<void>((resolve) => (open = resolve));
      gates.set(name, (gate = { open, opened }));
    }
    return gate;
  };
  const server = createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request) body += String(chunk);
    const { input } = JSON.parse(body) as { input: Json[] };
    const last = JSON.stringify(input.at(-1));
    const [, name, kind, words, pauseMs] = /#(\w+) (\w+)(?: (\d+) (\d+))?\./.exec(last) ?? [];
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    if (name === undefined || kind === undefined) return void speak(response, ['So be it.'], 0);
    asked.set(name, { input: JSON.stringify(input), count: (asked.get(name)?.count ?? 0) + 1 });
    if (kind === 'say') return void speak(response, wordsFor(name, Number(words)), Number(pauseMs));
    if (kind !== 'hold') return void call(response, name, kind);
    response.flushHeaders();
    await gateOf(name).opened;
    await speak(response, [`${name} was held.`], 0);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    baseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`,
    askedFor: (name) => asked.get(name)?.input,
    countOf: (name) => asked.get(name)?.count ?? 0,
    release: (name) => gateOf(name).open(),
    holdAgain: (name) => void gates.delete(name),
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}

async function speak(response: ServerResponse, words: string[], pauseMs: number): Promise<void> {
  const isDelta = ({ type }: Json) => type === 'response.output_text.delta';
  const text = words.join('');
  const events: Json[] = [...responsesAnswer([messageOf(text)])];
  const first = events.findIndex(isDelta);
  response.write(sse(...events.slice(0, first)));
  for (const delta of words) {
    // Whoever asked has been killed.
    if (response.destroyed) return;
    response.write(sse({ ...events[first], delta }));
    if (pauseMs > 0) await sleep(pauseMs);
  }
  response.end(sse(...events.slice(first).filter((event) => !isDelta(event))));
}

const callArguments: Record<string, (name: string) => Json> = {
  open_page: (name) => ({ page: name }),
  ask_details: () => ({}),
  erase: (name) => ({ what: name }),
};

function call(response: ServerResponse, name: string, tool: string): void {
  const called = {
    type: 'function_call',
    id: 'fc_constant',
    call_id: `call_${name}`,
    name: tool,
    arguments: JSON.stringify(callArguments[tool]?.(name) ?? {}),
    status: 'completed',
  };
  response.end(sse(...responsesAnswer([called])));
}
