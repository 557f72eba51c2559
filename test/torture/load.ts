import { setTimeout as sleep } from 'node:timers/promises';
import type { ThreadItem } from '../../src/protocol/items.js';
import { decisionOf, isCard } from '../support/approvals.js';
import type { ChatKitClient } from '../support/chatkit-client.js';
import type { Wish } from './paced-provider.js';
import type { Choices } from './rounds.js';
import { Talk, type Outcome } from './talk.js';

/** What one talker does with one conversation; ends early when the connection breaks. */
type Script = (talk: Talk, client: ChatKitClient, choices: Choices) => Promise<Outcome>;

const saying = (choices: Choices): Wish => ({
  kind: 'say',
  words: choices.between(5, 80),
  pauseMs: choices.of([5, 20, 60]),
});

/** Messages, one after another. */
const chat: Script = async (talk, client, choices) => {
  for (let left = choices.between(1, 3); ; left--) {
    const outcome = await talk.say(client, saying(choices));
    if (outcome.end !== 'whole' || left === 0) return outcome;
  }
};

/** One answer that goes on for ten seconds. */
const listen: Script = (talk, client) => talk.say(client, { kind: 'say', words: 200, pauseMs: 50 });

/** A message that is asked again and again. */
const retry: Script = async (talk, client, choices) => {
  let outcome = await talk.say(client, saying(choices));
  for (let left = choices.between(1, 3); left > 0 && outcome.end === 'whole'; left--) {
    outcome = await retryLast(talk, client);
  }
  return outcome;
};

/** Something that waits for the person, who answers now, or leaves it waiting. */
const waiting =
  (kind: 'open_page' | 'ask_details' | 'erase'): Script =>
  async (talk, client, choices) => {
    const outcome = await talk.say(client, { kind });
    return outcome.end === 'whole' && choices.next() < 0.5 ? answerWaiting(talk, client) : outcome;
  };

const scripts = [chat, chat, listen, retry, waiting('open_page'), waiting('ask_details'), waiting('erase')];

/** What waits for the person in a conversation, if anything does. */
export function waitingIn(talk: Talk): ThreadItem | undefined {
  return talk.items.findLast(
    (item) =>
      ((item.type === 'client_tool_call' || item.type === 'structured_input') && item.status === 'pending') ||
      (isCard(item) && /"approve"/.test(JSON.stringify(item.widget))),
  );
}

/** Answers what waits for the person. @throws Error when nothing does. */
export function answerWaiting(talk: Talk, client: ChatKitClient): Promise<Outcome> {
  const item = waitingIn(talk);
  const thread_id = talk.threadId;
  if (item?.type === 'client_tool_call') {
    return talk.send(client, 'threads.add_client_tool_output', { thread_id, result: { opened: true } });
  }
  if (item?.type === 'structured_input') {
    const answers = { when: { values: ['Now'], skipped: false } };
    const input = { status: 'answered', answers };
    return talk.send(client, 'threads.add_structured_input', { thread_id, item_id: item.id, input });
  }
  if (item?.type === 'widget') {
    return talk.send(client, 'threads.custom_action', decisionOf(item, 'approve'));
  }
  throw new Error(`Nothing waits in ${talk.name}: ${JSON.stringify(talk.items)}`);
}

/** Has the last message of the conversation answered again. */
export function retryLast(talk: Talk, client: ChatKitClient): Promise<Outcome> {
  const item = talk.items.findLast(({ type }) => type === 'user_message');
  if (!item) throw new Error(`${talk.name} has no message.`);
  return talk.send(client, 'threads.retry_after_item', { thread_id: talk.threadId, item_id: item.id });
}

/** Does it again while it is refused, until a time. */
export async function untilTaken(work: () => Promise<Outcome>, until: number): Promise<Outcome> {
  for (;;) {
    const outcome = await work();
    if (outcome.end !== 'error' || Date.now() > until) return outcome;
    await sleep(250);
  }
}

/** People who talk at the same time, one conversation after another, until they are stopped or cut off. */
export class Load {
  /** Every conversation that was begun. */
  readonly talks: Talk[] = [];
  /** Error events that people saw, by what they said, and whether they may be retried. */
  readonly errors = new Map<string, number>();
  private stopped = false;
  private readonly done: Promise<unknown>;

  /** @param options.goesOn People begin another conversation when a connection breaks. */
  constructor(
    private readonly client: ChatKitClient,
    private readonly choices: Choices,
    private readonly options: { name: string; people: number; goesOn?: boolean },
  ) {
    const { people } = options;
    this.done = Promise.all(Array.from({ length: people }, (_, person) => this.talk(person)));
  }

  /** Resolves when one of the conversations has come so far; with the load, if none does. */
  async until(holds: (talk: Talk) => boolean): Promise<void> {
    let isOver = false;
    void this.done.then(() => (isOver = true));
    while (!isOver && !this.talks.some(holds)) await sleep(50);
  }

  /** Lets everybody end the conversation that they are in. */
  stop(): Promise<unknown> {
    this.stopped = true;
    return this.done;
  }

  /** Resolves when everybody was cut off. */
  whenCut(): Promise<unknown> {
    return this.done;
  }

  private async talk(person: number): Promise<void> {
    for (let count = 0; !this.stopped; count++) {
      const talk = new Talk(`${this.options.name}p${person}t${count}`);
      this.talks.push(talk);
      const outcome = await this.choices.of(scripts)(talk, this.client, this.choices);
      if (outcome.error) {
        const text = `${outcome.error.allow_retry ? 'may be retried' : 'FINAL'}: ${outcome.error.message ?? outcome.error.code}`;
        this.errors.set(text, (this.errors.get(text) ?? 0) + 1);
      }
      if (outcome.end === 'cut' && !this.options.goesOn) return;
      // A server that is away would be asked without a pause.
      if (outcome.end !== 'whole') await sleep(200);
    }
  }
}
