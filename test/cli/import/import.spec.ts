import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DataSource } from 'typeorm';
import { ImportIds } from '../../../src/cli/import/import-ids.js';
import { jsonRecords } from '../../../src/cli/import/json-records.js';
import { parseImportArguments, readUsers } from '../../../src/cli/import/options.js';
import { RecordSource } from '../../../src/cli/import/record-source.js';
import { runImport } from '../../../src/cli/import/run-import.js';
import type { Problem } from '../../../src/cli/import/source.js';
import { startApp, type TestApp } from '../../support/app.js';
import { healthy, startFaultyProvider, type FaultyProvider } from '../../support/faulty-provider.js';
import {
  hostedAnswer,
  hostedItem,
  hostedQuestion,
  hostedThread,
  listOf,
} from '../../support/hosted-export.js';

let dir: string;
let provider: FaultyProvider;
let server: TestApp;
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'chatkit-import-test-'));
  provider = await startFaultyProvider();
  provider.reply = healthy('responses');
  server = await startApp({ variables: { OPENAI_BASE_URL: provider.baseUrl, MODEL: 'any' } });
});
afterAll(async () => {
  await server.close();
  provider.close();
  await rm(dir, { recursive: true });
});

let files = 0;
/** A file with these texts. */
async function fileOf(...texts: string[]): Promise<string> {
  const path = join(dir, `${++files}.json`);
  await writeFile(path, texts.join(''));
  return path;
}
const asLines = (...values: object[]) => values.map((value) => `${JSON.stringify(value)}\n`).join('');

interface Asked {
  apply?: boolean;
  name?: string;
  userOf?: (userId: string) => string;
}

async function bring(path: string, { apply = true, name = '', userOf = (id) => id }: Asked = {}) {
  const problems: Problem[] = [];
  const source = await RecordSource.read(jsonRecords(path, problems), problems);
  const ids = new ImportIds([source.kind, name]);
  const target = apply ? server.app.get(DataSource) : undefined;
  try {
    const report = await runImport(source, { ids, userOf, target });
    for (const problem of source.problems) report.addProblem(problem);
    return { report, ids };
  } finally {
    await source.close();
  }
}

const listed = async (client = server.alice) => (await client.call('threads.list', { limit: 100 })).body.data;

