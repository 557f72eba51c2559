import { setTimeout as delay } from 'node:timers/promises';
import type { ScriptedProvider } from '../support/scripted-provider.js';
import type { AgentSpec } from './agent-scenario.js';
import { toAsked } from './asked.js';
import { normalise } from './normalise.js';
import { readAnswer, type Answer } from './read-answer.js';
import type { Exchange, Json, Scenario } from './scenario.js';

/** What the hooks of a server do until they are told something else. */
export interface Scene {
  script: Json;
  returns: Json;
  agent: AgentSpec | null;
}

/** What a server was made to store, and what its hooks were called with. */
export interface Traces {
  stored: { threads: StoredThread[]; attachments: unknown[] };
  calls: unknown[];
}

/** A thread as the store has it, with what is hidden. */
export interface StoredThread {
  thread: object | null;
  items: { type: string }[];
  /** By item id. */
  feedback: Record<string, string>;
}

/** One of the two servers, with its hooks in our hand. */
export interface Side {
  /** Forgets what was stored and called before. What follows is for the server with the default hooks, or not. */
  begin(bare: boolean): Promise<void>;
  play(scene: Scene): Promise<void>;
  post(body: string, signal: AbortSignal): Promise<Response>;
  traces(threadIds: string[], attachmentIds: string[]): Promise<Traces>;
}

/** All that can be seen of a scenario. */
export interface Outcome extends Traces {
  answers: Answer[];
  /** What a played model was asked. */
  asked?: unknown[];
}

/** Long enough for a stopped turn to be written, in milliseconds. */
const patienceMs = 5000;

/** Sends a scenario's requests one after another. */
export async function runScenario(
  side: Side,
  scenario: Scenario,
  provider?: ScriptedProvider,
): Promise<Outcome> {
  const { agent } = scenario;
  provider?.requests.splice(0);
  provider?.answers.splice(0, Infinity, ...(agent?.model ?? []));
  const known = new Known();
  const answers: Answer[] = [];
  await side.begin(scenario.bare ?? false);
  for (const exchange of scenario.exchanges) {
    const { script, returns = null } = exchange;
    await side.play({
      script: known.fill(script ?? []),
      returns: known.fill(returns),
      agent: script?.length ? null : (agent ?? null),
    });
    const leaving = new AbortController();
    const response = await side.post(toBody(exchange, known), leaving.signal);
    const answer = await readAnswer(response, exchange.leaveAfter, () => leaving.abort());
    known.learn(answer);
    answers.push(answer);
    if (answer.left) await untilNoted(side, known);
  }
  if (provider?.answers.length)
    throw new Error(`The model was not asked for ${provider.answers.length} answers.`);
  const traces = await side.traces(known.threads, known.attachments);
  const asked = agent && { asked: provider!.requests.map(toAsked) };
  return normalise({ answers, ...asked, ...traces }) as Outcome;
}

function toBody({ body, type, params, metadata }: Exchange, known: Known): string {
  if (body !== undefined) return body;
  return JSON.stringify({ type, params: known.fill(params ?? {}, true), metadata });
}

/** A stop is written after the connection is gone; its note comes last. */
async function untilNoted(side: Side, { threads }: Known): Promise<void> {
  const deadline = Date.now() + patienceMs;
  while (Date.now() < deadline) {
    const { stored } = await side.traces(threads, []);
    if (stored.threads[0]?.items.at(-1)?.type === 'sdk_hidden_context') return;
    await delay(20);
  }
  throw new Error('The stop was not noted.');
}

/** The ids that a scenario's placeholders stand for. */
class Known {
  readonly threads: string[] = [];
  readonly attachments: string[] = [];
  private readonly users: string[] = [];
  private last = '';

  learn({ events = [], body }: Answer): void {
    for (const { type, thread, item } of events as SeenEvent[]) {
      if (type === 'thread.created') this.threads.push(thread!.id);
      if (type === 'thread.item.done' && item!.type === 'user_message') this.users.push(item!.id);
    }
    const { id, mime_type, data } = (body ?? {}) as SeenBody;
    if (id && mime_type) this.attachments.push(id);
    this.last = data?.at(-1)?.id ?? '';
  }

  /** The thread's id is filled in by the hooks themselves in what they do. */
  fill<T extends Json | readonly object[]>(value: T, withThread = false): Json {
    let text = JSON.stringify(value).replaceAll('"$last"', JSON.stringify(this.last));
    const lists = {
      user: this.users,
      attachment: this.attachments,
      ...(withThread && { thread: this.threads }),
    };
    for (const [name, ids] of Object.entries(lists)) {
      ids.forEach((id, index) => (text = text.replaceAll(`"$${name}${index ? index + 1 : ''}"`, `"${id}"`)));
    }
    return JSON.parse(text) as Json;
  }
}

interface SeenEvent {
  type: string;
  thread?: { id: string };
  item?: { id: string; type: string };
}

interface SeenBody {
  id?: string;
  mime_type?: string;
  data?: { id: string }[];
}
