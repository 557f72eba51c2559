import 'reflect-metadata';
import { parseArgs } from 'node:util';
import { DataSource } from 'typeorm';
import { ConfigError, loadConfig, type Config } from '../config.js';
import { runUntilSignal } from '../process.js';
import { createServer, listen, refuseNew } from '../server.js';
import { noteworthy, textOf } from './demo/describe.js';
import { getDemoToken, runTurn } from './demo/run-turn.js';

// `npm run demo`: one real turn through the real server, printed as it comes, and the row it left in the
// database. With `--once` it ends there, with 0 or 1; without, the server stays up.

const user = 'alice';
const text = 'Add a task to buy groceries';

interface TaskRow {
  number: number;
  title: string;
  status: string;
  created_at: Date;
}

const { values } = parseArgs({ options: { once: { type: 'boolean', default: false } } });

await runUntilSignal(async () => {
  const config = demoConfig(values.once);
  const app = await createServer(config);
  const url = await listen(app, config);
  say(`Server on ${url}, ${config.databaseUrl ? 'PostgreSQL' : `embedded database in ${config.dataDir}`},`);
  say(`model: ${config.model.provider === 'demo' ? 'offline demo' : (config.model.name ?? 'default')}\n`);

  const token = await getDemoToken(url, user);
  const startedAt = new Date();
  const answer = await showTurn(url, token);
  const row = await newestTask(app.get(DataSource), startedAt);
  showRow(row);
  const passed = row !== undefined && answer !== '';
  if (values.once) {
    await app.close();
    process.exit(passed ? 0 : 1);
  }
  showLinks(url, token);
  return {
    told: () => refuseNew(app),
    close: () => app.close(),
    graceMs: config.turn.shutdownGraceMs,
  };
});

function demoConfig(once: boolean): Config {
  const config = loadConfig({ LOG_LEVEL: 'warn', ...(once && { PORT: '0' }) });
  if (config.auth.mode !== 'dev') {
    throw new ConfigError(['AUTH_MODE: the demo signs in with demo tokens; run it with AUTH_MODE=dev']);
  }
  return config;
}

/** Sends the message, prints the frames, and returns the assistant's text. */
async function showTurn(url: string, token: string): Promise<string> {
  say(`${user}: ${text}\n`);
  let answer = '';
  let firstTextMs: number | undefined;
  for await (const event of runTurn({ url, token, text })) {
    say(`data: ${JSON.stringify(event)}`);
    const note = noteworthy(event);
    if (note) say(`      ^ ${note}`);
    const delta = textOf(event);
    if (delta) firstTextMs ??= performance.now();
    answer += delta;
  }
  say(`\nassistant: ${answer || '(no text)'}`);
  if (firstTextMs) say(`first text ${(firstTextMs / 1000).toFixed(1)} s after the process started`);
  return answer;
}

async function newestTask(database: DataSource, since: Date): Promise<TaskRow | undefined> {
  const rows = await database.query<TaskRow[]>(
    `select number, title, status, created_at from tasks
     where owner_id = $1 and created_at >= $2 order by number desc limit 1`,
    [user, since],
  );
  return rows[0];
}

function showRow(row: TaskRow | undefined): void {
  if (!row) return say('\nNo task row was written.');
  say('\nTask row read back from the database:');
  say(`  number=${row.number} owner=${user} title=${JSON.stringify(row.title)} status=${row.status}`);
  say(`  created_at=${row.created_at.toISOString()}`);
}

function showLinks(url: string, token: string): void {
  const body = JSON.stringify({ type: 'threads.list', params: {} });
  say(`
The server stays up. Ctrl+C ends it.
  page     ${url}/
  API docs ${url}/docs

Ask for yourself:
  curl -N ${url}/chatkit -H 'authorization: Bearer ${token}' -H 'content-type: application/json' \\
    -d '${JSON.stringify({
      type: 'threads.create',
      params: {
        input: {
          content: [{ type: 'input_text', text: 'What is on my list?' }],
          attachments: [],
          inference_options: {},
        },
      },
    })}'
  curl ${url}/chatkit -H 'authorization: Bearer ${token}' -H 'content-type: application/json' -d '${body}'`);
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}
