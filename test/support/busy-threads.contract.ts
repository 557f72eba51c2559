import { setTimeout as pause } from 'node:timers/promises';
import type { ThreadStreamEvent } from '../../src/protocol/events.js';
import { assistantMessage, newPerson, toolCall } from '../../src/testing/builders.js';
import { threadIdOf, type OpenStream } from '../../src/testing/client/answers.js';
import { userInput } from '../../src/testing/client/chatkit-test-client.js';
import { added, delta, done, removed } from '../../src/testing/events.js';
import type { TurnPolicy } from '../../src/turns/turn-engine.js';
import { eventually } from './eventually.js';
import { Gate, readUntil, restOf, ServerPair, shownBy, textsOf, type SharedStorage } from './server-pair.js';

/**
 * What a message does that comes while its thread is being answered, whatever database is underneath.
 * @param options.hears Whether a process hears at once that a turn of its is to be stopped.
 */
export function busyThreadsContract(storage: () => SharedStorage, { hears }: { hears: boolean }): void {
  let pair: ServerPair;
  let gates: Record<string, Gate>;
  const open = async (policy: Partial<TurnPolicy>) => {
    gates = {};
    pair = await ServerPair.open(storage(), policy);
    // Each message is answered by `re: <text>`: at once, or half of it and the rest when the gate of its text opens.
    pair.responder.script = async function* (thread, input, { signal }) {
      const text = input?.content[0]?.text ?? '';
      const item = assistantMessage(thread.id);
      yield added(item);
      yield delta(item.id, 're: ');
      const stopped = new Promise<void>((stop) => signal.addEventListener('abort', () => stop()));
      await Promise.race([gates[text]?.passed, stopped]);
      yield delta(item.id, text);
      yield done({ ...item, content: [{ type: 'output_text', text: `re: ${text}`, annotations: [] }] });
    };
  };
  afterEach(() => pair.close());

  const isDelta = ({ type }: ThreadStreamEvent) => type === 'thread.item.updated';
  /** A thread whose first message, `first`, is being answered until its gate opens. */
  const begin = async (server = pair.one): Promise<{ thread_id: string; first: OpenStream }> => {
    gates.first = new Gate();
    const first = await pair.client(server).open('threads.create', userInput('first'));
    return { thread_id: threadIdOf(await readUntil(first, isDelta)), first };
  };
  const say = (
    thread_id: string,
    text: string,
    { server = pair.one, key = undefined as string | undefined } = {},
  ) => pair.client(server, key).open('threads.add_user_message', { thread_id, ...userInput(text) });
  const errorsIn = (events: readonly ThreadStreamEvent[]) => events.filter(({ type }) => type === 'error');
  const busy = {
    type: 'error',
    code: 'custom',
    message: expect.stringMatching(/still being written/),
    allow_retry: true,
  };
  /** Nothing tells that a message has taken its place in the line of another process but time. */
  const settled = () => pause(50);

  describe('TURN_ON_BUSY=queue', () => {
    it('lets a message wait for the end of the answer, and stores nothing of it before', async () => {
      await open({ onBusy: 'queue' });
      const { thread_id, first } = await begin();
      const second = await say(thread_id, 'second');
      const told = restOf(second);
      await settled();
      expect(await pair.said(thread_id)).toEqual(['first']);
      expect(pair.responder.calls).toHaveLength(1);
      gates.first!.open();
      expect(errorsIn(await restOf(first))).toEqual([]);
      expect(textsOf(shownBy(await told))).toEqual(['second', 're: second']);
      expect(await pair.said(thread_id)).toEqual(['first', 're: first', 'second', 're: second']);
    });

    it.each(['one process', 'two processes'])(
      'keeps the order in which messages come to %s',
      async (where) => {
        await open({ onBusy: 'queue', queueLength: 10 });
        const { thread_id } = await begin();
        const texts = ['a', 'b', 'c', 'd', 'e', 'f'];
        const server = where === 'two processes' ? pair.other : pair.one;
        const told: Promise<ThreadStreamEvent[]>[] = [];
        for (const text of texts) told.push(restOf(await say(thread_id, text, { server })));
        gates.first!.open();
        for (const events of await Promise.all(told)) expect(errorsIn(events)).toEqual([]);
        const expected = ['first', ...texts].flatMap((text) => [text, `re: ${text}`]);
        expect(await pair.said(thread_id)).toEqual(expected);
      },
    );

    it('lets messages of two processes wait for each other, and answers each of them once', async () => {
      await open({ onBusy: 'queue', queueLength: 10 });
      const { thread_id } = await begin();
      const texts = ['a', 'b', 'c', 'd', 'e', 'f'];
      const told = texts.map(async (text, index) =>
        restOf(await say(thread_id, text, { server: index % 2 ? pair.one : pair.other })),
      );
      await settled();
      gates.first!.open();
      for (const events of await Promise.all(told)) expect(errorsIn(events)).toEqual([]);
      const said = await pair.said(thread_id);
      for (const text of texts) expect(said[said.indexOf(text) + 1]).toBe(`re: ${text}`);
      expect(said).toHaveLength(14);
    });

    it('refuses what finds the line full, and tells the person to send again', async () => {
      await open({ onBusy: 'queue', queueLength: 2 });
      const { thread_id } = await begin();
      const waiting = [restOf(await say(thread_id, 'a')), restOf(await say(thread_id, 'b'))];
      expect(await restOf(await say(thread_id, 'c'))).toEqual([busy]);
      gates.first!.open();
      await Promise.all(waiting);
      expect(await pair.said(thread_id)).toEqual(['first', 're: first', 'a', 're: a', 'b', 're: b']);
    });

    it('refuses what has waited for too long, and stores nothing of it', async () => {
      await open({ onBusy: 'queue', queueMs: 200 });
      const { thread_id, first } = await begin();
      for (const server of [pair.one, pair.other]) {
        expect(await restOf(await say(thread_id, 'late', { server }))).toEqual([busy]);
      }
      gates.first!.open();
      await restOf(first);
      expect(await pair.said(thread_id)).toEqual(['first', 're: first']);
      // The line is free again.
      await restOf(await say(thread_id, 'second'));
      expect(await pair.said(thread_id)).toEqual(['first', 're: first', 'second', 're: second']);
    });

    it('takes whoever leaves out of the line; their message was never sent', async () => {
      await open({ onBusy: 'queue', queueLength: 2 });
      const { thread_id } = await begin();
      const [gone, stays] = [await say(thread_id, 'gone'), restOf(await say(thread_id, 'stays'))];
      gone.leave();
      const next = restOf(await say(thread_id, 'next'));
      gates.first!.open();
      expect(errorsIn([...(await stays), ...(await next)])).toEqual([]);
      expect(await pair.said(thread_id)).toEqual([
        'first',
        're: first',
        'stays',
        're: stays',
        'next',
        're: next',
      ]);
    });

    it('plans a message when it begins: a call that came meanwhile is taken back', async () => {
      await open({ onBusy: 'queue' });
      const { thread_id } = await begin();
      const told = restOf(await say(thread_id, 'second'));
      await settled();
      const call = toolCall(thread_id);
      await pair.store.addThreadItem(thread_id, call, pair.alice);
      gates.first!.open();
      const events = await told;
      expect(events).toContainEqual(removed(call.id));
      expect(shownBy(events)[0]!.created_at > call.created_at).toBe(true);
    });

    it('tells those who wait when the thread is deleted, and when the server ends', async () => {
      await open({ onBusy: 'queue' });
      const deleted = await begin();
      const told = restOf(await say(deleted.thread_id, 'second'));
      await pair.client(pair.one).call('threads.delete', { thread_id: deleted.thread_id });
      expect(errorsIn(await told)).toMatchObject([{ code: 'custom', allow_retry: false }]);
      const { thread_id } = await begin(pair.other);
      const waiting = restOf(await say(thread_id, 'second'));
      await pair.one.drain(0);
      const restarting = { message: expect.stringMatching(/restarting/), allow_retry: true };
      expect(await waiting).toMatchObject([restarting]);
      expect(await restOf(await say(thread_id, 'third'))).toMatchObject([restarting]);
      expect(await pair.said(thread_id)).toEqual(['first']);
    });

    it("lets nobody wait in somebody else's line", async () => {
      await open({ onBusy: 'queue' });
      const { thread_id } = await begin();
      const waiting = restOf(await say(thread_id, 'second'));
      const params = { thread_id, ...userInput('Not mine') };
      for (const principal of [newPerson(), { ...pair.alice, tenantId: 'other' }]) {
        const stranger = pair.client(pair.one, undefined, { principal });
        const { status, body } = await stranger.call('threads.add_user_message', params);
        expect([status, body]).toMatchObject([404, { code: 'not_found' }]);
      }
      gates.first!.open();
      await waiting;
      expect(await pair.said(thread_id)).toEqual(['first', 're: first', 'second', 're: second']);
    });

    it('answers a message once that is sent again while it waits (row 19)', async () => {
      await open({ onBusy: 'queue' });
      const { thread_id } = await begin();
      const servers = [pair.one, pair.one, pair.other];
      const told = servers.map(async (server) =>
        restOf(await say(thread_id, 'second', { server, key: 'k' })),
      );
      await settled();
      gates.first!.open();
      for (const events of await Promise.all(told)) {
        expect(textsOf(shownBy(events))).toEqual(['second', 're: second']);
      }
      expect(await pair.said(thread_id)).toEqual(['first', 're: first', 'second', 're: second']);
    });
  });

  describe('TURN_ON_BUSY=interrupt', () => {
    it('stops the answer as its person would, keeps what there is of it, and answers the new message', async () => {
      await open({ onBusy: 'interrupt' });
      const { thread_id, first } = await begin();
      const second = restOf(await say(thread_id, 'second'));
      expect(errorsIn(await restOf(first))).toEqual([]);
      expect(textsOf(shownBy(await second))).toEqual(['second', 're: second']);
      expect(await pair.said(thread_id)).toEqual(['first', 're: ', 'second', 're: second']);
      expect(pair.responder.calls[0]!.context.signal.reason).toBe('cancelled');
    });

    it('lets the last of several have the word', async () => {
      await open({ onBusy: 'interrupt' });
      const { thread_id } = await begin();
      for (const text of ['second', 'third']) gates[text] = new Gate();
      const told = [];
      for (const text of ['second', 'third', 'last']) told.push(restOf(await say(thread_id, text)));
      const [second, third, last] = await Promise.all(told);
      expect(errorsIn([...second!, ...third!, ...last!])).toEqual([]);
      expect(textsOf(shownBy(last!))).toEqual(['last', 're: last']);
      const said = await pair.said(thread_id);
      expect(said.slice(-2)).toEqual(['last', 're: last']);
      expect(said.filter((text) => !text.startsWith('re:'))).toEqual(['first', 'second', 'third', 'last']);
    });

    if (hears) {
      it('stops an answer of another process within a second', async () => {
        await open({ onBusy: 'interrupt' });
        const { thread_id, first } = await begin(pair.other);
        const asked = Date.now();
        const second = restOf(await say(thread_id, 'second'));
        expect(errorsIn(await restOf(first))).toEqual([]);
        expect(Date.now() - asked).toBeLessThan(1_000);
        expect(textsOf(shownBy(await second))).toEqual(['second', 're: second']);
        expect(await pair.said(thread_id)).toEqual(['first', 're: ', 'second', 're: second']);
      });
    }
  });

  it('TURN_ON_BUSY=reject refuses a message meanwhile', async () => {
    await open({ onBusy: 'reject' });
    const { thread_id, first } = await begin();
    for (const server of [pair.one, pair.other]) {
      expect(await restOf(await say(thread_id, 'second', { server }))).toEqual([busy]);
    }
    gates.first!.open();
    await restOf(first);
    await eventually(async () => expect(await pair.said(thread_id)).toEqual(['first', 're: first']));
  });
}