describe('an export of OpenAI’s API (rows 105, 173, 184)', () => {
  const old = hostedThread('cthr_1', { title: 'Garden', created_at: 1_760_000_100 });
  const older = hostedThread('cthr_2', {
    title: 'Closed one',
    status: { type: 'closed', reason: 'It was done.' },
  });
  const items = [
    hostedQuestion('cthr_1', 'cthi_1', 'When do I plant leeks?', {
      content: [
        { type: 'quoted_text', text: 'leeks' },
        { type: 'input_text', text: 'When do I plant leeks?' },
      ],
      attachments: [
        { id: 'file_1', type: 'image', name: 'bed.png', mime_type: 'image/png', preview_url: 'https://x/' },
      ],
      inference_options: { model: null, tool_choice: { id: 'search' } },
    }),
    hostedItem('cthr_1', 'cthi_2', 'task_group', {
      tasks: [{ type: 'thought', heading: 'Thinking', summary: 'Leeks are hardy.' }],
    }),
    hostedItem('cthr_1', 'cthi_3', 'task', { task_type: 'custom', heading: 'Looked it up', summary: null }),
    hostedItem('cthr_1', 'cthi_4', 'client_tool_call', {
      status: 'completed',
      call_id: 'call_1',
      name: 'get_weather',
      arguments: '{"city":"Oslo"}',
      output: '{"sky":"grey"}',
    }),
    hostedItem('cthr_1', 'cthi_5', 'widget', {
      widget: JSON.stringify({ type: 'Card', children: [{ type: 'Text', value: 'Leeks' }] }),
    }),
    hostedAnswer('cthr_1', 'cthi_6', 'In April.', {
      content: [
        {
          type: 'output_text',
          text: 'In April.',
          annotations: [
            { type: 'url', source: { type: 'url', url: 'https://example.com/leeks' } },
            { type: 'file', source: { type: 'file', filename: 'garden.pdf' } },
          ],
        },
      ],
    }),
  ];
  // Two of them in one second: those are told in the order of the list alone.
  const inTime = items.map((item, at) => ({ ...item, created_at: 1_760_000_000 + Math.ceil(at / 2) }));
  let path: string;
  let ids: ImportIds;
  beforeAll(async () => {
    // Newest first, as the API lists by default, and before the threads that they are of.
    path = await fileOf(asLines(listOf(...[...inTime].reverse()), older, old));
  });

  it('is looked at first, and nothing is written', async () => {
    const before = await listed();
    const { report } = await bring(path, { apply: false });
    expect(report.toJSON()).toMatchObject({
      dry_run: true,
      threads: { found: 2, added: 2 },
      items: { found: 6, added: 6, skipped: 0 },
      types: { user_message: 1, assistant_message: 1, widget: 1, client_tool_call: 1, task: 1, workflow: 1 },
      problems: [],
    });
    expect(await listed()).toEqual(before);
  });

  it('comes with all of its items, in their order, with their times', async () => {
    const threadId = await server.alice.createThread('A conversation of this server').then((t) => t.threadId);
    ({ ids } = await bring(path));
    const threads = await listed();
    expect(threads.map(({ id }) => id)).toEqual([threadId, ids.thread('cthr_1'), ids.thread('cthr_2')]);
    const thread = await server.alice.thread(ids.thread('cthr_1'));
    expect(thread).toMatchObject({ title: 'Garden', created_at: '2025-10-09T08:55:00.000Z' });
    expect(await server.alice.items(ids.thread('cthr_1'))).toMatchObject([
      {
        type: 'user_message',
        content: [{ type: 'input_text', text: 'When do I plant leeks?' }],
        quoted_text: 'leeks',
        attachments: [{ type: 'file', name: 'bed.png', mime_type: 'image/png' }],
        inference_options: { tool_choice: { id: 'search' } },
        created_at: '2025-10-09T08:53:20.000Z',
      },
      { type: 'workflow', workflow: { tasks: [{ type: 'thought', content: 'Leeks are hardy.' }] } },
      { type: 'task', task: { type: 'custom', title: 'Looked it up', status_indicator: 'complete' } },
      {
        type: 'client_tool_call',
        status: 'completed',
        call_id: 'call_1',
        arguments: { city: 'Oslo' },
        output: { sky: 'grey' },
      },
      { type: 'widget', widget: { type: 'Card', children: [{ type: 'Text', value: 'Leeks' }] } },
      {
        type: 'assistant_message',
        content: [
          {
            text: 'In April.',
            annotations: [
              { source: { type: 'url', url: 'https://example.com/leeks' } },
              { source: { type: 'file', filename: 'garden.pdf' } },
            ],
          },
        ],
      },
    ]);
    const closed = await server.alice.thread(ids.thread('cthr_2'));
    expect(closed).toMatchObject({ status: { type: 'closed', reason: 'It was done.' } });
  });

  it('adds nothing a second time, and leaves what its owner did since', async () => {
    const thread_id = ids.thread('cthr_1');
    await server.alice.call('threads.update', { thread_id, title: 'My garden' });
    const items = await server.alice.items(thread_id);
    const { report } = await bring(path);
    expect(report.toJSON()).toMatchObject({
      threads: { found: 2, added: 0, known: 2 },
      items: { found: 6, added: 0, known: 6 },
    });
    expect(await server.alice.items(thread_id)).toEqual(items);
    expect(await server.alice.thread(thread_id)).toMatchObject({ title: 'My garden' });
  });

  it('is its owner’s alone', async () => {
    expect(await listed(server.bob)).toEqual([]);
    const refused = await server.bob.call('threads.get_by_id', { thread_id: ids.thread('cthr_1') });
    expect(refused.status).toBe(404);
  });

  it('goes on: the model is given what was said before', async () => {
    await server.alice.say(ids.thread('cthr_1'), 'And carrots?');
    const asked = JSON.stringify(provider.requests.at(-1)!.body);
    for (const said of ['When do I plant leeks?', 'In April.', 'And carrots?']) expect(asked).toContain(said);
  });
});

describe('tables of conversations and messages (rows 86, 87, 105, 161, 162)', () => {
  const dump = {
    conversations: [
      { id: 5, user_id: 'alice', created_at: '2026-01-02T10:00:00Z', updated_at: '2026-01-03T10:00:00Z' },
    ],
    messages: [
      { id: 2, conversation_id: 5, role: 'ASSISTANT', content: 'Hi!', created_at: '2026-01-02T10:00:01Z' },
      { id: 1, conversation_id: 5, role: 'user', content: 'Hello?', created_at: '2026-01-02T10:00:00Z' },
      { id: 3, conversation_id: 5, role: 'system', content: 'Be kind.', created_at: '2026-01-02T09:00:00Z' },
      { id: 4, conversation_id: 5, role: 'narrator', content: '…', created_at: '2026-01-02T11:00:00Z' },
    ],
  };

  it('become threads; what no person may read stays hidden, and what has no place is named', async () => {
    const { report, ids } = await bring(await fileOf(JSON.stringify(dump, null, 2)));
    const items = await server.alice.items(ids.thread('5'));
    expect(items).toMatchObject([
      { type: 'user_message', content: [{ text: 'Hello?' }] },
      { type: 'assistant_message', content: [{ text: 'Hi!' }] },
    ]);
    expect(report.toJSON()).toMatchObject({
      items: { found: 4, added: 3, skipped: 1 },
      types: { hidden_context_item: 1 },
      problems: [{ reason: 'a message with the role "narrator"', count: 1, examples: ['4'] }],
    });
  });

  it('of two databases are two, when they are named', async () => {
    const path = await fileOf(JSON.stringify(dump));
    const one = await bring(path, { name: 'one' });
    const other = await bring(path, { name: 'other' });
    expect([one.report.threads.added, other.report.threads.added]).toEqual([1, 1]);
    expect(one.ids.thread('5')).not.toBe(other.ids.thread('5'));
  });

  it('of people who have other ids here go to those', async () => {
    const users = await fileOf('alice,bob\n');
    const { ids } = await bring(await fileOf(JSON.stringify(dump)), {
      name: 'moved',
      userOf: await readUsers(users),
    });
    expect((await server.bob.items(ids.thread('5'))).length).toBe(2);
    expect((await server.alice.call('threads.get_by_id', { thread_id: ids.thread('5') })).status).toBe(404);
  });
});

