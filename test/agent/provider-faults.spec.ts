import { DataSource } from 'typeorm';
import { failures, type FailureCode } from '../../src/protocol/errors.js';
import type { ThreadStreamEvent } from '../../src/protocol/events.js';
import { ThreadStore } from '../../src/turns/thread-store.js';
import { textOf, threadIdOf } from '../../src/testing/client/answers.js';
import { userInput } from '../../src/testing/client/chatkit-test-client.js';
import type { Api } from '../support/agent-server.js';
import { startApp, type TestApp } from '../support/app.js';
import {
  after,
  answers,
  begin,
  healthy,
  reset,
  sse,
  startFaultyProvider,
  status,
  type FaultyProvider,
  type Reply,
} from '../support/faulty-provider.js';
import { chunkOf } from '../support/scripted-provider.js';
import { watchOutput, type WatchedOutput } from '../support/watch-output.js';

/** Quoted by the provider in everything that it says. No pattern of a log would know it for a secret. */
const secret = 'PLANTED7f3a';
const prompt = 'Tell me of the PROMPT9c1e';
const quote = `Bearer sk-${secret} asked: ${prompt}`;
const error = { message: quote, code: `sk_${secret}`, type: secret, param: quote, [secret]: quote };
const body = JSON.stringify({ error, detail: quote });
const html = `<!doctype html><title>${quote}</title><h1>502</h1>`;
const quoted = { 'x-request-id': secret, 'www-authenticate': `Bearer ${secret}` };
const partial = 'Once upon';
const noTokens = { input_tokens: 0, output_tokens: 0 };

interface Row {
  fault: string;
  reply: Reply;
  /** The name of the outcome. */
  code: FailureCode;
  /** How often the provider is asked. */
  asked: number;
  /** What the person keeps. */
  kept?: string;
  /** What the provider says that it took, although nothing came of it. */
  tokens?: { input_tokens: number; output_tokens: number };
}

const statusRow = (code: number, outcome: FailureCode, asked: number, said = body): Row => ({
  fault: `[A2] status ${code}`,
  reply: status(code, said, quoted),
  code: outcome,
  asked,
});
const midway = (api: Api, fault: string, how: Parameters<typeof after>[2], code: FailureCode): Row => ({
  fault,
  reply: after(api, partial, how),
  code,
  asked: 1,
  kept: partial,
});

