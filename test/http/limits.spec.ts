import { DataSource } from 'typeorm';
import { languages } from '../../src/protocol/language.js';
import { assistantMessage } from '../../src/testing/builders.js';
import { readEvents } from '../../src/testing/client/read-events.js';
import { added, done } from '../../src/testing/events.js';
import { ScriptedResponder, untilStopped } from '../../src/testing/scripted.responder.js';
import { UsageClock } from '../../src/usage/usage-clock.js';
import { startApp, type TestApp } from '../support/app.js';
import { eventually } from '../support/eventually.js';
import { EmptyAttachmentStore } from '../support/talking.responder.js';
import { inSeconds, issuerToken, jwtSettings, signWith } from '../support/tokens.js';
import { FakeClock } from '../usage/fake-clock.js';

// One server with small limits and a clock that stands still. Every test asks as somebody new, from an address of its
// own: the server trusts one proxy, which the test is.

const minuteMs = 60_000;
/** After it, nothing of before counts. */
const windowMs = 66_001;
const startOfDay = Date.UTC(2026, 0, 1);

let server: TestApp;
let clock: FakeClock;
let rows: DataSource;
const lines: Record<string, unknown>[] = [];
const responder = new ScriptedResponder();

const answer: ScriptedResponder['script'] = async function* (thread) {
  yield done(assistantMessage(thread.id, 'Done.'));
};

const unending: ScriptedResponder['script'] = async function* (thread, _input, context) {
  yield added(assistantMessage(thread.id));
  await untilStopped(context);
};

beforeAll(async () => {
  server = await startApp({
    variables: {
      ...jwtSettings,
      LOG_LEVEL: 'info',
      TRUST_PROXY: '1',
      RATE_LIMITS: 'on',
      RATE_LIMIT_READS: '5/60s',
      RATE_LIMIT_WRITES: '4/1m',
      RATE_LIMIT_TURNS: '3/60s',
      RATE_LIMIT_TENANT_TURNS: '5/60s',
      RATE_LIMIT_UPLOADS: '2/60s',
      RATE_LIMIT_TOOLS: '3/60s',
      RATE_LIMIT_SESSIONS: '2/60s',
      RATE_LIMIT_ADDRESS: '20/60s',
      RATE_LIMIT_FAILED_SIGN_INS: '4/60s',
      LOCKOUT_SECONDS: '300',
      MAX_STREAMS_PER_USER: '2',
      DAILY_TURNS_PER_USER: '8',
      DAILY_TOKENS_PER_USER: '1000',
      AUTH_ISSUERS: JSON.stringify([
        { issuer: 'https://id.example', secret: tenantSecret, tenant_claim: 'tenant' },
      ]),
    },
    responder,
    attachmentStore: new EmptyAttachmentStore(),
    logTo: { write: (line) => void lines.push(JSON.parse(line) as Record<string, unknown>) },
    signIn: false,
  });
  clock = new FakeClock(startOfDay + 12 * 3_600_000);
  const shown = server.app.get(UsageClock);
  shown.elapsedMs = () => clock.elapsedMs();
  shown.now = () => clock.now();
  rows = server.app.get(DataSource);
});
beforeEach(() => {
  responder.script = answer;
  responder.calls.length = 0;
});
afterAll(() => server.close());

const tenantSecret = 'a shared secret of tenants alone, long enough';
let visitors = 0;

/** Somebody new, at an address of their own. */
class Visitor {
  readonly id = `visitor-${++visitors}`;
  readonly ip = `198.51.${visitors >> 8}.${visitors & 255}`;

  constructor(private readonly token?: string) {}

