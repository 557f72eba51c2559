import type { Attachment } from '../../src/protocol/attachments.js';
import { eventually } from '../support/eventually.js';
import { announce, png, previewOf, put, startUploads, type UploadsApp } from './uploads-app.js';

/** Announces as through a proxy, and gives the origin of the upload's address. */
async function originVia({ url, alice }: UploadsApp, headers: Record<string, string>): Promise<string> {
  const response = await fetch(`${url}/chatkit`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${alice.token}`,
      'content-type': 'application/json',
      ...headers,
    },
    body: JSON.stringify({
      type: 'attachments.create',
      params: { name: 'a.png', size: png.length, mime_type: 'image/png' },
    }),
  });
  const { upload_descriptor } = (await response.json()) as Attachment;
  return upload_descriptor!.url.split('/api/')[0]!;
}

/** Of all servers: the first one's logger stays. */
const lines: string[] = [];
const proxied = { 'x-forwarded-host': 'chat.example.com', 'x-forwarded-proto': 'https' };

describe.each<[what: string, variables: Record<string, string>, expected: string | undefined]>([
  ['of a server on its own', {}, undefined],
  ['behind a proxy that is trusted', { TRUST_PROXY: '1' }, 'https://chat.example.com'],
  [
    'with a public address',
    { PUBLIC_URL: 'https://files.example.com/base/' },
    'https://files.example.com/base',
  ],
])('addresses of files %s', (_what, variables, expected) => {
  let server: UploadsApp;
  beforeAll(async () => {
    const logTo = { write: (line: string) => void lines.push(line) };
    server = await startUploads({ variables: { ...variables, LOG_LEVEL: 'trace' }, logTo });
  });
  afterAll(() => server.close());

  it('begin where browsers reach it (row 90)', async () => {
    expect(await originVia(server, proxied)).toBe(expected ?? server.url);
  });

  it('are in no line of the log (H19)', async () => {
    const { body } = await announce(server.alice, png);
    const here = (url: string) => server.url + url.slice(url.indexOf('/api/'));
    const upload_descriptor = { ...body.upload_descriptor!, url: here(body.upload_descriptor!.url) };
    expect((await put({ upload_descriptor }, png)).status).toBe(200);
    expect((await put({ upload_descriptor }, png)).status).toBe(410);
    expect((await fetch(here(previewOf(body)))).status).toBe(200);
    await eventually(() => expect(lines.join('')).toContain(`${body.id}/content`));
    for (const url of [upload_descriptor.url, previewOf(body)]) {
      expect(lines.join('')).not.toContain(new URL(url).searchParams.get('signature'));
    }
  });
});
