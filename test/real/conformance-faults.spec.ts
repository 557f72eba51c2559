import { examine } from '../../src/cli/conformance/command.js';
import { startSpoiling } from '../support/spoiling-proxy.js';
import { startTalkingServer, type TalkingServer } from '../support/talking-server.js';
import { asksForInput, callsTool } from '../support/talking.responder.js';
import { faults, json } from './conformance-faults.js';

const origin = 'https://app.example.com';
const bearer = (token: string) => ({ authorization: `Bearer ${token}` });

describe('a server that keeps to the protocol but', () => {
  let server: TalkingServer;
  beforeAll(async () => (server = await startTalkingServer(origin)));
  afterAll(() => server.close());

  it.each(faults)('$does is told so', async ({ only, beside, seenBy, timeoutMs = 5_000, ...spoiling }) => {
    const proxy = await startSpoiling(server.url, spoiling);
    const asking = { headers: bearer('alice'), otherHeaders: bearer('bob'), origin };
    const say = [asksForInput, callsTool];
    const { cases } = await examine({
      url: proxy.url,
      ...asking,
      say,
      timeoutMs,
      only: [only, ...(beside ? [beside] : [])],
    });
    await proxy.close();
    const failed = cases
      .filter(({ result, subject }) => result === 'failed' && subject === only)
      .map(({ name }) => name);
    expect(failed).toEqual(seenBy.map((name) => `${only}/${name}`));
  });

  it.each(['attachments.create', 'input.transcribe', 'threads.sync_custom_action'] as const)(
    'does not offer %s is not told that it fails',
    async (type) => {
      const proxy = await startSpoiling(server.url, {
        ask: (asked) => (asked.type === type ? json(501, '{"message":"Not here."}') : undefined),
      });
      const headers = bearer('alice');
      const { cases, ok } = await examine({
        url: proxy.url,
        headers,
        say: [],
        timeoutMs: 5_000,
        only: [type],
      });
      await proxy.close();
      expect(cases.filter(({ result }) => result === 'failed')).toEqual([]);
      expect(cases.map(({ reason }) => reason)).toContain(`the server says that ${type} is not available`);
      expect(ok).toBe(true);
    },
  );
});
