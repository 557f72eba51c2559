import type { Attachment } from '../../src/protocol/attachments.js';
import { userInput } from '../../src/testing/client/chatkit-test-client.js';
import { threadIdOf } from '../../src/testing/client/answers.js';
import { ChatKitClient } from '../support/chatkit-client.js';
import { issuerSecret, issuerToken } from '../support/tokens.js';
import { announce, attach, png, previewOf, startUploads, type UploadsApp } from './uploads-app.js';

// The places of the routes that take an attachment's id (robustness 3.8), with ids that are none of the caller's.

let server: UploadsApp;
let eve: ChatKitClient;
let ids: Record<string, string>;
beforeAll(async () => {
  server = await startUploads({
    signIn: false,
    variables: {
      AUTH_MODE: 'jwt',
      AUTH_ISSUERS: JSON.stringify([{ secret: issuerSecret, tenant_claim: 'tenant' }]),
    },
  });
  const as = async (user: string, tenant: string) =>
    new ChatKitClient(server.url, await issuerToken(user, { tenant }));
  const [neighbour, namesake] = [await as('ada', 't1'), await as('eve', 't2')];
  eve = await as('eve', 't1');
  const own = await attach(eve, png);
  const deleted = await attach(eve, png);
  await eve.call('attachments.delete', { attachment_id: deleted.id });
  const thread = threadIdOf(await eve.stream('threads.create', userInput('Hi')));
  ids = {
    "another person's": (await attach(neighbour, png)).id,
    "another person's, awaited": (await announce(neighbour, png)).body.id,
    "a namesake's in another tenant": (await attach(namesake, png)).id,
    deleted: deleted.id,
    'of another kind': thread,
    'upper-cased': own.id.toUpperCase(),
    '10 KB': 'x'.repeat(10_240),
    'a NUL': 'atc_\0',
    'a prototype': '__proto__',
    'a path': '../../etc/passwd',
    'a driver’s path': '..%2f..%2fetc%2fpasswd',
  };
});
afterAll(() => server.close());

const route = (id: string, end = '') =>
  `${server.url}/api/chatkit/attachments/${encodeURIComponent(id)}${end}`;
/** The answer without what names the request. */
async function asked(url: string, init: RequestInit = {}) {
  const response = await fetch(url, init);
  return [response.status, (await response.text()).replace(/"requestId":"[^"]*"/, '')];
}
const neverWas = 'atc_00000000000000000000000000000000';
const kinds = [
  "another person's",
  "another person's, awaited",
  "a namesake's in another tenant",
  'deleted',
  'of another kind',
  'upper-cased',
  '10 KB',
  'a NUL',
  'a prototype',
  'a path',
  'a driver’s path',
];

describe.each(kinds)('an id that is %s', (kind) => {
  it('is answered like one that never was, on every route (rows 77, 78, 90)', async () => {
    const headers = { authorization: `Bearer ${eve.token}` };
    const own = (await announce(eve, png)).body;
    const upload = new URL(own.upload_descriptor!.url).search;
    const content = new URL(previewOf(own)).search;
    const kept = await server.kept();
    const ways: [end: string, init: RequestInit][] = [
      ['', { headers }],
      [`/content${content}`, {}],
      [`/upload${upload}`, { method: 'PUT', body: png, headers: { 'content-type': 'image/png' } }],
      [`/upload${upload}`, { method: 'POST', body: png }],
    ];
    for (const [end, init] of ways) {
      const expected = await asked(route(neverWas, end), init);
      expect(expected[0]).toBe(404);
      expect(await asked(route(ids[kind]!, end), init)).toEqual(expected);
    }
    const named = { attachments: [ids[kind]] };
    expect((await eve.call('threads.create', userInput('Mine', named))).status).toBe(404);
    expect((await eve.call('attachments.delete', { attachment_id: ids[kind] })).status).toBe(404);
    expect(await server.kept()).toEqual(kept);
  });
});

it('an address tells nothing but its own attachment’s bytes, and who may is not asked (row 90)', async () => {
  const attached: Attachment = await attach(eve, png);
  const [status, body] = await asked(previewOf(attached));
  expect([status, body]).toEqual([200, png.toString()]);
  expect((await asked(route(attached.id)))[0]).toBe(401);
});
