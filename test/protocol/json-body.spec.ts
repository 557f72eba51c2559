import { InvalidBodyError, parseJsonBody, scanJson } from '../../src/protocol/json-body.js';

const bytes = (text: string) => Buffer.from(text);
const nested = (depth: number) => '['.repeat(depth) + ']'.repeat(depth);

describe('the scan of a request body', () => {
  it('takes 64 levels and refuses 65', () => {
    expect(() => scanJson(bytes(nested(64)))).not.toThrow();
    expect(() => scanJson(bytes(nested(65)))).toThrow('nested more than 64 levels');
  });

  it('refuses a million unclosed brackets without parsing them', () => {
    expect(() => parseJsonBody(bytes('['.repeat(1_000_000)))).toThrow(InvalidBodyError);
  });

  it('counts tokens, and refuses a flat flood of them', () => {
    expect(() => scanJson(bytes(`[${'{},'.repeat(20_000)}0]`))).toThrow('more than 50000 JSON tokens');
  });

  it('does not take brackets inside of strings for structure', () => {
    const text = JSON.stringify({ text: `${'['.repeat(200)}\\"${'{'.repeat(200)}` });
    expect(parseJsonBody(bytes(text))).toEqual(JSON.parse(text));
  });

  it('is not led astray by an escaped quote before a bracket', () => {
    expect(() => scanJson(bytes(`"\\\\"${nested(65)}`))).toThrow(InvalidBodyError);
    expect(() => scanJson(bytes(`"\\"${nested(65)}"`))).not.toThrow();
  });
});

describe('parsing a request body', () => {
  it.each([
    ['', 'The body is empty.'],
    ['   ', 'The body is empty.'],
    ['{', 'The body is not valid JSON.'],
    ['\uFEFF{}', 'The body is not valid JSON.'],
    ['{"a":1}x', 'The body is not valid JSON.'],
  ])('refuses %j in words', (text, message) => {
    expect(() => parseJsonBody(bytes(text))).toThrow(message);
  });

  it('refuses invalid UTF-8 rather than guessing', () => {
    expect(() => parseJsonBody(Buffer.from([0x22, 0xff, 0x22]))).toThrow('not valid UTF-8');
    expect(() => parseJsonBody(Buffer.from('"a"', 'utf16le'))).toThrow(InvalidBodyError);
  });

  it('replaces NUL and lone surrogates, in keys too, and keeps pairs', () => {
    expect(parseJsonBody(bytes('{"a\\u0000":["\\ud83d","\\ud83d\\ude00","\\u0000x"]}'))).toEqual({
      'a\uFFFD': ['\uFFFD', '😀', '\uFFFDx'],
    });
  });

  it('keeps a `__proto__` key as data and pollutes nothing', () => {
    const value = parseJsonBody(bytes('{"__proto__":{"admin":true,"x":"\\u0000"}}')) as object;
    expect(Object.keys(value)).toEqual(['__proto__']);
    expect(({} as { admin?: boolean }).admin).toBeUndefined();
  });
});
