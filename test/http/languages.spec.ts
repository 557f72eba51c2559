import { ChatKitError } from '../../src/protocol/errors.js';
import type { WidgetItem } from '../../src/protocol/items.js';
import { userInput } from '../../src/testing/client/chatkit-test-client.js';
import { ScriptedResponder, untilStopped } from '../../src/testing/scripted.responder.js';
import { startApp, type TestApp } from '../support/app.js';
import { ChatKitClient } from '../support/chatkit-client.js';
import { startNamingProvider } from '../support/naming-provider.js';

const speaking = (server: TestApp, acceptLanguage: string) =>
  ChatKitClient.as(server.url, 'alice', { 'accept-language': acceptLanguage });

describe('whoever asks in a language', () => {
  const responder = new ScriptedResponder();
  let server: TestApp;
  beforeAll(async () => (server = await startApp({ responder })));
  afterAll(() => server.close());

  it.each([
    ['de-CH', 'Diese Unterhaltung gibt es nicht.'],
    ['nl, fr;q=0.7, en;q=0.2', 'Cette conversation n’existe pas.'],
    ['en;q=0.1, ja', 'この会話は存在しません。'],
    ['nl', 'There is no such thread.'],
    ['*', 'There is no such thread.'],
  ])(
    '%j is told in it what is not there, before a stream and without one (row 75)',
    async (header, message) => {
      const client = await speaking(server, header);
      const { status, body } = await client.call('threads.get_by_id', { thread_id: 'thr_none' });
      expect([status, body]).toMatchObject([404, { code: 'not_found', message }]);
      const streaming = { thread_id: 'thr_none', ...userInput('Hi') };
      expect((await client.call('threads.add_user_message', streaming)).body).toMatchObject({ message });
    },
  );

  it('is told in it what a stream has to refuse', async () => {
    responder.script = async function* (_thread, _input, context) {
      yield { type: 'progress_update', text: 'thinking' };
      await untilStopped(context);
    };
    const client = await speaking(server, 'es-MX,es;q=0.9');
    const stream = await client.open('threads.create', userInput('Hola'));
    const { value } = await stream.events.next();
    const threadId = value?.type === 'thread.created' ? value.thread.id : '';
    expect(await client.say(threadId, '¿Hola?')).toMatchObject([
      { type: 'error', message: expect.stringContaining('Todavía se está escribiendo una respuesta') },
    ]);
    stream.leave();
  });

  it('is told in it that a turn failed, what there is too much of, and what is not there to be had', async () => {
    responder.script = async function* () {
      throw new ChatKitError('model_failed');
    };
    const client = await speaking(server, 'pt-BR');
    const tooLong = await client.stream('threads.create', userInput('x'.repeat(200_001)));
    expect(tooLong).toMatchObject([
      { message: 'Uma mensagem pode ter no máximo 200.000 caracteres; esta tem 200.001.' },
    ]);
    const { threadId, events: failed } = await client.createThread('Oi');
    expect(failed.at(-1)).toMatchObject({
      message: 'O assistente não conseguiu responder agora. Tente novamente.',
    });
    expect(
      await client.stream('threads.custom_action', { thread_id: threadId, action: { type: 'go' } }),
    ).toContainEqual({
      type: 'error',
      code: 'custom',
      message: 'A ação “go” não está disponível neste servidor.',
      allow_retry: false,
    });
  });

  it('is told in it to sign in; detail for whoever writes the client stays English', async () => {
    const client = new ChatKitClient(server.url, undefined, { 'accept-language': 'fr' });
    const response = await client.post('{');
    expect(await response.json()).toMatchObject({ code: 'unauthorized' });
    const german = await speaking(server, 'de');
    const { body } = await german.call('threads.get_by_id', {});
    expect(body).toMatchObject({ code: 'bad_request', message: expect.stringContaining('params.thread_id') });
  });

  it('has hooks that know it', async () => {
    responder.script = async function* () {};
    await (await speaking(server, 'fr;q=0.5, de-AT')).createThread('Hallo');
    const { context } = responder.calls.at(-1)!;
    expect([context.locale, context.locales]).toEqual(['de-AT', ['de-AT', 'fr']]);
  });
});

describe('the task list', () => {
  it('is shown in the language of whoever asks, and again in that of whoever changes it', async () => {
    const server = await startApp();
    const french = await speaking(server, 'fr-CA');
    const { threadId } = await french.createThread("What's on my list?");
    const shown = async () =>
      (await french.items(threadId)).find((item): item is WidgetItem => item.type === 'widget')!;
    expect(JSON.stringify(await shown())).toContain('Ajouter une tâche');
    const german = await speaking(server, 'de-DE,de;q=0.9');
    const { id: item_id } = await shown();
    const action = { type: 'tasks.add', payload: { title: 'Milch' } };
    const { body } = await german.call<{ updated_item: WidgetItem }>('threads.sync_custom_action', {
      thread_id: threadId,
      item_id,
      action,
    });
    expect(JSON.stringify(body.updated_item)).toContain('0 von 1 erledigt');
    expect(await shown()).toEqual(body.updated_item);
    await server.close();
  });
});

describe('the bundled assistant', () => {
  it('tells its model which language is probable', async () => {
    const provider = await startNamingProvider('responses');
    const server = await startApp({ variables: { OPENAI_BASE_URL: provider.baseUrl, MODEL: 'mock' } });
    const answer = (await speaking(server, 'de-AT, en;q=0.5')).createThread('Hallo');
    const call = await provider.next('answer');
    expect(JSON.stringify(call.body)).toContain('probably Austrian German');
    call.say('Servus!');
    await answer;
    await server.close();
    provider.stop();
  });
});
