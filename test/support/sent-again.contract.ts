import type { ThreadStreamEvent } from '../../src/protocol/events.js';
import type { ThreadItem } from '../../src/protocol/items.js';
import { assistantMessage, hiddenNote, newPerson, toolCall, widgetItem } from '../../src/testing/builders.js';
import { threadIdOf, typesOf } from '../../src/testing/client/answers.js';
import { userInput } from '../../src/testing/client/chatkit-test-client.js';
import { added, delta, done, removed, replaced } from '../../src/testing/events.js';
import { untilStopped, type Script } from '../../src/testing/scripted.responder.js';
import { Gate, readUntil, restOf, ServerPair, shownBy, textsOf, type SharedStorage } from './server-pair.js';

/** What becomes of a message that is sent again under its key, whatever database is underneath. */
export function sentAgainContract(storage: () => SharedStorage): void {
  let pair: ServerPair;
  beforeEach(async () => (pair = await ServerPair.open(storage())));
  afterEach(() => pair.close());

  const isDelta = (event: ThreadStreamEvent) => event.type === 'thread.item.updated';
  const create = (key: string, server = pair.one, text = 'Hello') =>
    pair.client(server, key).open('threads.create', userInput(text));
  /** Says half of its answer, and the rest when the gate opens. */
  const inTwoHalves = (gate: Gate): Script =>
    async function* (thread) {
      const item = assistantMessage(thread.id);
      yield added(item);
      yield delta(item.id, 'Half');
      await gate.passed;
      yield delta(item.id, ' and half');
      thread.title = 'Halves';
      yield done({ ...item, content: [{ type: 'output_text', text: 'Half and half', annotations: [] }] });
    };
  const fail: Script = async function* () {
    throw new Error('The provider is down.');
  };

  /** Items that a client is told to replace without having been told of them. */
  const replacedUnseen = (events: readonly ThreadStreamEvent[]) =>
    events.filter(
      (event, index) =>
        event.type === 'thread.item.replaced' &&
        !shownBy(events.slice(0, index)).some(({ id }) => id === event.item.id),
    );

  describe('a message that is sent again under its key', () => {
    it('while it is answered joins the answer from its beginning; the model is asked once (row 19)', async () => {
      const gate = new Gate();
      pair.responder.script = inTwoHalves(gate);
      const first = await create('k');
      const begun = await readUntil(first, isDelta);
      const second = await create('k');
      const joined = await readUntil(second, (event) => event.type === 'thread.item.added');
      expect(typesOf(joined)).toEqual([
        'thread.created',
        'thread.item.done',
        'stream_options',
        'thread.item.added',
      ]);
      expect(textsOf(shownBy(joined))).toEqual(['Hello', 'Half']);
      gate.open();
      const all = [...begun, ...(await restOf(first))];
      const again = [...joined, ...(await restOf(second))];
      const items = await pair.client(pair.one).items(threadIdOf(all));
      expect(shownBy(all)).toEqual(items);
      expect(shownBy(again)).toEqual(items);
      expect(textsOf(items)).toEqual(['Hello', 'Half and half']);
      expect(pair.responder.calls).toHaveLength(1);
    });

    it.each(['the same process', 'another process'])(
      'after its answer is told what is stored, by %s (row 19)',
      async (where) => {
        const gate = new Gate();
        gate.open();
        pair.responder.script = inTwoHalves(gate);
        const all = await restOf(await create('k'));
        const server = where === 'another process' ? pair.other : pair.one;
        const again = await restOf(await create('k', server));
        expect(typesOf(again)).toEqual([
          'thread.created',
          'thread.item.done',
          'stream_options',
          'thread.item.done',
          'thread.updated',
        ]);
        expect(shownBy(again)).toEqual(shownBy(all));
        expect(again.at(-1)).toMatchObject({ thread: { id: threadIdOf(all), title: 'Halves' } });
        expect(pair.responder.calls).toHaveLength(1);
      },
    );

    it('to another process while it is answered is told what was sent, what is written, and how it goes on (row 19)', async () => {
      const gate = new Gate();
      pair.responder.script = inTwoHalves(gate);
      const first = await create('k');
      const begun = await readUntil(first, isDelta);
      const second = await create('k', pair.other);
      const joined = await readUntil(second, ({ type }) => type === 'stream_options');
      expect(textsOf(shownBy(joined))).toEqual(['Hello']);
      // The answer is far from its end.
      joined.push(...(await readUntil(second, ({ type }) => type === 'thread.item.added')));
      expect(textsOf(shownBy(joined))).toEqual(['Hello', 'Half']);
      gate.open();
      await restOf(first);
      const again = [...joined, ...(await restOf(second))];
      expect(replacedUnseen(again)).toEqual([]);
      expect(shownBy(again)).toEqual(await pair.client(pair.one).items(threadIdOf(begun)));
      expect(pair.responder.calls).toHaveLength(1);
    });

    it('to another process sees the answer grow', async () => {
      const gates = [new Gate(), new Gate(), new Gate()];
      pair.responder.script = async function* (thread) {
        const item = assistantMessage(thread.id, '');
        yield added(item);
        for (const [index, gate] of gates.entries()) {
          yield delta(item.id, `${index} `);
          await gate.passed;
        }
        yield done(assistantMessage(thread.id, '0 1 2 ', { id: item.id }));
      };
      const first = await create('k');
      await readUntil(first, isDelta);
      const second = await create('k', pair.other);
      const told = await readUntil(second, ({ type }) => type === 'thread.item.added');
      gates[0]!.open();
      told.push(...(await readUntil(second, isDelta)));
      expect(textsOf(shownBy(told))).toEqual(['Hello', '0 1 ']);
      gates[1]!.open();
      told.push(...(await readUntil(second, isDelta)));
      expect(textsOf(shownBy(told))).toEqual(['Hello', '0 1 2 ']);
      gates[2]!.open();
      const [all, again] = [await restOf(first), [...told, ...(await restOf(second))]];
      expect(all.at(-1)).toMatchObject({ type: 'thread.item.done' });
      expect(shownBy(again)).toEqual(await pair.client(pair.one).items(threadIdOf(told)));
    });

    it('many times at once to two processes begins one thread and one turn (row 19)', async () => {
      pair.responder.script = async function* (thread) {
        yield done(assistantMessage(thread.id, 'Hi'));
      };
      const servers = Array.from({ length: 10 }, (_, index) => (index % 2 ? pair.one : pair.other));
      const streams = await Promise.all(servers.map((server) => create('k', server)));
      const told = await Promise.all(streams.map(restOf));
      expect(new Set(told.map(threadIdOf)).size).toBe(1);
      for (const events of told) expect(textsOf(shownBy(events))).toEqual(['Hello', 'Hi']);
      expect(pair.responder.calls).toHaveLength(1);
      const { data } = await pair.store.loadThreads({ limit: 10, order: 'asc' }, pair.alice);
      expect(data).toHaveLength(1);

      const thread_id = threadIdOf(told[0]!);
      const more = await Promise.all(
        servers.map(async (server) => {
          const params = { thread_id, ...userInput('More') };
          return restOf(await pair.client(server, 'k2').open('threads.add_user_message', params));
        }),
      );
      for (const events of more) expect(textsOf(shownBy(events))).toEqual(['More', 'Hi']);
      expect(await pair.said(thread_id)).toEqual(['Hello', 'Hi', 'More', 'Hi']);
      expect(pair.responder.calls).toHaveLength(2);
    });

    it('at any moment shows what everybody else sees', async () => {
      const steps: Gate[] = [];
      pair.responder.script = async function* (thread) {
        const [a, b] = [assistantMessage(thread.id, 'a'), assistantMessage(thread.id)];
        const widget = widgetItem(thread.id);
        const events: ThreadStreamEvent[] = [
          { type: 'progress_update', text: 'one' },
          added({ ...a, content: [] }),
          delta(a.id, 'A'),
          added(b),
          delta(b.id, 'B'),
          { type: 'progress_update', text: 'two' },
          done(a),
          done(hiddenNote(thread.id)),
          delta(b.id, 'b'),
          done(widget),
          replaced({ ...widget, widget: { type: 'Card', children: [] } }),
          removed(b.id),
          done(assistantMessage(thread.id, 'end')),
        ];
        for (const event of events) {
          yield event;
          const step = new Gate();
          steps.push(step);
          await step.passed;
        }
      };
      const first = restOf(await create('k'));
      const told: Promise<ThreadStreamEvent[]>[] = [];
      for (let step = 0; step < 13; step++) {
        while (!steps[step]) await new Promise((next) => setImmediate(next));
        told.push(restOf(await create('k')));
        steps[step]!.open();
      }
      const all = await first;
      const items = await pair.client(pair.one).items(threadIdOf(all));
      expect(items).toHaveLength(4);
      for (const events of [all, ...(await Promise.all(told))]) expect(shownBy(events)).toEqual(items);
      for (const events of await Promise.all(told)) expect(replacedUnseen(events)).toEqual([]);
      expect(pair.responder.calls).toHaveLength(1);
    });

    it('with the output of a tool in the client goes on once, and says so twice', async () => {
      pair.responder.script = async function* (thread, input) {
        yield done(input ? toolCall(thread.id) : assistantMessage(thread.id, 'Thanks'));
      };
      const thread_id = threadIdOf(await restOf(await create('k')));
      const output = async (server = pair.one) =>
        restOf(
          await pair
            .client(server, 'k2')
            .open('threads.add_client_tool_output', { thread_id, result: { ok: true } }),
        );
      const first = await output();
      const again = await output(pair.other);
      expect(textsOf(shownBy(first))).toEqual(['Thanks']);
      expect(textsOf(shownBy(again)).at(-1)).toBe('Thanks');
      expect(again.map(({ type }) => type)).not.toContain('error');
      expect(pair.responder.calls).toHaveLength(2);
    });

    it('is told of calls that the message took back, and of nothing that came after its answer', async () => {
      pair.responder.script = async function* (thread) {
        yield done(assistantMessage(thread.id, 'Hi'));
      };
      const thread_id = threadIdOf(await restOf(await create('k')));
      const call = toolCall(thread_id);
      await pair.store.addThreadItem(thread_id, call, pair.alice);
      const say = async (key: string, text: string) =>
        restOf(
          await pair
            .client(pair.one, key)
            .open('threads.add_user_message', { thread_id, ...userInput(text) }),
        );
      const first = await say('k2', 'two');
      await say('k3', 'three');
      const again = await say('k2', 'two');
      expect(again).toContainEqual(removed(call.id));
      expect(shownBy(again)).toEqual(shownBy(first));
      expect(await pair.said(thread_id)).toEqual(['Hello', 'Hi', 'two', 'Hi', 'three', 'Hi']);
    });

    it('when the answer failed is told so again, and nobody is asked anew', async () => {
      pair.responder.script = fail;
      const first = await restOf(await create('k'));
      for (const server of [pair.one, pair.other]) {
        const again = await restOf(await create('k', server));
        const { type } = again.at(-2)!;
        expect([type, again.find((event) => event.type === 'error')]).toEqual(['error', first.at(-1)]);
      }
      expect(pair.responder.calls).toHaveLength(1);
    });

    it('when the answer was cut off by the end of its process is told what was kept of it', async () => {
      pair.responder.script = async function* (thread, _input, context) {
        const item = assistantMessage(thread.id);
        yield added(item);
        yield delta(item.id, 'Half');
        await untilStopped(context);
      };
      const stream = await create('k');
      await readUntil(stream, isDelta);
      await pair.one.drain(0);
      const told = await restOf(stream);
      const again = await restOf(await create('k', pair.other));
      expect(textsOf(shownBy(again))).toEqual(['Hello', 'Half']);
      const isError = ({ type }: ThreadStreamEvent) => type === 'error';
      expect(again.filter(isError)).toEqual(told.filter(isError));
      expect(pair.responder.calls).toHaveLength(1);
    });
  });

  describe('a key', () => {
    const say = (key: string, params: object) =>
      pair.client(pair.one, key).call<ThreadItem>('threads.add_user_message', params);

    it('with another message is refused with 422, and begins nothing (X2)', async () => {
      const thread_id = threadIdOf(await restOf(await create('k')));
      const changed = [
        pair.client(pair.one, 'k').call('threads.create', userInput('Hullo')),
        pair.client(pair.other, 'k').call('threads.create', userInput('Hello', { quoted_text: 'q' })),
        say('k', { thread_id, ...userInput('Hello') }),
      ];
      for (const { status, body } of await Promise.all(changed)) {
        expect([status, body]).toMatchObject([422, { code: 'idempotency_mismatch' }]);
        expect(body).toMatchObject({ message: expect.stringMatching(/Idempotency-Key.*new key/) });
      }
      expect(await pair.said(thread_id)).toEqual(['Hello']);
      expect(pair.responder.calls).toHaveLength(1);
    });

    it('with another message while the first is on its way is refused, too', async () => {
      const gate = new Gate();
      pair.responder.script = inTwoHalves(gate);
      const [first, second] = await Promise.all([
        create('k'),
        pair.client(pair.one, 'k').call('threads.create', userInput('Hullo')),
      ]);
      expect([second.status, second.body]).toMatchObject([422, { code: 'idempotency_mismatch' }]);
      gate.open();
      expect(textsOf(shownBy(await restOf(first)))).toEqual(['Hello', 'Half and half']);
    });

    it('with the same message in another order of its fields is the same', async () => {
      const { input } = userInput('Hello') as { input: Record<string, unknown> };
      await restOf(await create('k'));
      const turned = Object.fromEntries(Object.entries(input).reverse());
      await restOf(await pair.client(pair.one, 'k').open('threads.create', { input: turned }));
      expect(pair.responder.calls).toHaveLength(1);
    });

    it.each([
      ['nothing', ''],
      ['two words', 'two words'],
      ['letters beyond ASCII', 'ü'],
      ['256 characters', 'x'.repeat(256)],
      ['a tab', 'a\tb'],
    ])('of %s is refused with 400 that names the header', async (_what, key) => {
      const { status, body } = await pair.client(pair.one, key).call('threads.create', userInput('Hello'));
      expect([status, body]).toMatchObject([
        400,
        {
          code: 'bad_request',
          message: expect.stringMatching(/^Idempotency-Key: must be 1 to 255 .*UUID/),
        },
      ]);
      expect(pair.responder.calls).toHaveLength(0);
    });

    it('means nothing to operations that answer with one body', async () => {
      const thread_id = threadIdOf(await restOf(await create('x'.repeat(255))));
      const rename = (title: string) =>
        pair.client(pair.one, 'two words').call('threads.update', { thread_id, title });
      expect((await rename('a')).body).toMatchObject({ title: 'a' });
      expect((await rename('b')).body).toMatchObject({ title: 'b' });
    });

    it("of somebody else's is another key", async () => {
      const hers = threadIdOf(await restOf(await create('k')));
      const { userId } = pair.alice;
      for (const principal of [newPerson(), { userId, tenantId: 'other' }]) {
        const theirs = pair.client(pair.one, 'k', { principal });
        const events = await restOf(await theirs.open('threads.create', userInput('Not hers')));
        expect(threadIdOf(events)).not.toBe(hers);
        expect(textsOf(shownBy(events))).toEqual(['Not hers']);
      }
      expect(pair.responder.calls).toHaveLength(3);
    });

    it('of a message that was refused can be sent again', async () => {
      const thread_id = threadIdOf(await restOf(await create('k')));
      const thread = await pair.store.loadThread(thread_id, pair.alice);
      await pair.store.saveThread({ ...thread, status: { type: 'locked' } }, pair.alice);
      const params = { thread_id, ...userInput('More') };
      const send = async () =>
        restOf(await pair.client(pair.one, 'k2').open('threads.add_user_message', params));
      expect(typesOf(await send())).toEqual(['error']);
      await pair.store.saveThread(thread, pair.alice);
      expect(textsOf(shownBy(await send()))).toEqual(['More']);
      expect(await pair.said(thread_id)).toEqual(['Hello', 'More']);
    });

    it('of a conversation that was deleted begins no new one', async () => {
      const thread_id = threadIdOf(await restOf(await create('k')));
      await pair.client(pair.one).call('threads.delete', { thread_id });
      const { status } = await pair.client(pair.one, 'k').call('threads.create', userInput('Hello'));
      expect(status).toBe(404);
      expect(pair.responder.calls).toHaveLength(1);
    });
  });
}
