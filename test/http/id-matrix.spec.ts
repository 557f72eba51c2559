import { DataSource } from 'typeorm';
import type { Attachment } from '../../src/protocol/attachments.js';
import { newId } from '../../src/protocol/ids.js';
import {
  assistantMessage,
  fileAttachment,
  newThread,
  toolCall,
  userMessage,
} from '../../src/testing/builders.js';
import { userInput } from '../../src/testing/client/chatkit-test-client.js';
import { ScriptedResponder } from '../../src/testing/scripted.responder.js';
import { AttachmentStore } from '../../src/turns/attachment-store.js';
import type { Principal } from '../../src/turns/principal.js';
import { ThreadStore } from '../../src/turns/thread-store.js';
import { startApp, type TestApp } from '../support/app.js';
import { ChatKitClient } from '../support/chatkit-client.js';
import { countStatements } from '../support/count-statements.js';
import { questions, widget } from '../support/known-items.js';
import { tokenOf, trustingIssuer } from '../support/people.js';
import { rowSums } from '../support/row-sums.js';
import {
  absentIds,
  malformedIds,
  slots,
  unknownIds,
  type Foreign,
  type Slot,
  type Things,
} from './id-matrix.cases.js';
import { malformedNumbers, toolSlots, waysIn } from './tool-matrix.cases.js';

/** Stands in everything that other people wrote. */
const canary = 'canary-of-somebody-else';

/** Bytes are elsewhere; deleting an own file must come this far. */
class Bucket extends AttachmentStore {
  override createAttachment(): Promise<Attachment> {
    return Promise.resolve(fileAttachment());
  }
  override deleteAttachment(): Promise<void> {
    return Promise.resolve();
  }
}

const eve: Principal = { userId: 'eve', tenantId: 't1' };
let server: TestApp;
let dataSource: DataSource;
let store: ThreadStore;
let own: Things;
let foreign: Foreign;
let clients: Record<'user' | 'admin' | 'anonymous' | 'expired', ChatKitClient>;

beforeAll(async () => {
  const responder = new ScriptedResponder(async function* (thread) {
    yield { type: 'thread.item.done', item: assistantMessage(thread.id, 'Yes') };
  });
  responder.onAction = (thread, _action, _sender, context) => responder.script(thread, null, context);
  responder.onSyncAction = () => Promise.resolve({});
  server = await startApp({
    responder,
    attachmentStore: new Bucket(),
    variables: trustingIssuer,
    signIn: false,
  });
  dataSource = server.app.get(DataSource);
  store = server.app.get(ThreadStore);
  const as = async (...claims: Parameters<typeof tokenOf>) =>
    new ChatKitClient(server.url, await tokenOf(...claims));
  clients = {
    user: await as('eve', { tenant: 't1' }),
    admin: await as('root', { tenant: 't1', roles: ['admin', 'audit'] }),
    anonymous: new ChatKitClient(server.url, undefined),
    expired: await as('eve', { tenant: 't1', isExpired: true }),
  };
  own = await arrange(eve);
  const deleted = await arrange(eve);
  await store.deleteThread(deleted.thread, eve);
  await store.deleteAttachment(deleted.attachment, eve);
  foreign = {
    neighbour: await arrange({ userId: 'ada', tenantId: 't1' }, canary),
    namesake: await arrange({ userId: 'eve', tenantId: 't2' }, canary),
    deleted,
    elsewhere: await arrange(eve),
  };
  // The first request opens the engine, which takes statements of its own.
  await clients.user.call('threads.list', {});
});
afterAll(() => server.close());

/** A thread of somebody's with one of everything in it, and a file. */
async function arrange(owner: Principal, text = 'mine'): Promise<Things> {
  const thread = newThread({ title: text });
  const file = fileAttachment({ name: text });
  const items = [
    userMessage(thread.id, text),
    widget(thread.id, newId('message'), text),
    questions(thread.id, newId('message')),
    toolCall(thread.id),
  ];
  await store.saveThread(thread, owner);
  for (const item of items) await store.addThreadItem(thread.id, item, owner);
  await store.saveAttachment(file, owner);
  const [message, shown, asked] = items.map(({ id }) => id);
  return {
    thread: thread.id,
    message: message!,
    widget: shown!,
    questions: asked!,
    attachment: file.id,
  };
}