/** One attempt is made again in this table; the number of them has a test of its own. */
const rows = (api: Api): Row[] => [
  { ...statusRow(429, 'model_busy', 2), fault: '[A1] status 429' },
  {
    fault: '[A1] status 429 with an hour to wait',
    reply: status(429, body, { 'retry-after-ms': '', 'retry-after': '3600', ...quoted }),
    code: 'model_busy',
    asked: 1,
  },
  {
    fault: '[A1] status 429 of an account that is spent',
    reply: status(429, JSON.stringify({ error: { ...error, code: 'insufficient_quota' } })),
    code: 'model_misconfigured',
    asked: 1,
  },
  statusRow(500, 'model_unavailable', 2),
  { ...statusRow(502, 'model_unavailable', 2, html), fault: '[A2] status 502 with a page of HTML' },
  statusRow(503, 'model_unavailable', 2),
  statusRow(401, 'model_misconfigured', 1),
  statusRow(403, 'model_misconfigured', 1),
  statusRow(404, 'model_misconfigured', 1),
  statusRow(400, 'model_refused', 1),
  { fault: '[A3] nothing, not even headers', reply: () => {}, code: 'model_silent', asked: 2 },
  { fault: '[A3] headers alone', reply: (response) => begin(response), code: 'model_silent', asked: 2 },
  {
    fault: '[A3] a beginning that says nothing',
    reply: (response) => begin(response, answers[api].opening),
    code: 'model_silent',
    asked: 2,
  },
  midway(api, '[A4] silence in mid-answer', () => {}, 'model_silent'),
  { fault: '[A5] a reset before anything', reply: reset, code: 'model_unavailable', asked: 2 },
  midway(api, '[A5] a reset in mid-answer', reset, 'model_cut_off'),
  midway(api, '[A5] an end in mid-answer', (response) => response.end(), 'model_cut_off'),
  midway(api, '[A5] [DONE] in mid-answer', (response) => response.end('data: [DONE]\n\n'), 'model_cut_off'),
  {
    fault: '[A5] an end before anything',
    reply: (response) => begin(response) ?? response.end(),
    code: 'model_failed',
    asked: 2,
  },
  {
    fault: '[A5] an error event at once',
    reply: (response) => {
      begin(response, `event: error\ndata: ${JSON.stringify({ ...error, type: 'error', error })}\n\n`);
      response.end();
    },
    code: 'model_failed',
    asked: 2,
  },
  midway(
    api,
    '[A5] an error event in mid-answer',
    (response) => response.end(`event: error\ndata: ${JSON.stringify({ type: 'error', error })}\n\n`),
    'model_cut_off',
  ),
  {
    fault: '[A5] an error event that says overloaded',
    reply: (response) => {
      begin(response, `data: ${JSON.stringify({ error: { ...error, type: 'overloaded_error' } })}\n\n`);
      response.end();
    },
    code: 'model_busy',
    asked: 2,
  },
  { fault: '[A5] status 200 with JSON', reply: status(200, body), code: 'model_failed', asked: 2 },
  {
    fault: '[A5] status 200 with a page of HTML',
    reply: status(200, html, { 'content-type': 'text/html' }),
    code: 'model_failed',
    asked: 2,
  },
  {
    fault: '[A6] half a JSON at once',
    reply: (response) => begin(response) ?? response.end(`data: {"type":"${quote}\n\n`),
    code: 'model_failed',
    asked: 2,
  },
  midway(
    api,
    '[A6] half a JSON in mid-answer',
    (response) => response.end(`data: {"type":"${quote}\n\n`),
    'model_cut_off',
  ),
  ...(api === 'responses' ? responsesRows() : chatRows()),
];

function responsesRows(): Row[] {
  const ending = (type: string, response: object) =>
    sse({ type: `response.${type}`, response: { id: secret, output: [], ...response } });
  const tokens = { input_tokens: 7, output_tokens: 3 };
  const usage = { ...tokens, total_tokens: 10 };
  const opened = answers.responses.opening;
  return [
    {
      fault: '[A5] response.failed at once',
      reply: (response) => begin(response, opened + ending('failed', { status: 'failed', error })),
      code: 'model_unavailable',
      asked: 2,
    },
    {
      fault: '[A5] response.failed for too many requests',
      reply: (response) =>
        begin(response, opened + ending('failed', { error: { ...error, code: 'rate_limit_exceeded' } })),
      code: 'model_busy',
      asked: 2,
    },
    {
      ...midway(
        'responses',
        '[A5 A10] response.failed in mid-answer',
        (response) => response.end(ending('failed', { status: 'failed', error, usage })),
        'model_cut_off',
      ),
      tokens,
    },
    {
      ...midway(
        'responses',
        '[A5 A10] response.incomplete for its length',
        (response) =>
          response.end(ending('incomplete', { incomplete_details: { reason: 'max_output_tokens' }, usage })),
        'answer_too_long',
      ),
      tokens,
    },
    midway(
      'responses',
      '[A5] response.incomplete for its content',
      (response) => response.end(ending('incomplete', { incomplete_details: { reason: 'content_filter' } })),
      'model_filtered',
    ),
  ];
}

function chatRows(): Row[] {
  const ending = (reason: string) => (response: Parameters<Reply>[0]) =>
    response.end(`${sse(chunkOf({}, reason))}data: [DONE]\n\n`);
  return [
    midway('chat_completions', '[A5] finish_reason length', ending('length'), 'answer_too_long'),
    midway(
      'chat_completions',
      '[A5] finish_reason content_filter',
      ending('content_filter'),
      'model_filtered',
    ),
    {
      fault: '[A5] an answer of nothing',
      reply: (response) => begin(response) ?? ending('stop')(response),
      code: 'model_failed',
      asked: 2,
    },
  ];
}

