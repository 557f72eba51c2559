import { examine } from '../../src/cli/conformance/command.js';
import type { Report } from '../../src/cli/conformance/report.js';
import { startApp } from '../support/app.js';

const origin = 'https://app.example.com';
const bearer = (token: string | undefined) => ({ authorization: `Bearer ${token}` });
const withResult = ({ cases }: Report, wanted: string) => cases.filter(({ result }) => result === wanted);

describe('the server of this repository', () => {
  it('passes every case that it lets be seen (row 28)', async () => {
    const { url, alice, bob, close } = await startApp({ variables: { ALLOWED_ORIGINS: origin } });
    const report = await examine({
      url: `${url}/chatkit`,
      headers: bearer(alice.token),
      otherHeaders: bearer(bob.token),
      origin,
      say: [],
      timeoutMs: 10_000,
      only: [],
    });
    await close();
    expect(withResult(report, 'failed')).toEqual([]);
    expect(report.leftBehind).toEqual([]);
    const unseen = new Set(withResult(report, 'not seen').map(({ subject }) => subject));
    expect([...unseen].sort()).toEqual([
      'input.transcribe',
      'threads.add_client_tool_output',
      'threads.add_structured_input',
      'threads.sync_custom_action',
    ]);
  }, 60_000);
});
