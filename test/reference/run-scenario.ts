import { createParser } from 'eventsource-parser';
import type { Scenario } from './scenarios.js';

/** What came back for one request, with everything that differs from run to run written alike. */
export interface Answer {
  status: number;
  events?: unknown[];
  body?: unknown;
}

type Post = (body: string) => Promise<Response>;

/** Sends a scenario's requests one after another, and gives the answers. */
export async function runScenario(post: Post, { requests }: Scenario): Promise<Answer[]> {
  const names = new Map<string, string>();
  let threadId = '';
  let lastRow = '';
  const answers: Answer[] = [];
  for (const request of requests) {
    const body = JSON.stringify(request)
      .replaceAll('"thread_id":"$thread"', `"thread_id":"${threadId}"`)
      .replaceAll('"$last"', `"${lastRow}"`);
    const answer = await read(await post(body));
    for (const event of (answer.events ?? []) as { type: string; thread?: { id: string } }[]) {
      if (event.type === 'thread.created') threadId ||= event.thread!.id;
    }
    const rows = (answer.body as { data?: { id: string }[] } | undefined)?.data ?? [];
    lastRow = rows.at(-1)?.id ?? '';
    answers.push(normalise(answer, names) as Answer);
  }
  return answers;
}

async function read(response: Response): Promise<Answer> {
  const { status } = response;
  const text = await response.text();
  if (!response.headers.get('content-type')?.startsWith('text/event-stream')) {
    const isJson = response.headers.get('content-type')?.includes('json');
    return { status, body: isJson ? (JSON.parse(text) as unknown) : text };
  }
  const events: unknown[] = [];
  createParser({ onEvent: ({ data }) => events.push(JSON.parse(data)) }).feed(text);
  return { status, events };
}

const generatedId = /^(thr|msg|wf|tc|tsk|shcx)_([0-9a-f]{8}|[0-9a-f]{32})$/;

/** Ids that a server made become `thr#1` and so on, in the order they are met; dates become `date`. */
function normalise(value: unknown, names: Map<string, string>, key = ''): unknown {
  if (Array.isArray(value)) return value.map((each) => normalise(each, names));
  if (value !== null && typeof value === 'object') {
    const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
    return Object.fromEntries(entries.map(([name, each]) => [name, normalise(each, names, name)]));
  }
  if (typeof value !== 'string') return value;
  if (key === 'created_at') return 'date';
  const made = generatedId.exec(value);
  if (!made) return value;
  if (!names.has(value)) names.set(value, `${made[1]}#${names.size + 1}`);
  return names.get(value);
}