describe('what cannot be brought over is told, with its reason and its id', () => {
  const thread = hostedThread('cthr_3');
  const item = (id: string, type: string, fields: object) =>
    hostedItem('cthr_3', id, type, fields as Record<string, unknown>);
  it.each<[string, object, string]>([
    ['a type that is not known', item('x', 'novelty', {}), 'items of type chatkit.novelty are not known'],
    [
      'a field of another kind',
      item('x', 'assistant_message', { content: 'Hi' }),
      'chatkit.assistant_message: content is not as the API describes it',
    ],
    [
      'a widget that is none',
      item('x', 'widget', { widget: '{"type":"Rocket"}' }),
      'chatkit.widget: the widget is none that this server knows',
    ],
    ['a widget that is no JSON', item('x', 'widget', { widget: '<b>' }), 'chatkit.widget: widget is no JSON'],
    [
      'arguments that are no object',
      item('x', 'client_tool_call', {
        status: 'completed',
        call_id: 'c',
        name: 'n',
        arguments: '[]',
        output: null,
      }),
      'chatkit.client_tool_call: arguments is no JSON object',
    ],
    [
      'an item of a thread that is not there',
      hostedQuestion('cthr_none', 'x', 'Hi'),
      'items of a thread that was not given (1)',
    ],
    ['a record of another kind', { id: 'x', colour: 'red' }, 'a record that is neither thread nor item'],
  ])('%s', async (_, record, reason) => {
    const path = await fileOf(asLines(thread, hostedQuestion('cthr_3', 'q', 'Hello'), record));
    const { report } = await bring(path, { apply: false });
    expect(report.toJSON()).toMatchObject({ problems: [{ reason, count: 1 }], items: { added: 1 } });
    expect(report.hasProblems).toBe(true);
  });

  it('a line that is no JSON, and the next one is read', async () => {
    const path = await fileOf(asLines(thread), '{"id": \n', asLines(hostedQuestion('cthr_3', 'q', 'Hello')));
    const { report } = await bring(path, { apply: false });
    expect(report.toJSON()).toMatchObject({
      items: { added: 1 },
      problems: [{ reason: 'a line is no JSON object', examples: [`${path}:2`] }],
    });
  });

  it('a document that is cut off, after what came before', async () => {
    const whole = JSON.stringify([thread, hostedQuestion('cthr_3', 'q', 'Hello')], null, 1);
    const { report } = await bring(await fileOf(whole.slice(0, -4)), { apply: false });
    expect(report.threads.found).toBe(1);
    expect(report.toJSON().problems[0]!.reason).toBe('a file is no JSON from some place on');
  });

  it('a user id that no token can have', async () => {
    const path = await fileOf(asLines(hostedThread('cthr_4', { user: 'a\u0000b' })));
    const { report } = await bring(path);
    expect(report.toJSON()).toMatchObject({ threads: { added: 0, skipped: 1 } });
  });
});

describe('the arguments', () => {
  it.each<[string[], RegExp]>([
    [[], /--from: must be one of json, openai, postgres/],
    [['--from', 'xml'], /--from: must be one of/],
    [['--from', 'json'], /name the files/],
    [['--from', 'openai', 'x.json'], /reads no files/],
    [['--from', 'postgres'], /needs --url/],
    [['--from', 'json', 'x', '--force'], /--force/],
  ])('%j say what is missing', (args, message) => {
    expect(() => parseImportArguments(args)).toThrow(message);
  });

  it.each([
    ['{"a": 1}', /must be an object of texts/],
    ['{"a": ', /must be an object of texts/],
    ['a;b', /line 1 of .* must be two ids/],
  ])('users in %j are refused in words', async (text, message) => {
    await expect(readUsers(await fileOf(text))).rejects.toThrow(message);
  });
});
