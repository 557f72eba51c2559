import { DataSource } from 'typeorm';
import { textOf } from '../../../src/testing/client/answers.js';
import { startApp, type TestApp } from '../../support/app.js';
import { startAskedProvider, type Asked, type AskedProvider } from '../../support/asked-provider.js';
import { writers, type Said } from '../../support/scripted-provider.js';

/** What the two agents would say and call. */
function answerTo({ instructions, input, tools }: Asked & { tools?: { name: string }[] }) {
  const said = JSON.stringify(input);
  const speak = (what: Said) => writers.responses(what);
  const call = (name: string, args = {}) => speak({ calls: [{ id: `call_${name}`, name, args }] });
  const toolNames = (tools ?? []).map(({ name }) => name);
  if (instructions?.startsWith('You plan')) {
    if (said.includes('call_add_task')) return speak({ text: 'The lens is on your list.' });
    return toolNames.includes('add_task')
      ? call('add_task', { title: 'See the lens' })
      : speak({ text: 'No tools.' });
  }
  if (/marked/.test(said)) {
    return said.includes('function_call_output')
      ? speak({ text: 'You marked the bell.' })
      : call('get_marked_exhibits');
  }
  if (/list/.test(said)) return call('transfer_to_Planner');
  return speak({ text: 'The lens has 312 prisms.' });
}

describe('an assistant of two agents in the place of the bundled one', () => {
  let provider: AskedProvider;
  let server: TestApp;
  beforeAll(async () => {
    provider = await startAskedProvider(answerTo);
    server = await startApp({
      variables: {
        ASSISTANT_MODULE: './examples/assistants/lighthouse.ts',
        OPENAI_BASE_URL: provider.baseURL,
        THREAD_TITLES: 'off',
      },
    });
  });
  afterAll(async () => {
    await server.close();
    provider.close();
  });

  it('answers with its first agent', async () => {
    const { events } = await server.alice.createThread('What is the lens made of?');
    expect(textOf(events)).toBe('The lens has 312 prisms.');
  });

  it('hands over to the second, which has the bundled tools of the person who asks', async () => {
    const { threadId, events } = await server.alice.createThread('Put the lens on my list');
    expect(textOf(events)).toBe('The lens is on your list.');
    const shown = (await server.alice.items(threadId)).map(({ type }) => type);
    expect(shown).toEqual(['user_message', 'workflow', 'assistant_message']);
    const tasks = await server.app
      .get(DataSource)
      .query<{ owner_id: string; title: string }[]>('select * from tasks');
    expect(tasks).toMatchObject([{ owner_id: 'alice', title: 'See the lens' }]);
  });

  it('takes back what was shown when the guardrail trips, and says its own words instead', async () => {
    const { threadId, events } = await server.alice.createThread('Is the Louvre better?');
    expect(events.map(({ type }) => type)).not.toContain('error');
    const [, reply, ...more] = await server.alice.items(threadId);
    expect(more).toEqual([]);
    expect(reply).toMatchObject({
      type: 'assistant_message',
      content: [{ text: expect.stringMatching(/^I only know our own/) }],
    });
    const next = await server.alice.say(threadId, 'Then tell me about the lens');
    expect(textOf(next)).toBe('The lens has 312 prisms.');
  });

  it('asks the page, and goes on with what it answers', async () => {
    const { threadId, events } = await server.bob.createThread('What have I marked?');
    expect(events.at(-1)).toMatchObject({ item: { type: 'client_tool_call', name: 'get_marked_exhibits' } });
    const more = await server.bob.stream('threads.add_client_tool_output', {
      thread_id: threadId,
      result: { ids: ['bell'] },
    });
    expect(textOf(more)).toBe('You marked the bell.');
  });
});
