import { textOf } from '../../src/testing/client/answers.js';
import { userInput } from '../../src/testing/client/chatkit-test-client.js';
import { startScriptedProvider, writers, type ScriptedProvider } from '../support/scripted-provider.js';
import { attach, png, startUploads, type UploadsApp } from './uploads-app.js';

const pdf = Buffer.from('%PDF-1.7 a plan');
const dataUrl = (type: string, bytes: Buffer) => `data:${type};base64,${bytes.toString('base64')}`;

/** The parts of the message as each API has them. */
const given = {
  responses: {
    words: (text: string) => ({ type: 'input_text', text }),
    picture: { type: 'input_image', image_url: dataUrl('image/png', png), detail: 'auto' },
    document: { type: 'input_file', file_data: dataUrl('application/pdf', pdf), filename: 'plan.pdf' },
  },
  chat_completions: {
    words: (text: string) => ({ type: 'text', text }),
    picture: { type: 'image_url', image_url: { url: dataUrl('image/png', png), detail: 'auto' } },
    document: { type: 'file', file: { file_data: dataUrl('application/pdf', pdf), filename: 'plan.pdf' } },
  },
} as const;

describe.each(['responses', 'chat_completions'] as const)('a model over %s', (api) => {
  let provider: ScriptedProvider;
  let server: UploadsApp;
  beforeAll(async () => {
    provider = await startScriptedProvider();
    server = await startUploads({
      variables: {
        OPENAI_BASE_URL: provider.baseURL,
        OPENAI_API_KEY: 'sk-x',
        OPENAI_API: api,
        MODEL: 'seer',
      },
    });
  });
  afterAll(async () => {
    await server.close();
    provider.close();
  });

  it('is given the files of a message with its words (row 90)', async () => {
    provider.answers.push(writers[api]({ text: 'A tower.' }));
    const picture = await attach(server.alice, png);
    const document = await attach(server.alice, pdf, { name: 'plan.pdf', type: 'application/pdf' });
    const notes = await attach(server.alice, Buffer.from('left, right'), {
      name: 'n.txt',
      type: 'text/plain',
    });
    const attachments = [picture.id, document.id, notes.id];
    const events = await server.alice.stream('threads.create', userInput('What is it?', { attachments }));
    expect(textOf(events)).toBe('A tower.');

    const { input, messages } = provider.requests[0] as Record<
      'input' | 'messages',
      { role: string; content: unknown }[]
    >;
    const said = (input ?? messages).find(({ role }) => role === 'user')!;
    const { words, ...files } = given[api];
    expect(said.content).toEqual([
      words('What is it?'),
      words(`The user attached: tower.png (image/png, ${png.length} bytes)`),
      files.picture,
      words('The user attached: plan.pdf (application/pdf, 15 bytes)'),
      files.document,
      words('The user attached: n.txt (text/plain, 11 bytes)\n<File>\nleft, right\n</File>'),
    ]);
  });
});
