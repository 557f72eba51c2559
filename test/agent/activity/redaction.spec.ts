import { codeBlock, codeSpan } from '../../../src/agent/activity/code-span.js';
import { Redaction } from '../../../src/agent/activity/redaction.js';
import { safeUrl } from '../../../src/agent/activity/safe-url.js';
import { oneLine, shorten } from '../../../src/agent/activity/shorten.js';
import { barMs } from '../../support/bar.js';

const entriesOf = (values: object, names?: string[]) => new Redaction(names).entries(values);
const base64 = 'q83vEjRWeJASNFZ4kKvN7xI0VniQEjRWeJCrze8SNFY=';
const jwt = `eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJhbGljZSJ9.${'c2lnbmF0dXJl'.repeat(3)}`;

describe('arguments', () => {
  it.each([
    'password',
    'userPassword',
    'DB_PASSWD',
    'X-Api-Key',
    'apikey',
    'clientSecret',
    'access_token',
    'idToken',
    'Authorization',
    'set-cookie',
    'private_key',
    'APIKey',
    'pin',
    'cardCVV',
    'otp',
    'ｐａｓｓｗｏｒｄ',
    'Passwort',
    'contraseña',
    'contrasen\u0303a',
    'mot_de_passe',
    'パスワード',
    '__proto__secret',
  ])('that are secrets by name are hidden: %s', (name) => {
    expect(entriesOf({ [name]: 'hunter2' })).toMatch(/^\S+: •••$/);
    expect(entriesOf({ outer: [{ [name]: { deep: 'hunter2' } }] })).not.toContain('hunter2');
  });

  it.each(['title', 'shipping', 'passenger', 'author', 'keyboard', 'tokenizer', 'compass'])(
    'of other names are shown: %s',
    (name) => {
      expect(entriesOf({ [name]: 'Tea' })).toBe(`${name}: "Tea"`);
    },
  );

  it('that count tokens are shown, and those that are tokens are not', () => {
    expect(entriesOf({ max_tokens: 500 })).toBe('max_tokens: 500');
    expect(entriesOf({ tokens: ['abc'] })).toBe('tokens: •••');
  });

  it('are hidden by the names that an operator added, however they are written', () => {
    const values = { email: 'a@b.example', 'E-Mail': 'a@b.example', homeAddress: 'Street 1', emails: 2 };
    expect(entriesOf(values, ['e_mail', 'home address'])).toBe(
      'email: •••, E-Mail: •••, homeAddress: •••, emails: 2',
    );
  });

  it.each([
    ['a bearer token', 'Authorization: Bearer abc.def-ghi123', 'abc.def'],
    ['basic credentials', 'basic dXNlcjpwYXNz', 'dXNlcjpwYXNz'],
    ['a key of a provider', 'use sk-proj-abcdefghijkl', 'abcdefghijkl'],
    ['a live key', 'sk_live_51H8abcdef', '51H8abcdef'],
    ['a personal access token', `ghp_${'a1B2'.repeat(9)}`, 'a1B2'],
    ['a fine-grained access token', 'github_pat_11ABCDEFG0abcdefgh', '11ABCDEFG0'],
    ['a chat token', 'xoxb-123456789012-abcdef', '123456789012'],
    ['a cloud key', 'id AKIAIOSFODNN7EXAMPLE', 'IOSFODNN7'],
    ['a JWT', jwt, 'eyJ'],
    ['a JWT in an address', `https://a.example/?t=${jwt}`, 'eyJ'],
    ['a password in an address', 'postgres://app:hunter2@db/prod', 'hunter2'],
    ['a password beside its name', 'login with password=hunter2 now', 'hunter2'],
    ['a password in JSON', '{"user":"a","password":"hun ter2"}', 'ter2'],
    ['a key beside its name', "api_key: 'hunter2'", 'hunter2'],
    ['a long hexadecimal number', `sha ${'0123456789abcdef'.repeat(4)}`, '0123456789'],
    ['long base64', `v ${base64} w`, 'q83vEj'],
    ['a PEM key', '-----BEGIN RSA PRIVATE KEY-----\nMIIBOgIBAAJBAK\n-----END RSA PRIVATE KEY-----', 'MIIB'],
    ['a PEM key that is cut off', '-----BEGIN PRIVATE KEY-----\nMIIBOgIBAAJBAK', 'MIIB'],
  ])('hold no secret in their values: %s', (_what, value, secret) => {
    const shown = entriesOf({ note: value, list: [value], nested: { note: value } });
    expect(shown).toContain('•••');
    expect(shown).not.toContain(secret);
  });

  it('hold no secret in their names', () => {
    expect(entriesOf({ 'sk-proj-abcdefghijkl': 1 })).toBe('•••: 1');
  });

  it.each([
    'Buy milk',
    '7d9f2c1e-5b7a-4a0e-9c59-0d3c2f6b8a11',
    'https://en.wikipedia.org/wiki/Transmission_Control_Protocol',
    '/home/alice/Documents/2026/projects/nestjs/src/main.ts',
    'a-rather-long-slug-about-how-to-install-node-20-on-debian',
    'Donaudampfschifffahrtsgesellschaftskapitän',
    '2026-01-02T03:04:05.678Z',
  ])('that only look odd are shown: %s', (value) => {
    expect(entriesOf({ value })).toBe(`value: ${JSON.stringify(value)}`);
  });

  it('hide a secret that stands where a text is cut', () => {
    for (let length = 1_960; length < 2_010; length++) {
      const shown = entriesOf({ note: `${'x '.repeat(length / 2)}sk-proj-abcdefghijkl` });
      expect(shown).not.toMatch(/sk-/);
    }
    // Where one that is hidden leaves room for what stands behind it.
    for (let length = 1_960; length < 2_000; length++) {
      const shown = entriesOf({ note: `Bearer ${'a'.repeat(length - 7)} sk-abcdefghijkl` });
      expect(shown).toMatch(/^note: "Bearer •••/);
      expect(shown).not.toMatch(/sk-/);
    }
  });

  it('are shown in part when they are long, in scripts without spaces too', () => {
    expect(entriesOf({ note: '買い物'.repeat(2_000) })).toMatch(/^note: "(買い物){26}買…"$/);
    expect(entriesOf({ note: 'x'.repeat(10_000) })).toMatch(/^note: "x{79}…"$/);
  });

  it('are bounded in number, length and depth', () => {
    const many = Object.fromEntries(Array.from({ length: 1_000 }, (_, index) => [`a${index}`, index]));
    expect(entriesOf(many)).toMatch(/, a11: 11, …$/);
    expect(entriesOf({ list: Array(1_000).fill(1) })).toBe('list: [1, 1, 1, 1, 1, …]');
    const deep = JSON.parse(`${'{"a":'.repeat(10_000)}1${'}'.repeat(10_000)}`) as object;
    expect(entriesOf(deep)).toBe('a: {a: {a: {a: …}}}');
    expect(Array.from(entriesOf({ text: '👩‍🚀'.repeat(1_000) })).length).toBeLessThan(100);
    expect(entriesOf({ [`n${'o'.repeat(500)}`]: 1 }).length).toBeLessThan(50);
  });

  it('take no time, whatever they are made of [H7]', () => {
    const odd = [
      'a',
      ' ',
      'A1',
      'sk-',
      'eyJ',
      'eyJa.',
      'password=',
      '-----BEGIN ',
      'x://',
      '"',
      ':',
      'Bearer ',
    ];
    for (const piece of odd) {
      const text = piece.repeat(100_000 / piece.length);
      const before = performance.now();
      entriesOf({ text, [text]: 1 });
      expect(performance.now() - before).toBeLessThan(barMs(100));
    }
  });
});

describe('a line', () => {
  it('holds whole characters only', () => {
    expect(shorten('👍'.repeat(10), 5)).toBe('👍👍👍👍…');
    expect(shorten('👍'.repeat(5), 5)).toBe('👍'.repeat(5));
    expect(oneLine('a\ud800b', 5)).toBe('a\ufffdb');
  });

  it('cannot turn around or break what stands beside it', () => {
    expect(oneLine('one\r\ntwo\u202ethree\u2066\u0000four\u001b[31m', 80)).toBe('one twothree four [31m');
  });
});

describe('what stands in Markdown as code', () => {
  it('does not end before its end', () => {
    expect(codeSpan('a`b`` [x](https://evil.example) ![](https://evil.example/i.png)')).toMatch(/^`[^`]+`$/);
    expect(codeBlock('one\n```\n![](https://evil.example/i.png)').match(/`/g)).toHaveLength(6);
  });

  it('is nothing for nothing', () => {
    expect(codeSpan('')).toBe('');
    expect(codeBlock('\n\n')).toBe('');
  });

  it('keeps its indents, and not all of its lines', () => {
    expect(codeBlock('if x:\n  y()')).toBe('```\nif x:\n  y()\n```');
    expect(codeBlock('a\n'.repeat(100)).split('\n')).toHaveLength(23);
  });
});

describe('an address of a source', () => {
  it.each([
    ['https://user:pass@a.example/b?q=1&token=abc&key=x#c', 'https://a.example/b?q=1&key=x#c'],
    [`https://a.example/?v=${jwt}`, 'https://a.example/'],
    ['javascript:alert(1)', undefined],
    ['data:text/html,x', undefined],
    ['/relative', undefined],
    [7, undefined],
  ])('is shown as %s deserves', (url, expected) => {
    expect(safeUrl(url)?.href).toBe(expected);
  });
});
