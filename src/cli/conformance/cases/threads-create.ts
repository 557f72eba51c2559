import type { UserMessageItem } from '../../../protocol/items.js';
import type { Case } from '../case.js';
import { hold, holdWholeStream, NotSeen } from '../outcome.js';
import { isSame } from '../same.js';
import type { Exchange } from '../exchange.js';
import { threadIdOf, userInput, type World } from '../world.js';

/** Sends a first message and gives the stream and the message in it. */
async function sendFirst(world: World, sent: string, text: string, more: object = {}) {
  const exchange = await world.client.call('threads.create', userInput(text, more), { sent });
  holdWholeStream(exchange);
  const done = exchange.events.find((event) => event.type === 'thread.item.done');
  const item = done?.type === 'thread.item.done' && done.item.type === 'user_message' ? done.item : undefined;
  hold(item !== undefined, exchange, 'thread.item.done with the user message');
  return { exchange, item };
}

const partsOf = ({ item }: { item: UserMessageItem }) => item.content;

/** The first stream of the run. @throws Unmet when there was none to speak of. */
async function firstStream(world: World): Promise<Exchange> {
  const { created } = await world.thread().catch(async () => ({
    created: await world.client.call('threads.create', userInput('Hello!')),
  }));
  holdWholeStream(created);
  return created;
}

const tag = { type: 'input_tag', id: 'ada', text: 'Ada' };

export const threadsCreate: Case[] = [
  {
    name: 'threads.create/opening',
    level: 'must',
    rules: 'E1 E3 §2.1 §4.2',
    sentence: '`thread.created` comes first, then the user message as `thread.item.done`.',
    async check(world) {
      const created = await firstStream(world);
      hold(created.types[0] === 'thread.created', created, '`thread.created` as the first event');
      const second = created.events[1];
      const isMessage = second?.type === 'thread.item.done' && second.item.type === 'user_message';
      hold(isMessage, created, '`thread.item.done` with the user message as the second event');
    },
  },
  {
    name: 'threads.create/stream-options',
    level: 'should',
    rules: 'E6 §4.2',
    sentence: '`stream_options` is the third event, before anything of the answer.',
    async check(world) {
      const created = await firstStream(world);
      hold(created.types[2] === 'stream_options', created, '`stream_options` as the third event');
    },
  },
  {
    name: 'threads.create/new-thread-is-empty',
    level: 'should',
    rules: 'E2 §4.3',
    sentence: 'The thread of `thread.created` has no title yet and no items.',
    async check(world) {
      const created = await firstStream(world);
      const [event] = created.events;
      if (event?.type !== 'thread.created') throw new NotSeen('needs `thread.created` as the first event');
      hold(!('title' in event.thread), created, 'no `title` in `thread.created`');
      hold(event.thread.items.data.length === 0, created, 'no items in `thread.created`');
    },
  },
  {
    name: 'threads.create/keeps-text',
    level: 'must',
    rules: 'E4 §3.5',
    sentence: 'The text of a message comes back as it was sent.',
    async check(world) {
      const text = 'Grüße, 世界! 😀\nA "second" line \\ and a tab:\t.';
      const sent = await sendFirst(world, 'with a text of many scripts', text);
      const [part] = partsOf(sent);
      hold(
        part?.type === 'input_text' && part.text === text,
        sent.exchange,
        `the text ${JSON.stringify(text)}`,
      );
    },
  },
  {
    name: 'threads.create/keeps-quote',
    level: 'must',
    rules: 'E5 §2',
    sentence: '`quoted_text` is on the message that comes back.',
    async check(world) {
      const sent = await sendFirst(world, 'with quoted_text', 'What is that?', { quoted_text: 'a quote' });
      hold(sent.item.quoted_text === 'a quote', sent.exchange, '`quoted_text` on the user message');
    },
  },
  {
    name: 'threads.create/empty-quote-is-none',
    level: 'should',
    rules: '§2 §13.2',
    sentence: 'The empty `quoted_text` that the widget sends is no quote.',
    async check(world) {
      const sent = await sendFirst(world, 'with quoted_text ""', 'Hello!');
      hold(!sent.item.quoted_text, sent.exchange, 'no `quoted_text` on the user message');
      hold(!('quoted_text' in sent.item), sent.exchange, '`quoted_text` left out');
    },
  },
  {
    name: 'threads.create/keeps-choices',
    level: 'must',
    rules: 'E10 E11 §3.5',
    sentence: '`inference_options` come back on the message.',
    async check(world) {
      const inference_options = { tool_choice: { id: 'conformance' } };
      const sent = await sendFirst(world, 'with a tool_choice', 'Hello!', { inference_options });
      hold(
        isSame(sent.item.inference_options, inference_options),
        sent.exchange,
        'the `tool_choice` on the user message',
      );
    },
  },
  {
    name: 'threads.create/tag',
    level: 'must',
    rules: '§3.5',
    sentence: 'A tag comes back with its data.',
    async check(world) {
      const whole = { ...tag, group: 'People', data: { kept: null }, interactive: true };
      const content = [{ type: 'input_text', text: 'Who is ' }, whole];
      const sent = await sendFirst(world, 'with an input_tag', '', { content });
      hold(isSame(partsOf(sent)[1], whole), sent.exchange, `the tag ${JSON.stringify(whole)}`);
    },
  },
  {
    name: 'threads.create/tag-without-data',
    level: 'must',
    rules: 'Q16 §3.5',
    sentence: 'A tag may come without `data`, as the typings of the widget allow.',
    async check(world) {
      const content = [{ type: 'input_text', text: 'Who is ' }, tag];
      const sent = await sendFirst(world, 'with an input_tag without data', '', { content });
      hold(partsOf(sent)[1]?.type === 'input_tag', sent.exchange, 'the tag in the user message');
    },
  },
  {
    name: 'threads.create/empty-content',
    level: 'should',
    rules: '§1.5',
    sentence: 'A message without content is taken, or refused before the first byte.',
    async check(world) {
      const exchange = await world.client.call('threads.create', userInput('', { content: [] }), {
        sent: 'with content []',
      });
      hold(exchange.isWholeStream || exchange.status === 400, exchange, 'a whole stream, or 400');
    },
  },
  {
    name: 'threads.create/unknown-attachment-is-404',
    level: 'should',
    rules: 'E214 Q6 Q39 §2.1',
    sentence: 'An attachment that does not exist is 404, and leaves no empty thread.',
    async check(world) {
      const input = userInput('See the file.', { attachments: ['atc_nobody_has_this_id'] });
      const exchange = await world.client.call('threads.create', input, {
        sent: 'with an attachment that does not exist',
      });
      hold(threadIdOf(exchange) === undefined, exchange, 'no thread');
      hold(exchange.status === 404, exchange, '404 with a JSON body');
    },
  },
];
