import { connect } from 'node:net';
import { once } from 'node:events';
import type { Attachment } from '../../src/protocol/attachments.js';
import type { AttachmentFile } from '../../src/attachments/attachment-files.js';
import { eventually } from '../support/eventually.js';
import {
  announce,
  attach,
  formOf,
  png,
  put,
  sendDirect,
  startUploads,
  type Given,
  type UploadsApp,
} from './uploads-app.js';

// Uploads as nobody means them: forms that are none, bytes that are something else, names that lead elsewhere
// (robustness H10 and H11).

const maxBytes = 20_000;
let server: UploadsApp;
beforeAll(async () => {
  server = await startUploads({
    variables: { ATTACHMENT_MAX_BYTES: String(maxBytes), ATTACHMENTS_PER_USER_BYTES: '200000' },
  });
});
afterAll(() => server.close());

/** Nothing was kept, nothing is left half-way, and the next upload works. */
async function expectNothingKept(before: readonly string[]): Promise<void> {
  await eventually(async () => expect(await server.unfinished()).toEqual([]));
  expect(await server.kept()).toEqual(before);
  expect((await fetch(`${server.url}/healthz`)).status).toBe(200);
}

const boundary = 'xx';
const formType = `multipart/form-data; boundary=${boundary}`;
const part = (headers: string, body: string) => `--${boundary}\r\n${headers}\r\n\r\n${body}\r\n`;
const filePart = (body = 'hello') =>
  part('Content-Disposition: form-data; name="file"; filename="a.txt"\r\nContent-Type: text/plain', body);
const end = `--${boundary}--\r\n`;

const forms: Record<string, [body: string, type?: string]> = {
  'no boundary': [filePart() + end, 'multipart/form-data'],
  'an empty boundary': [filePart() + end, 'multipart/form-data; boundary='],
  'another boundary': [filePart() + end, 'multipart/form-data; boundary=yy'],
  'no end': [filePart().trimEnd()],
  'no end behind a whole part': [filePart()],
  'nothing in it': [end],
  'no body at all': [''],
  'no field `file`': [part('Content-Disposition: form-data; name="note"', 'x') + end],
  'a file in another field': [
    part('Content-Disposition: form-data; name="photo"; filename="a.txt"\r\nContent-Type: text/plain', 'x') +
      end,
  ],
  'a field `file` that is no file': [part('Content-Disposition: form-data; name="file"', 'x') + end],
  'a field without a name': [part('Content-Disposition: form-data; filename="a.txt"', 'x') + end],
  'a part without headers': [part('', 'x') + end],
  'a part with a broken header': [part('Content-Disposition form-data', 'x') + end],
  'two files': [filePart() + filePart() + end],
  'ten thousand parts': [part('Content-Disposition: form-data; name="n"', 'x').repeat(10_000) + end],
  'ten thousand parts behind the file': [
    filePart() + part('Content-Disposition: form-data; name="n"', 'x').repeat(10_000) + end,
  ],
  'a field name of a megabyte': [
    part(`Content-Disposition: form-data; name="${'n'.repeat(1_000_000)}"`, 'x') + end,
  ],
  'an empty file': [filePart('') + end],
  'bytes instead of a form': ['\0\u0001\u0002'.repeat(100)],
};

describe('forms (H10)', () => {
  it.each(Object.entries(forms))('refuses one with %s', async (_what, [body, type = formType]) => {
    const kept = await server.kept();
    const response = await sendDirect(server.alice, body, { 'content-type': type });
    expect([response.status, await response.json()]).toMatchObject([400, { code: 'bad_request' }]);
    await expectNothingKept(kept);
  });

  it('refuses what is no form', async () => {
    const response = await sendDirect(server.alice, png, { 'content-type': 'image/png' });
    expect(response.status).toBe(415);
  });

  it('takes a file with a few fields beside it', async () => {
    const note = part('Content-Disposition: form-data; name="note"', 'x');
    const response = await sendDirect(server.alice, note + filePart() + note + end, {
      'content-type': formType,
    });
    expect(response.status).toBe(200);
  });

  it.each(['form', 'bytes'])('keeps nothing of an upload that breaks off: %s', async (kind) => {
    const kept = await server.kept();
    const { body } = await announce(server.alice, Buffer.alloc(5_000, 'x'), {
      name: 'a.txt',
      type: 'text/plain',
    });
    const { host, hostname, port, pathname, search } = new URL(body.upload_descriptor!.url);
    const socket = connect(Number(port), hostname);
    await once(socket, 'connect');
    const head = kind === 'form' ? `Content-Type: ${formType}\r\n` : '';
    socket.write(`PUT ${pathname}${search} HTTP/1.1\r\nHost: ${host}\r\nContent-Length: 5000\r\n${head}\r\n`);
    socket.write(kind === 'form' ? filePart('hello').trimEnd() : 'hello');
    await eventually(async () => expect(await server.unfinished()).toHaveLength(1));
    socket.destroy();
    await expectNothingKept(kept);
    // It can be sent again.
    expect((await put(body, 'x'.repeat(5_000))).status).toBe(200);
  });
});

