import { ScriptedResponder } from '../../src/testing/scripted.responder.js';
import type { TestApp } from '../support/app.js';
import { shareApp } from '../support/shared-app.js';

describe('dictation', () => {
  const responder = new ScriptedResponder();
  const heard: unknown[] = [];
  let server: TestApp;
  beforeAll(async () => (server = await shareApp(responder)));
  afterAll(() => server.close());
  beforeEach(() => {
    heard.length = 0;
    responder.onTranscribe = async (audio, { principal }) => {
      heard.push({ ...audio, data: Buffer.from(audio.data).toString('latin1'), by: principal.userId });
      return { text: 'buy milk' };
    };
  });

  const transcribe = (audio_base64: string, mime_type = 'audio/webm;codecs=opus') =>
    server.alice.call('input.transcribe', { audio_base64, mime_type });

  it('hands the exact bytes and both names of their type to the hook (rows 51, 100) [E115 E116 E117 E118 E119]', async () => {
    const bytes = 'a\0\xff\x80';
    const { status, body } = await transcribe(Buffer.from(bytes, 'latin1').toString('base64'));
    expect([status, body]).toEqual([200, { text: 'buy milk' }]);
    expect(heard).toEqual([
      { data: bytes, mime_type: 'audio/webm;codecs=opus', media_type: 'audio/webm', by: 'alice' },
    ]);
  });

  it('is read whole, however long it is', async () => {
    const audio = 'AAAA'.repeat(200_000);
    expect(await transcribe(audio)).toMatchObject({ status: 200 });
    expect((heard[0] as { data: string }).data).toHaveLength(600_000);
  });

  it.each(['YQ', 'Y?Q=', 'YQ==YQ==', '=', 'YQ\n=='])(
    'that is damaged, as in %j, is 400 and not heard [Q43]',
    async (audio) => {
      expect(await transcribe(audio)).toMatchObject({
        status: 400,
        body: { message: expect.stringContaining('audio_base64') },
      });
      expect(heard).toEqual([]);
    },
  );
});