describe.each<Api>(['responses', 'chat_completions'])('a provider that fails (%s)', (api) => {
  let provider: FaultyProvider;
  let server: TestApp;
  let output: WatchedOutput;
  const streams: ThreadStreamEvent[][] = [];

  beforeAll(async () => {
    provider = await startFaultyProvider();
    server = await startApp({
      variables: {
        OPENAI_BASE_URL: provider.baseUrl,
        OPENAI_API_KEY: 'the-key-of-the-operator',
        OPENAI_API: api,
        MODEL: 'faulty',
        MODEL_FIRST_BYTE_SECONDS: '0.5',
        MODEL_IDLE_SECONDS: '0.5',
        MODEL_RETRIES: '1',
      },
    });
    output = watchOutput();
  });
  afterAll(async () => {
    output.stop();
    await server.close();
    provider.close();
  });
  beforeEach(() => {
    provider.requests.length = 0;
  });

  /** A turn as a person sees it, who reads as it comes. */
  async function ask(reply: Reply): Promise<{ threadId: string; events: ThreadStreamEvent[] }> {
    provider.reply = reply;
    const { events: stream } = await server.alice.open('threads.create', userInput(prompt));
    const events: ThreadStreamEvent[] = [];
    for await (const event of stream) {
      events.push(event);
      if (textOf(events) === partial) provider.read();
    }
    streams.push(events);
    return { threadId: threadIdOf(events), events };
  }

  const turnOf = async (threadId: string) => {
    const [turn] = await server.app
      .get(DataSource)
      .query<Record<string, unknown>[]>('select * from turns where thread_id = $1', [threadId]);
    return turn!;
  };

  it.each(rows(api))(
    '$fault: one outcome, $code',
    async ({ reply, code, asked, kept, tokens = noTokens }) => {
      const { threadId, events } = await ask(reply);
      const { text: message, mayRetry } = failures[code];
      expect(events.filter(({ type }) => type === 'error')).toEqual([
        { type: 'error', code: 'custom', message, allow_retry: mayRetry },
      ]);
      expect(provider.requests).toHaveLength(asked);
      expect(await turnOf(threadId)).toMatchObject({
        status: 'failed',
        failure: code,
        model_attempts: asked,
        model_calls: 0,
        ...tokens,
      });
      const stored = await server.app
        .get(ThreadStore)
        .loadThreadItems(threadId, { limit: 10, order: 'asc' }, { userId: 'alice' });
      expect(stored.data.map(({ type }) => type)).toEqual([
        'user_message',
        ...(kept ? ['assistant_message', 'sdk_hidden_context'] : []),
      ]);
      if (kept) expect(stored.data[1]).toMatchObject({ content: [{ text: kept }] });

      // The provider is well again, and so is everything on our side.
      const next = await ask(healthy(api));
      expect(textOf(next.events)).toBe('All is well.');
      expect(await turnOf(next.threadId)).toMatchObject({ status: 'completed', failure: null });
    },
  );

  it('[A2 H19] nothing that it quoted in any of these is found in streams, logs or rows', async () => {
    const dataSource = server.app.get(DataSource);
    const tables = await dataSource.query<{ name: string }[]>(
      `select table_name as name from information_schema.tables where table_schema = 'public'`,
    );
    const stored: string[] = [];
    for (const { name } of tables) {
      stored.push(JSON.stringify(await dataSource.query(`select to_jsonb(t)::text from "${name}" t`)));
    }
    expect(stored.join('')).toContain('PROMPT9c1e');
    expect(stored.join('')).not.toContain(secret);
    expect(JSON.stringify(streams)).not.toContain(secret);
    const errors = streams.flat().filter(({ type }) => type === 'error');
    expect(errors).toHaveLength(rows(api).length);
    expect(JSON.stringify(errors)).not.toContain('PROMPT9c1e');
    // What is listened to is what is said: the failures themselves are there.
    expect(output.text()).toContain('model_misconfigured');
    expect(output.text()).toContain('check OPENAI_API_KEY');
    expect(output.text()).not.toContain(secret);
    expect(output.text()).not.toContain('PROMPT9c1e');
    expect(output.text()).not.toContain('the-key-of-the-operator');
  });
});