it('hears the next request of a connection whose upload it has refused half-way (H10)', async () => {
  const { body } = await announce(server.alice, Buffer.alloc(20), { name: 'a.txt', type: 'text/plain' });
  const { host, hostname, port, pathname, search } = new URL(body.upload_descriptor!.url);
  for (const sent of ['\0'.repeat(20), 'x'.repeat(500_000)]) {
    const socket = connect(Number(port), hostname);
    const heard = new Promise<string>((resolve) => {
      let all = '';
      socket.on('data', (data) => {
        all += String(data);
        if (all.includes('{"status":"ok"')) resolve(all);
      });
    });
    await once(socket, 'connect');
    const head = `Host: ${host}\r\nContent-Length: ${sent.length}\r\n\r\n`;
    socket.write(`PUT ${pathname}${search} HTTP/1.1\r\n${head}${sent}`);
    socket.write(`GET /healthz HTTP/1.1\r\nHost: ${host}\r\n\r\n`);
    expect(await heard).toMatch(/^HTTP\/1.1 4(?:13|15) /);
    socket.destroy();
  }
});

it('takes no bytes from a page that is not listed, also with the address in its hands', async () => {
  const { body } = await announce(server.alice, png);
  const from = (origin: string) => put(body, png, { origin });
  expect((await from('https://evil.example')).status).toBe(403);
  expect((await from('null')).status).toBe(403);
  expect((await from(server.url)).status).toBe(200);
});

const header = (width: number, height: number) => {
  const bytes = Buffer.from(png);
  bytes.writeUInt32BE(width, 16);
  bytes.writeUInt32BE(height, 20);
  return bytes;
};
const svg = Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>');
const html = Buffer.from('<!doctype html><script>alert(1)</script>');

describe('bytes that are something else than declared (H11)', () => {
  it.each<[string, Buffer, Given, number]>([
    ['HTML as a picture', html, {}, 415],
    ['SVG as a picture', svg, {}, 415],
    ['a JPEG as a PNG', Buffer.from('\xff\xd8\xff\xe0 jpeg', 'latin1'), {}, 415],
    ['a picture as a text', png, { type: 'text/plain' }, 415],
    ['a program as a text', Buffer.from('MZ\x90\0\x03\0\0\0', 'latin1'), { type: 'text/plain' }, 415],
    ['a text with a NUL', Buffer.from('a\0b'), { type: 'text/plain' }, 415],
    ['an archive as a document', Buffer.from('PK\x03\x04....'), { type: 'application/pdf' }, 415],
    ['a picture of 50,000 by 50,000', header(50_000, 50_000), {}, 413],
  ])('refuses %s when it comes', async (_what, bytes, given, status) => {
    const kept = await server.kept();
    const { body } = await announce(server.alice, bytes, given);
    const response = await put(body, bytes);
    expect([response.status, await response.json()]).toMatchObject([
      status,
      { message: expect.any(String) as string },
    ]);
    await expectNothingKept(kept);
    const { name = 'x', type = 'image/png' } = given;
    expect((await sendDirect(server.alice, formOf(bytes, { name, type }))).status).toBe(status);
    await expectNothingKept(kept);
  });

  it.each<[string, Given, number]>([
    ['SVG', { type: 'image/svg+xml' }, 415],
    ['an archive', { type: 'application/zip' }, 415],
    ['no type, and no name that says one', { type: '', name: 'x' }, 415],
    ['a type that is none', { type: '../x' }, 415],
    ['too many bytes', { size: maxBytes + 1 }, 413],
    ['far too many bytes', { size: Number.MAX_SAFE_INTEGER }, 413],
    ['no bytes', { size: 0 }, 400],
    ['less than no bytes', { size: -5 }, 400],
  ])('refuses %s when it is announced', async (_what, given, status) => {
    const { status: answered } = await announce(server.alice, png, given);
    expect(answered).toBe(status);
  });

  it('refuses a type beside the bytes that is not the announced one', async () => {
    const { body } = await announce(server.alice, png);
    expect((await put(body, png, { 'content-type': 'text/html' })).status).toBe(415);
    expect((await put(body, png, { 'content-type': 'application/octet-stream' })).status).toBe(200);
  });

  it.each<[string, number, number]>([
    ['more', 30, 413],
    ['many more', 5_000_000, 413],
    ['fewer', 5, 400],
  ])('refuses %s bytes than were announced, while they come', async (_what, sent, status) => {
    const kept = await server.kept();
    const { body } = await announce(server.alice, Buffer.alloc(20), { name: 'a.txt', type: 'text/plain' });
    expect((await put(body, 'x'.repeat(sent))).status).toBe(status);
    await expectNothingKept(kept);
  });

  it('refuses a form whose file is too large', async () => {
    const kept = await server.kept();
    const form = formOf(Buffer.alloc(maxBytes + 1, 'x'), { name: 'a.txt', type: 'text/plain' });
    expect((await sendDirect(server.alice, form)).status).toBe(413);
    await expectNothingKept(kept);
  });

  it('keeps HTML as a text that no browser shows', async () => {
    const response = await sendDirect(server.alice, formOf(html, { name: 'a.html', type: 'text/html' }));
    const { id } = (await response.json()) as Attachment;
    const read = await fetch(`${server.url}/api/chatkit/attachments/${id}`, {
      headers: { authorization: `Bearer ${server.alice.token}` },
    });
    const { headers } = await fetch(((await read.json()) as AttachmentFile).content_url!);
    expect(headers.get('content-type')).toBe('application/octet-stream');
    expect(headers.get('content-disposition')).toMatch(/^attachment;/);
    expect(headers.get('content-security-policy')).toBe("sandbox; default-src 'none'");
    expect(headers.get('x-content-type-options')).toBe('nosniff');
  });
});

