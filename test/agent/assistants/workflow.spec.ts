import { textOf } from '../../../src/testing/client/answers.js';
import { userInput } from '../../../src/testing/client/chatkit-test-client.js';
import type { ThreadStreamEvent } from '../../../src/protocol/events.js';
import type { ThreadItem } from '../../../src/protocol/items.js';
import { startApp, type TestApp } from '../../support/app.js';
import { startAskedProvider, type Asked, type AskedProvider } from '../../support/asked-provider.js';
import { eventually } from '../../support/eventually.js';
import { writers, type Answer } from '../../support/scripted-provider.js';

// An export of Agent Builder, as it stands in the examples, in the whole server. Only the model is scripted.

const say = (text: string) => writers.responses({ text });
const isSorting = ({ text }: Asked) => text?.format?.type === 'json_schema';
/** What the person says at the end of a call's input. */
const askedFor = ({ input }: Asked): string => JSON.stringify(input.at(-1));

/** Answers as three agents would: by topic, and with the message in the answer. */
function answerTo(asked: Asked): Answer {
  if (isSorting(asked))
    return say(JSON.stringify({ topic: /ticket/.test(askedFor(asked)) ? 'tickets' : 'exhibits' }));
  const desk = asked.instructions?.includes('tickets') ? 'Tickets' : 'Museum';
  return say(`${desk}: ${/"text":"([^"]+)"/.exec(askedFor(asked))?.[1]}`);
}

describe('a workflow of Agent Builder as the assistant', () => {
  let provider: AskedProvider;
  let server: TestApp;
  let answer: (asked: Asked) => ReturnType<typeof answerTo> | number | Promise<Answer | number>;
  const start = async (variables: Record<string, string> = {}) => {
    provider = await startAskedProvider((asked) => answer(asked));
    server = await startApp({
      variables: {
        ASSISTANT_MODULE: 'examples/agent-builder/museum-desk.ts',
        OPENAI_BASE_URL: provider.baseURL,
        THREAD_TITLES: 'off',
        OPENAI_API_KEY: 'sk-planted-secret',
        ...variables,
      },
    });
  };
  const stop = async () => {
    await server.close();
    provider.close();
  };

  describe('with its tool activity', () => {
    beforeAll(() => start());
    afterAll(() => stop());
    beforeEach(() => {
      answer = answerTo;
      provider.requests.length = 0;
    });

    it('streams what its agents say, and shows those that work for the code as steps', async () => {
      const { threadId, events } = await server.alice.createThread('Two tickets, please');
      expect(textOf(events)).toBe('Tickets: Two tickets, please');
      expect(deltasIn(events)).toBeGreaterThan(5);
      const items = await server.alice.items(threadId);
      expect(items.map(({ type }) => type)).toEqual(['user_message', 'workflow', 'assistant_message']);
      expect(stepsOf(items)).toEqual([
        expect.objectContaining({ title: 'Sorting agent', status_indicator: 'complete' }),
      ]);
      expect(JSON.stringify(events)).not.toContain('"topic');
      expect(provider.requests.map(({ model, stream }) => [model, stream])).toEqual([
        ['gpt-4.1-mini', true],
        ['gpt-4.1-mini', true],
      ]);
    });

    it('takes the other branch when the code says so', async () => {
      const { events } = await server.alice.createThread('Tell me about the lens');
      expect(textOf(events)).toBe('Museum: Tell me about the lens');
    });

    it('knows what was said before, in each call that begins with the message', async () => {
      const { threadId } = await server.alice.createThread('What about the bell?');
      provider.requests.length = 0;
      await server.alice.say(threadId, 'And its age?');
      expect(provider.requests).toHaveLength(2);
      for (const { input } of provider.requests) {
        const said = input.map((item) => JSON.stringify(item));
        expect(said[0]).toContain('What about the bell?');
        expect(input.at(-2)).toMatchObject({ role: 'assistant' });
        expect(said.at(-1)).toContain('And its age?');
      }
    });

    it('gives the model what a message quotes', async () => {
      await server.alice.stream('threads.create', userInput('What is that?', { quoted_text: '312 prisms' }));
      const { input } = provider.requests.at(-1)!;
      expect(JSON.stringify(input[0])).toContain('312 prisms');
      expect(JSON.stringify(input[1])).toContain('What is that?');
    });

    it('gives nothing of one person to another, however their turns run into each other', async () => {
      const held: (() => void)[] = [];
      answer = async (asked) => {
        await new Promise<void>((resolve) => held.push(resolve));
        return answerTo(asked);
      };
      const ask = (who: 'alice' | 'bob', text: string) => server[who].createThread(text);
      const both = Promise.all([
        ask('alice', 'Alice wants tickets'),
        ask('bob', 'Bob looks at the lens'),
        ask('alice', 'Alice asks about a bell'),
        ask('bob', 'Bob wants tickets'),
      ]);
      // Each round lets the calls go in the opposite order of their coming.
      for (const round of [4, 8]) {
        await eventually(() => expect(provider.requests).toHaveLength(round));
        for (const go of held.splice(0).reverse()) go();
      }
      const answers = await both;
      expect(answers.map(({ events }) => textOf(events))).toEqual([
        'Tickets: Alice wants tickets',
        'Museum: Bob looks at the lens',
        'Museum: Alice asks about a bell',
        'Tickets: Bob wants tickets',
      ]);
      for (const asked of provider.requests) {
        const said = JSON.stringify(asked);
        expect(said.includes('Alice') && said.includes('Bob')).toBe(false);
      }
      for (const [index, { events }] of answers.entries()) {
        expect(JSON.stringify(events)).not.toContain(index % 2 ? 'Alice' : 'Bob');
      }
    });

    it('stops its model calls within a second when the person stops', async () => {
      answer = (asked) => (isSorting(asked) ? answerTo(asked) : new Promise(() => {}));
      const stream = await server.alice.open('threads.create', userInput('Tell me about the lens'));
      await eventually(() => expect(provider.requests).toHaveLength(2));
      stream.leave();
      await eventually(() => expect(provider.left).toHaveLength(1), 1_000);
      expect(provider.requests).toHaveLength(2);
    });

    it('says in our words that a call failed, and nothing of the provider’s', async () => {
      answer = (asked) => (isSorting(asked) ? answerTo(asked) : 401);
      const { events } = await server.alice.createThread('Tell me about the lens');
      expect(events.at(-1)).toMatchObject({ type: 'error', code: 'custom' });
      expect(JSON.stringify(events)).not.toMatch(/planted|wrong|result is undefined/);
    });
  });

  describe('with what it may be told and show turned off', () => {
    beforeAll(() => start({ WORKFLOW_HISTORY: 'off', TOOL_ACTIVITY: 'off' }));
    afterAll(() => stop());

    it('knows the message alone, and shows no steps', async () => {
      answer = answerTo;
      const { threadId } = await server.bob.createThread('What about the bell?');
      await server.bob.say(threadId, 'And its age?');
      expect(provider.requests.at(-1)!.input).toHaveLength(1);
      const items = await server.bob.items(threadId);
      expect(items.map(({ type }) => type)).not.toContain('workflow');
    });
  });
});

const deltasIn = (events: readonly ThreadStreamEvent[]) =>
  events.filter((event) => event.type === 'thread.item.updated' && 'delta' in event.update).length;

const stepsOf = (items: readonly ThreadItem[]) =>
  items.flatMap((item) => (item.type === 'workflow' ? item.workflow.tasks : []));