  async send(
    path: string,
    body?: unknown,
    { method = body === undefined ? 'GET' : 'POST', headers = {} } = {},
  ): Promise<Response> {
    return fetch(server.url + path, {
      method,
      headers: {
        authorization: `Bearer ${this.token ?? (await issuerToken(this.id))}`,
        'x-forwarded-for': this.ip,
        ...(body !== undefined && { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
  }

  /** The status of each of so many requests, one after another. */
  async statuses(times: number, request: (visitor: this, turn: number) => Promise<Response>) {
    const statuses: number[] = [];
    for (let turn = 0; turn < times; turn++) {
      const response = await request(this, turn);
      statuses.push(response.status);
      await response.text();
    }
    return statuses;
  }

  list(headers: Record<string, string> = {}) {
    return this.send('/chatkit', { type: 'threads.list', params: {} }, { headers });
  }

  ask(headers: Record<string, string> = {}) {
    const input = {
      content: [{ type: 'input_text', text: 'Hi' }],
      attachments: [],
      inference_options: {},
    };
    return this.send('/chatkit', { type: 'threads.create', params: { input } }, { headers });
  }

  /** The events of a new thread's first turn. */
  async turn(headers?: Record<string, string>) {
    const response = await this.ask(headers);
    expect(response.status).toBe(200);
    const events = [];
    for await (const event of readEvents(response.body!.pipeThrough(new TextDecoderStream()))) {
      events.push(event);
    }
    return events;
  }

  async threads(): Promise<number> {
    const [row] = await rows.query<{ count: string }[]>(`SELECT count(*) FROM threads WHERE owner_id = $1`, [
      this.id,
    ]);
    return Number(row!.count);
  }
}

const told = (event: unknown) => event as { type: string; message: string; allow_retry: boolean };

describe('what a person may do in a while (rows 10, 215) (H16)', () => {
  it('is 429 beyond it, with when to come back and which limit it was', async () => {
    const visitor = new Visitor();
    expect(await visitor.statuses(5, (each) => each.list())).toEqual(Array(5).fill(200));
    const refused = await visitor.list({ 'accept-language': 'de' });
    expect(refused.status).toBe(429);
    expect(await refused.json()).toMatchObject({
      statusCode: 429,
      code: 'rate_limited',
      message: expect.stringMatching(/^Das war viel in kurzer Zeit.* in 6\d s noch einmal\.$/) as string,
    });
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThanOrEqual(60);
    expect(refused.headers.get('ratelimit-policy')).toBe('"reads";q=5;w=60');
    expect(refused.headers.get('ratelimit')).toBe(`"reads";r=0;t=${refused.headers.get('retry-after')}`);
    clock.pass(windowMs);
    expect((await visitor.list()).status).toBe(200);
  });

  it('is counted by who they are: not by token, session, address, or any header', async () => {
    const visitor = new Visitor();
    const session = (await (await visitor.send('/api/chatkit/session', {})).json()) as {
      client_secret: string;
    };
    const statuses = await visitor.statuses(8, async (each, turn) =>
      each.list({
        authorization: `Bearer ${turn % 2 ? session.client_secret : await issuerToken(each.id, { jti: `${turn}` })}`,
        'x-forwarded-for': `192.0.2.${turn}, 203.0.113.${turn}`,
        'x-real-ip': `192.0.2.${turn}`,
        forwarded: `for=192.0.2.${turn}`,
        'x-user-id': `${turn}`,
        'x-api-key': `${turn}`,
        'user-agent': `${turn}`,
        'chatkit-frame-instance-id': `${turn}`,
        'x-request-id': `${turn}`,
      }),
    );
    expect(statuses).toEqual([200, 200, 200, 200, 200, 429, 429, 429]);
    expect((await new Visitor().list()).status).toBe(200);
  });

  it('is one count of reads for the protocol and the plain routes, under both names', async () => {
    const visitor = new Visitor();
    const body = { type: 'threads.list', params: {} };
    const statuses = [
      await visitor.statuses(2, (each) => each.list()),
      await visitor.statuses(2, (each) => each.send('/api/chatkit', body)),
      await visitor.statuses(3, (each) => each.send('/api/chatkit/threads')),
    ];
    expect(statuses.flat()).toEqual([200, 200, 200, 200, 200, 429, 429]);
  });

  it('has limits of their own for writes, uploads, tools and sessions', async () => {
    const visitor = new Visitor();
    const operation = (type: string, params: object) => () => visitor.send('/chatkit', { type, params });
    const upload = operation('attachments.create', { name: 'a.txt', size: 1, mime_type: 'text/plain' });
    expect(await visitor.statuses(3, upload)).toEqual([200, 200, 429]);
    const tool = () => visitor.send('/mcp/tools/list_tasks', {});
    expect(await visitor.statuses(4, tool)).toEqual([200, 200, 200, 429]);
    const session = () => visitor.send('/api/chatkit/session', {});
    expect(await visitor.statuses(3, session)).toEqual([201, 201, 429]);
    const rename = () => visitor.send('/api/chatkit/threads', { title: 'A' });
    expect(await visitor.statuses(5, rename)).toEqual([201, 201, 201, 201, 429]);
    // A thread that is deleted is counted once, though two know of it.
    clock.pass(windowMs);
    const remove = () => visitor.send('/api/chatkit/threads/thr_1', undefined, { method: 'DELETE' });
    expect(await visitor.statuses(5, remove)).toEqual([404, 404, 404, 404, 429]);
    expect((await visitor.list()).status).toBe(200);
  });
});

describe('a turn beyond the limit (rows 75, 215) (H16)', () => {
  it.each(languages)('is told inside the stream, in %s, and nothing was done', async (language) => {
    const visitor = new Visitor();
    for (let turn = 0; turn < 3; turn++) await visitor.turn();
    const asked = responder.calls.length;
    const events = await visitor.turn({ 'accept-language': language });
    expect(events).toEqual([
      { type: 'error', code: 'custom', allow_retry: true, message: expect.any(String) as string },
    ]);
    const sample = {
      en: 'again in',
      de: 'in kurzer Zeit',
      es: 'dentro de',
      fr: 'réessayer',
      ja: '秒後',
      pt: 'Tente',
    };
    expect(told(events[0]).message).toContain(sample[language]);
    expect(responder.calls).toHaveLength(asked);
    expect(await visitor.threads()).toBe(3);
  });

  it('is 429 where an answer is one body, before a thread is made for it', async () => {
    const visitor = new Visitor();
    for (let turn = 0; turn < 3; turn++) await visitor.turn();
    const message = await visitor.send('/api/chatkit/messages', { message: 'Hi' });
    const earlier = await visitor.send(`/api/${visitor.id}/chat`, { message: 'Hi' });
    expect([message.status, earlier.status]).toEqual([429, 429]);
    expect(await earlier.json()).toMatchObject({ code: 'rate_limited' });
    const sound = { type: 'input.transcribe', params: { audio_base64: '', mime_type: 'audio/webm' } };
    expect((await visitor.send('/chatkit', sound)).status).toBe(429);
    expect(await visitor.threads()).toBe(3);
  });

  it('counts what asks a model by whichever operation, and what does not is not held up', async () => {
    const visitor = new Visitor();
    const retry = { type: 'threads.retry_after_item', params: { thread_id: 'thr_1', item_id: 'msg_1' } };
    expect(await visitor.statuses(3, (each) => each.send('/chatkit', retry))).toEqual([404, 404, 404]);
    expect((await visitor.turn())[0]).toMatchObject({ type: 'error', allow_retry: true });
    expect((await visitor.list()).status).toBe(200);
  });

  it('is bounded for a tenant as a whole, where the operator says so', async () => {
    const member = async (sub: string, tenant: string) =>
      new Visitor(
        await signWith(tenantSecret, { iss: 'https://id.example', sub, tenant, exp: inSeconds() + 600 }),
      );
    const [ada, ben, cat, other] = [
      await member('ada', 'acme'),
      await member('ben', 'acme'),
      await member('cat', 'acme'),
      await member('ada', 'other'),
    ];
    for (const each of [ada, ada, ben, ben, cat]) expect(await each.turn()).not.toHaveLength(1);
    expect((await cat.turn())[0]).toMatchObject({ type: 'error', allow_retry: true });
    expect(await other.turn()).not.toHaveLength(1);
  });

  it('cannot be had without a token either, by the route for trying things out', async () => {
    const chat = (user_id: string) =>
      fetch(`${server.url}/api/chat-test`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ message: 'Hi', user_id }),
      });
    const statuses = [];
    for (const id of ['a', 'b', 'c', 'd']) statuses.push((await chat(id)).status);
    expect(statuses).toEqual([200, 200, 200, 429]);
  });
});

describe('answers at the same time (C8)', () => {
  it('are as many as the operator allows, and each that ends makes room, however it ends', async () => {
    responder.script = unending;
    const visitor = new Visitor();
    const open = await Promise.all([visitor.ask(), visitor.ask()]);
    const refused = await visitor.turn();
    expect(refused).toHaveLength(1);
    expect(told(refused[0])).toMatchObject({ type: 'error', allow_retry: true });
    expect(told(refused[0]).message).toMatch(/^Several answers are still being written/);
    expect((await new Visitor().ask()).status).toBe(200);

    // A client that leaves.
    await open[0].body!.cancel();
    clock.pass(windowMs);
    responder.script = async function* () {
      throw new Error('The model is gone.');
    };
    const failed = await eventually(async () => {
      clock.pass(windowMs);
      const events = await visitor.turn();
      expect(events.length).toBeGreaterThan(1);
      return events;
    });
    expect(failed.at(-1)).toMatchObject({ type: 'error' });
    // What failed made room again, and so does what was never begun and what comes to its end. What goes on does not.
    responder.script = answer;
    const unknown = { type: 'threads.retry_after_item', params: { thread_id: 'thr_1', item_id: 'msg_1' } };
    clock.pass(windowMs);
    expect((await visitor.send('/chatkit', unknown)).status).toBe(404);
    expect((await visitor.send('/chatkit', unknown)).status).toBe(404);
    expect((await visitor.turn()).at(-1)).toMatchObject({ type: 'thread.item.done' });
    clock.pass(windowMs);
    responder.script = unending;
    const third = await eventually(async () => {
      clock.pass(windowMs);
      const response = await visitor.ask();
      expect(response.headers.get('chatkit-turn-id')).not.toBeNull();
      return response;
    });
    clock.pass(windowMs);
    expect((await visitor.turn())[0]).toEqual(refused[0]);
    await third.body!.cancel();
    await open[1].body!.cancel();
  });
});

describe('a day’s quota (row 215)', () => {
  it('is spent by turns that were begun, not given back by deleting them, and new at 00:00 UTC', async () => {
    const visitor = new Visitor();
    const unknown = { type: 'threads.retry_after_item', params: { thread_id: 'thr_1', item_id: 'msg_1' } };
    await visitor.send('/chatkit', unknown);
    for (let turn = 0; turn < 8; turn++) {
      clock.pass(windowMs);
      const [created] = await visitor.turn();
      const { id } = (created as unknown as { thread: { id: string } }).thread;
      await visitor.send(`/api/chatkit/threads/${id}`, undefined, { method: 'DELETE' });
    }
    clock.pass(windowMs);
    expect((await visitor.turn({ 'accept-language': 'fr' }))[0]).toMatchObject({
      type: 'error',
      allow_retry: true,
      message: expect.stringContaining('demain') as string,
    });
    const { status, headers } = await visitor.send('/api/chatkit/messages', { message: 'Hi' });
    const untilMidnight = (startOfDay + 24 * 60 * minuteMs - clock.elapsedMs()) / 1000;
    expect([status, Number(headers.get('retry-after'))]).toEqual([429, Math.ceil(untilMidnight)]);
    clock.pass(untilMidnight * 1000 - 1);
    expect(await visitor.turn()).toHaveLength(1);
    clock.pass(1);
    expect((await visitor.turn()).length).toBeGreaterThan(1);
  });

  it('is spent by tokens as well', async () => {
    responder.script = async function* (thread, _input, { usage }) {
      usage.inputTokens += 700;
      usage.outputTokens += 100;
      yield done(assistantMessage(thread.id, 'Done.'));
    };
    const visitor = new Visitor();
    await visitor.turn();
    await eventually(async () => {
      const [row] = await rows.query<{ tokens: string }[]>(
        `SELECT tokens FROM daily_usage WHERE owner_id = $1`,
        [visitor.id],
      );
      expect(Number(row?.tokens)).toBe(800);
    });
    await visitor.turn();
    await eventually(async () => {
      clock.pass(windowMs);
      expect(await visitor.turn()).toHaveLength(1);
    });
    expect((await new Visitor().turn()).length).toBeGreaterThan(1);
  });
});

describe('what an address may do before anybody is known (rows 214, 215) (H16)', () => {
  const anonymous = (ip: string, path = '/api/chatkit/threads', authorization?: string) =>
    fetch(server.url + path, {
      headers: { 'x-forwarded-for': ip, ...(authorization && { authorization }) },
    });
  const statusesFrom = async (addresses: string[], authorization?: string) => {
    const statuses = [];
    for (const ip of addresses) statuses.push((await anonymous(ip, undefined, authorization)).status);
    return statuses;
  };

  it('is bounded, whatever a client writes ahead of the proxy’s own entry', async () => {
    const spoofed = Array.from({ length: 23 }, (_, turn) => `10.0.0.${turn}, 203.0.113.77`);
    const statuses = await statusesFrom(spoofed);
    expect(statuses).toEqual([...Array<number>(20).fill(401), 429, 429, 429]);
    expect((await anonymous('203.0.113.78')).status).toBe(401);
    // Whoever watches the process is answered.
    expect((await anonymous('203.0.113.77', '/healthz')).status).toBe(200);
  });

  it('is counted for a network of IPv6, of which a client has all the addresses', async () => {
    const rotated = Array.from({ length: 22 }, (_, turn) => `2001:db8:7:7:${turn.toString(16)}::${turn}`);
    expect((await statusesFrom(rotated)).filter((status) => status === 429)).toHaveLength(2);
    expect((await anonymous('2001:db8:7:8::1')).status).toBe(401);
  });

  it('shuts out an address that sends tokens which prove nothing, before they are looked at', async () => {
    const ip = '203.0.113.90';
    const forged = await signWith('a secret that this server does not know of', {
      sub: 'ada',
      exp: inSeconds() + 60,
    });
    // Somebody who is signed in already, in the same network.
    const neighbour = { authorization: `Bearer ${await issuerToken('neighbour')}`, 'x-forwarded-for': ip };
    expect((await new Visitor().list(neighbour)).status).toBe(200);
    const statuses = await statusesFrom(Array<string>(4).fill(ip), `Bearer ${forged}`);
    expect(statuses).toEqual([401, 401, 401, 401]);
    const refused = await anonymous(ip, undefined, `Bearer ${await issuerToken('stranger')}`);
    expect([refused.status, refused.headers.get('retry-after')]).toEqual([429, '300']);
    expect((await new Visitor().list(neighbour)).status).toBe(200);
    clock.pass(299_000);
    expect((await anonymous(ip)).status).toBe(429);
    clock.pass(1_001);
    expect((await anonymous(ip, undefined, `Bearer ${await issuerToken('stranger')}`)).status).toBe(200);
  });

  it('shuts nobody out for a token that has expired, or for none', async () => {
    const expired = `Bearer ${await issuerToken('late', { exp: inSeconds() - 60 })}`;
    const addresses = Array<string>(8).fill('203.0.113.91');
    expect(await statusesFrom(addresses, expired)).toEqual(Array(8).fill(401));
    expect(await statusesFrom(addresses)).toEqual(Array(8).fill(401));
  });

  it('counts secrets that are handed in to be refreshed', async () => {
    const ip = '203.0.113.92';
    const forged = `cs_${await signWith('a secret that this server does not know of', { sid: 'ses_1' })}`;
    const refresh = () =>
      fetch(`${server.url}/api/chatkit/refresh`, {
        method: 'POST',
        headers: { 'x-forwarded-for': ip, 'content-type': 'application/json' },
        body: JSON.stringify({ client_secret: forged }),
      });
    expect([(await refresh()).status, (await refresh()).status]).toEqual([401, 401]);
    expect(await statusesFrom([ip, ip], `Bearer ${forged}`)).toEqual([401, 401]);
    expect((await anonymous(ip)).status).toBe(429);
  });
});

describe('the log of refusals (H16, H19)', () => {
  it('has one line for many refusals, which says who and which limit', async () => {
    const visitor = new Visitor();
    await visitor.statuses(12, (each) => each.list());
    const about = lines.filter(
      ({ msg, principal }) => msg === 'refused by a limit' && principal === visitor.id,
    );
    expect(about).toEqual([expect.objectContaining({ limit: 'reads', level: 'warn' })]);
  });
});