/** Everything of an answer but the request's own id. */
async function send(client: ChatKitClient, { type, params }: Slot, id: unknown, things = own) {
  const response = await client.post(JSON.stringify({ type, params: params(id, things) }));
  const text = await response.text();
  return {
    status: response.status,
    type: response.headers.get('content-type')?.split(';')[0],
    text: text.replace(/"requestId":"[^"]*"/, ''),
  };
}

/** Statements of a request: of two the fewer, as the engine's own sweep may fall into one of them. */
async function statementsOf(slot: Slot, id: unknown): Promise<number> {
  const counts: number[] = [];
  for (let time = 0; time < 2; time++) {
    const counted = countStatements(dataSource);
    await send(clients.user, slot, id);
    counts.push(counted());
  }
  return Math.min(...counts);
}

const unsigned = { status: 401, type: 'application/json' };
const refusedBody = { status: 400, type: 'application/json' };

describe('an id, in each of the places that take one', () => {
  it('is looked for in 21 places, as 18 values', () => {
    const values = [unknownIds, malformedIds, absentIds].flatMap((ids) => Object.keys(ids));
    expect(Object.keys(slots)).toHaveLength(21);
    // Beside them: own, one that never was, and the empty text.
    expect(values.length + 3).toBe(18);
  });

  describe.each(Object.entries(slots))('%s', (_name, slot) => {
    const never = () => newId(slot.kind === 'thread' ? 'thread' : 'message');

    it('that is not the caller’s is unknown, whoever else has it (rows 77, 171) (threats 1 and 2)', async () => {
      const before = await rowSums(dataSource);
      const unknown = await send(clients.user, slot, never());
      expect(unknown).toMatchObject({ status: 404, type: 'application/json' });
      for (const [value, idOf] of Object.entries(unknownIds)) {
        const id = idOf(slot.kind, foreign);
        expect([value, await send(clients.user, slot, id)]).toEqual([value, unknown]);
        // An administrator's role owns nothing: here even the thread around the id is somebody else's.
        const asAdmin = await send(clients.admin, slot, id);
        expect([value, asAdmin.status, asAdmin.type]).toEqual([value, 404, 'application/json']);
        expect(asAdmin.text).not.toContain(canary);
      }
      expect(await rowSums(dataSource)).toEqual(before);
    });

    it('is no help to an administrator whose it is not, nor to nobody', async () => {
      const before = await rowSums(dataSource);
      expect(await send(clients.admin, slot, own[slot.kind])).toMatchObject({ status: 404 });
      const ids = [
        own[slot.kind],
        never(),
        '',
        ...Object.values(unknownIds).map((idOf) => idOf(slot.kind, foreign)),
        ...Object.values(malformedIds),
        ...Object.values(absentIds),
      ];
      expect(ids).toHaveLength(18);
      for (const id of ids) {
        expect(await send(clients.anonymous, slot, id)).toMatchObject(unsigned);
        expect(await send(clients.expired, slot, id)).toMatchObject(unsigned);
      }
      expect(await rowSums(dataSource)).toEqual(before);
    });

    it('that is no text is refused before anything is done', async () => {
      const before = await rowSums(dataSource);
      for (const [value, id] of Object.entries(malformedIds)) {
        for (const client of [clients.user, clients.admin]) {
          expect([value, await send(client, slot, id)]).toEqual([
            value,
            expect.objectContaining(refusedBody),
          ]);
        }
      }
      expect(await rowSums(dataSource)).toEqual(before);
    });

    it('of somebody else takes as many statements as one that never was', async () => {
      const foreignId = foreign.neighbour[slot.kind];
      expect(await statementsOf(slot, foreignId)).toBe(await statementsOf(slot, never()));
    });

    it('that is the caller’s own works, and an absent one is what the protocol says', async () => {
      const things = await arrange(eve);
      const answer = await send(clients.user, slot, things[slot.kind], things);
      expect(answer.status).toBe(200);
      expect(answer.text).not.toContain('"type":"error"');
      const absent = await arrange(eve);
      for (const [value, id] of Object.entries(absentIds)) {
        const { status } = await send(clients.user, slot, id, absent);
        expect([value, status]).toEqual([value, slot.withoutId]);
      }
      const empty = await send(clients.user, slot, '', absent);
      expect([200, 400, 404]).toContain(empty.status);
      expect(empty.text).not.toContain(canary);
    });
  });
});