describe('names (H11)', () => {
  it.each([
    ['../../etc/passwd.txt', 'passwd.txt'],
    ['..\\..\\boot.txt', 'boot.txt'],
    ['/etc/shadow', 'shadow'],
    ['%2e%2e%2fx.txt', '%2e%2e%2fx.txt'],
    ['..', 'file'],
    ['', 'file'],
    ['a\0b\r\nc.txt', 'a\ufffdbc.txt'],
    ['CON', 'CON'],
    ['\u202egpj.exe', 'gpj.exe'],
    ['\ud800.txt', '\ufffd.txt'],
    [`${'x'.repeat(10_240)}.txt`, `${'x'.repeat(251)}.txt`],
    ['"; filename=evil.html', '"; filename=evil.html'],
  ])('keeps a file of the name %j under its id, and shows %j', async (given, shown) => {
    const file = await attach(server.bob, Buffer.from('x'), { name: given, type: 'text/plain' });
    expect(file.name).toBe(shown);
    const places = (await server.kept()).filter((place) => place.includes(file.id));
    expect(places).toEqual([expect.stringMatching(/^atc_[0-9a-f]{32}\.[0-9a-f]{12}$/)]);
  });
});

describe('room (H11)', () => {
  it('has a bound for each person, which announcements at the same time cannot pass', async () => {
    const size = maxBytes;
    const bytes = Buffer.alloc(size, 'x');
    const given = { name: 'a.txt', type: 'text/plain' };
    const taken = (await server.kept()).length;
    expect(taken).toBeGreaterThan(0);
    const answers = await Promise.all(Array.from({ length: 15 }, () => announce(server.bob, bytes, given)));
    const announced = answers.filter(({ status }) => status === 200);
    expect(announced.length).toBeLessThanOrEqual(10);
    expect(announced.length).toBeGreaterThanOrEqual(9);
    const refused = answers.find(({ status }) => status !== 200);
    expect(refused).toMatchObject({ status: 413, body: { code: 'over_limit' } });
    expect((await sendDirect(server.bob, formOf(bytes, given))).status).toBe(413);
    await expectNothingKept(await server.kept());
    // Somebody else has room, and what goes makes some.
    expect((await announce(server.alice, png)).status).toBe(200);
    await server.bob.call('attachments.delete', { attachment_id: announced[0]!.body.id });
    expect((await announce(server.bob, bytes, given)).status).toBe(200);
  });
});
