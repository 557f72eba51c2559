import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { LLMock } from '@copilotkit/aimock';
import { barMs } from '../support/bar.js';
import { createPostgres } from '../support/databases.js';

interface Run {
  code: number | null;
  output: string;
  /** Milliseconds from the start of the process to the first text of the assistant. */
  firstTextMs: number;
}

let home: string;
beforeEach(async () => (home = await mkdtemp(join(tmpdir(), 'chatkit-demo-'))));
afterEach(() => rm(home, { recursive: true, force: true }));

/** What `npm run demo -- --once` runs, once everything is built. */
async function demo(settings: Record<string, string> = {}): Promise<Run> {
  const startedAt = Date.now();
  const command = [
    '--require',
    resolve('test/support/record-outbound.cjs'),
    resolve('dist/src/cli/demo.js'),
    '--once',
  ];
  const child = spawn(process.execPath, command, {
    cwd: home,
    env: { PATH: process.env.PATH, CHATKIT_TEST_OUTBOUND: process.env.CHATKIT_TEST_OUTBOUND, ...settings },
  });
  let output = '';
  let firstTextMs = NaN;
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk: Buffer) => {
      output += chunk.toString();
      if (Number.isNaN(firstTextMs) && output.includes('text_delta')) firstTextMs = Date.now() - startedAt;
    });
  }
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, output, firstTextMs };
}

const taskRow = /number=\d+ owner=alice title="[^"]*groceries[^"]*" status=pending/i;

describe('the demo', () => {
  it('prints the frames, the tool call and the row, and is quick on a new and on an old directory', async () => {
    const first = await demo();
    expect(first.code).toBe(0);
    expect(first.output).toMatch(/^data: {"type":"thread.created"/m);
    expect(first.output).toMatch(/tool call: Add a task \(title: "Buy groceries"\)/);
    expect(first.output).toMatch(taskRow);
    // Bars for a quiet machine of two cores; a test run is not quiet, so these only catch what is far off.
    expect(first.firstTextMs).toBeLessThan(barMs(16_000));
    const second = await demo();
    expect(second.output).toMatch(taskRow);
    expect(second.firstTextMs).toBeLessThan(barMs(8_000));
  });

  it('runs the same on PostgreSQL', async () => {
    const { url, drop } = await createPostgres();
    const { code, output } = await demo({ DATABASE_URL: url });
    await drop();
    expect([code, output]).toEqual([0, expect.stringMatching(taskRow)]);
  });

  it.each(['responses', 'chat_completions'])('runs the same with a model over %s', async (api) => {
    const provider = new LLMock({ port: 0, chunkSize: 4 });
    provider.on(
      { userMessage: 'groceries', hasToolResult: false },
      { toolCalls: [{ name: 'add_task', arguments: { title: 'Buy groceries' } }] },
    );
    provider.on({ userMessage: 'groceries', hasToolResult: true }, { content: 'It is on your list.' });
    await provider.start();
    const { code, output } = await demo({
      OPENAI_BASE_URL: `${provider.url}/v1`,
      OPENAI_API_KEY: 'mock',
      OPENAI_API: api,
      MODEL: 'mock',
    });
    await provider.stop();
    expect([code, output]).toEqual([0, expect.stringMatching(taskRow)]);
    expect(output).toContain('assistant: It is on your list.');
  });

  it('fails, and says so, when no task came of it', async () => {
    const provider = new LLMock({ port: 0 });
    provider.on({ userMessage: 'groceries' }, { content: 'No.' });
    await provider.start();
    const { code, output } = await demo({
      OPENAI_BASE_URL: `${provider.url}/v1`,
      OPENAI_API_KEY: 'mock',
      MODEL: 'mock',
    });
    await provider.stop();
    expect([code, output]).toEqual([1, expect.stringContaining('No task row was written.')]);
  });
});