describe.each([
  ['GET', 'events'],
  ['POST', 'cancel'],
])('the id in the path of %s /api/chatkit/threads/{id}/%s', (method, route) => {
  const ask = async ({ token }: ChatKitClient, id: string) => {
    const response = await fetch(`${server.url}/api/chatkit/threads/${encodeURIComponent(id)}/${route}`, {
      method,
      headers: token === undefined ? {} : { authorization: `Bearer ${token}` },
    });
    const text = await response.text();
    return { status: response.status, text: text.replace(/"requestId":"[^"]*"/, '') };
  };
  const statementsFor = async (id: string) => {
    const counted = countStatements(dataSource);
    await ask(clients.user, id);
    return counted();
  };

  it('is unknown when it is not the caller’s, whoever else has it (rows 77, 171) (threats 1 and 2)', async () => {
    const before = await rowSums(dataSource);
    const unknown = await ask(clients.user, newId('thread'));
    expect(unknown.status).toBe(404);
    for (const [value, idOf] of Object.entries(unknownIds)) {
      const id = idOf('thread', foreign);
      expect([value, await ask(clients.user, id)]).toEqual([value, unknown]);
      expect([value, await ask(clients.admin, id)]).toEqual([value, unknown]);
      expect([value, (await ask(clients.anonymous, id)).status]).toEqual([value, 401]);
      expect([value, (await ask(clients.expired, id)).status]).toEqual([value, 401]);
    }
    expect(await ask(clients.admin, own.thread)).toEqual(unknown);
    expect((await ask(clients.user, own.thread)).status).toBe(200);
    const [theirs, never] = [
      await statementsFor(foreign.neighbour.thread),
      await statementsFor(newId('thread')),
    ];
    expect(theirs).toBe(never);
    expect(await rowSums(dataSource)).toEqual(before);
  });
});

describe('what else of a request could name somebody else', () => {
  it('a quotation, a tag or an option that holds a foreign id brings nothing of theirs', async () => {
    const { neighbour } = foreign;
    const events = await clients.user.stream('threads.create', {
      input: {
        ...userInput('Look').input,
        content: [
          { type: 'input_tag', id: neighbour.thread, text: 'theirs', data: { id: neighbour.message } },
        ],
        quoted_text: neighbour.message,
        inference_options: { tool_choice: { id: neighbour.attachment }, model: neighbour.widget },
      },
    });
    expect(JSON.stringify(events)).not.toContain(canary);
  });

  it.each([
    ['a query', '?access_token=TOKEN&token=TOKEN&user_id=eve', {}],
    ['a cookie', '', { cookie: 'access_token=TOKEN; session=TOKEN; user_id=eve' }],
    [
      'other headers',
      '',
      { 'x-access-token': 'TOKEN', 'x-user-id': 'eve', 'x-authorization': 'Bearer TOKEN' },
    ],
  ])('a token in %s is nobody’s (threat 5)', async (_where, query, headers) => {
    const token = clients.user.token!;
    const response = await fetch(`${server.url}/chatkit${query.replaceAll('TOKEN', token)}`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        ...Object.fromEntries(
          Object.entries(headers).map(([name, value]) => [name, value.replaceAll('TOKEN', token)]),
        ),
      },
      body: JSON.stringify({ type: 'threads.list', params: {} }),
    });
    expect(response.status).toBe(401);
  });

  it('headers, parameters and metadata do not change who asks (threat 5)', async () => {
    const response = await fetch(`${server.url}/chatkit?user_id=ada&tenant_id=t2`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        authorization: `Bearer ${clients.user.token}`,
        cookie: `session=${await tokenOf('ada', { tenant: 't1' })}`,
        'x-user-id': 'ada',
        'x-tenant-id': 't2',
      },
      body: JSON.stringify({
        type: 'threads.list',
        params: { limit: 100, user_id: 'ada', owner_id: 'ada', tenant_id: 't2' },
        metadata: { principal: { userId: 'ada' }, user_id: 'ada', tenant: 't2' },
      }),
    });
    const body = await response.text();
    expect(body).toContain(own.thread);
    expect(body).not.toContain(canary);
  });
});

