import { readFileSync } from 'node:fs';
import type { ThreadStreamEvent } from '../../src/protocol/events.js';
import { userInput } from '../../src/testing/client/chatkit-test-client.js';
import { textOf } from '../../src/testing/client/answers.js';
import { codeIn, tableRows } from '../docs/tables.js';
import { startApp, type TestApp } from '../support/app.js';
import { eventually } from '../support/eventually.js';

const token = 'q7Zt2mVb9LxKc4RwNf8HsPd1YgEj6UaT';

describe('/metrics (row 127)', () => {
  let server: TestApp;
  beforeAll(async () => (server = await startApp({ variables: { DEMO_DELAY_MS: '50' } })));
  afterAll(() => server.close());

  const read = async () => (await fetch(`${server.url}/metrics`)).text();
  /** The value of a sample, as it stands in the text; undefined when there is none. */
  const valueOf = (text: string, sample: string): number | undefined => {
    const line = text.split('\n').find((each) => each.startsWith(`${sample} `));
    return line === undefined ? undefined : Number(line.slice(sample.length));
  };
  const value = async (sample: string) => valueOf(await read(), sample);

  it('is Prometheus’s text, and has what a process tells of itself', async () => {
    const response = await fetch(`${server.url}/metrics`);
    expect(response.headers.get('content-type')).toMatch(/^text\/plain; version=/);
    expect(response.headers.get('cache-control')).toBe('no-store');
    const text = await response.text();
    expect(valueOf(text, 'process_resident_memory_bytes')).toBeGreaterThan(0);
    expect(text).toContain('nodejs_eventloop_lag_seconds');
  });

  it('counts turns by how they end, and those that run', async () => {
    const completed = 'chatkit_turn_seconds_count{status="completed"}';
    const cancelled = 'chatkit_turn_seconds_count{status="cancelled"}';
    expect(await value(completed)).toBe(0);
    await server.alice.createThread('add milk');
    await eventually(async () => expect(await value(completed)).toBe(1));
    expect(await value('chatkit_turns_running')).toBe(0);

    const stream = await server.alice.open('threads.create', userInput('What can you do?'));
    const events: ThreadStreamEvent[] = [];
    while (textOf(events) === '') events.push((await stream.events.next()).value as ThreadStreamEvent);
    expect(await value('chatkit_turns_running')).toBe(1);
    stream.leave();
    await eventually(async () => expect(await value(cancelled)).toBe(1));
    expect(await value('chatkit_turns_running')).toBe(0);
    expect(await value('chatkit_model_requests_total{outcome="answered"}')).toBeGreaterThan(0);
  });

  it('counts requests by their route, whatever stands in it', async () => {
    const { token: alices } = server.alice;
    const { threadId } = await server.alice.createThread('add bread');
    const path = `${server.url}/api/chatkit/threads/${threadId}`;
    await fetch(path, { headers: { authorization: `Bearer ${alices}` } });
    await fetch(path);
    await fetch(`${server.url}/no/such/page`);
    const sample = (route: string, status: number) =>
      `chatkit_http_request_seconds_count{method="GET",route="${route}",status="${status}"}`;
    await eventually(async () => {
      const text = await read();
      expect(valueOf(text, sample('/api/chatkit/threads/:id', 200))).toBe(1);
      expect(valueOf(text, sample('/api/chatkit/threads/:id', 401))).toBe(1);
      expect(valueOf(text, sample('none', 404))).toBe(1);
      // Only the request that asks is open.
      expect(valueOf(text, 'chatkit_http_requests_open')).toBe(1);
    });
  });

  it('has nothing in it that a request brings (H19)', async () => {
    const { token: alices } = server.alice;
    const { threadId } = await server.alice.createThread('a canary in a coal mine');
    await fetch(`${server.url}/canary-path?canary=query`, {
      method: 'GET',
      headers: { 'x-canary': 'canary' },
    });
    const text = await read();
    expect(text).not.toMatch(/canary|alice/);
    expect(text).not.toContain(threadId);
    expect(text).not.toContain(alices!.slice(-20));
  });

  it('is documented: every metric of its own, and no other in what is to be alerted of', async () => {
    const document = readFileSync('docs/metrics.md', 'utf8');
    const text = await read();
    const own = [...text.matchAll(/^# TYPE (chatkit_\w+)/gm)].map(([, name]) => name);
    expect(tableRows(document, 'Metric').map(([name]) => codeIn(name!)[0])).toEqual(
      expect.arrayContaining(own),
    );
    const used = tableRows(document, 'Sign').flatMap(([, expression]) =>
      expression!.match(/\b\w+_\w+(?=[{[ ])/g),
    );
    expect(used.length).toBeGreaterThan(4);
    for (const name of used) expect(text).toContain(`\n${name}`);
  });

  it('is for callers on this machine', async () => {
    const forwarded = await fetch(`${server.url}/metrics`, { headers: { 'x-forwarded-for': '203.0.113.7' } });
    expect(forwarded.status).toBe(403);
    expect(await forwarded.text()).toMatch(/METRICS_TOKEN/);
  });
});

describe('/metrics with METRICS_TOKEN (row 127)', () => {
  let server: TestApp;
  beforeAll(async () => (server = await startApp({ variables: { METRICS_TOKEN: token } })));
  afterAll(() => server.close());

  const statusWith = async (headers: Record<string, string>) =>
    (await fetch(`${server.url}/metrics`, { headers })).status;

  it('is for whoever shows it, from wherever', async () => {
    const forwarded = { 'x-forwarded-for': '203.0.113.7' };
    expect(await statusWith({ authorization: `Bearer ${token}`, ...forwarded })).toBe(200);
    expect(await statusWith({ authorization: `bearer ${token}` })).toBe(200);
  });

  it('is for nobody else, also on this machine and with a token of a person', async () => {
    expect(await statusWith({})).toBe(403);
    expect(await statusWith({ authorization: `Bearer ${server.alice.token}` })).toBe(403);
    expect(await statusWith({ authorization: `Bearer ${token}x` })).toBe(403);
    expect(await statusWith({ authorization: `Basic ${token}` })).toBe(403);
  });
});