describe.each(Object.entries(waysIn))(
  'a task’s number, over %s (rows 21, 132) (threats 1 and 5)',
  (_way, call) => {
    /** Numbers are counted for each person. Only the other has as many. */
    let others: string[];
    let token: string;
    const own = async () => {
      await call(server.url, token, 'add_task', { title: 'own' });
      const { text } = await call(server.url, token, 'list_tasks', { limit: 200 });
      return Math.max(...[...text.matchAll(/task_id\W+(\d+)/g)].map(([, number]) => Number(number)));
    };
    beforeAll(async () => {
      token = clients.user.token!;
      others = [await tokenOf('ada', { tenant: 't1' }), await tokenOf('eve', { tenant: 't2' })];
      for (const other of others) {
        for (let count = 0; count < 20; count++) await call(server.url, other, 'add_task', { title: canary });
      }
    });

    describe.each(Object.entries(toolSlots))('%s', (tool, more) => {
      const tell = (bearer: string | undefined, number: unknown, also: object = {}) =>
        call(server.url, bearer, tool, {
          ...more,
          ...(number !== undefined && { task_id: number }),
          ...also,
        });

      it('that is not the caller’s is unknown, whoever else has it', async () => {
        const gone = await own();
        await call(server.url, token, 'delete_task', { task_id: gone });
        const before = await rowSums(dataSource);
        const never = await tell(token, 999_999);
        expect(never).toMatchObject({ isDone: false, text: expect.stringContaining('there is no task') });
        for (const number of [20, gone]) {
          const expected = { ...never, text: never.text.replaceAll('999999', String(number)) };
          expect(await tell(token, number)).toEqual(expected);
          expect(await tell(clients.admin.token, number)).toEqual(expected);
        }
        expect(await rowSums(dataSource)).toEqual(before);
      });

      it('that is none is refused, before anything is done and to whoever asks', async () => {
        const before = await rowSums(dataSource);
        for (const [value, number] of Object.entries(malformedNumbers)) {
          for (const bearer of [token, clients.admin.token]) {
            const answer = await tell(bearer, number);
            expect([value, answer.isDone, answer.status < 500]).toEqual([value, false, true]);
            expect(answer.text).toContain('task_id');
          }
        }
        for (const number of [20, 999_999, ...Object.values(malformedNumbers)]) {
          for (const bearer of [undefined, clients.expired.token]) {
            expect((await tell(bearer, number)).status).toBe(401);
          }
        }
        expect(await rowSums(dataSource)).toEqual(before);
      });

      it('is looked for among the caller’s own, whatever the arguments say of a person', async () => {
        const theirs = await rowSums(dataSource);
        for (const user_id of ['ada', 'eve']) {
          const answer = await tell(token, 20, {
            user_id,
            owner_id: user_id,
            tenant_id: 't2',
            _meta: { user_id },
          });
          expect(answer.isDone).toBe(false);
        }
        expect(await rowSums(dataSource)).toEqual(theirs);
      });

      it('that is the caller’s own works', async () => {
        expect(await tell(token, await own())).toMatchObject({ status: 200, isDone: true });
        for (const other of others) {
          expect((await call(server.url, other, 'list_tasks', { limit: 200 })).text).not.toContain(
            'completed"',
          );
        }
      });
    });
  },
);
