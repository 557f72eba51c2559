import { TooDeepError, wellFormedJson, wellFormedLine, wellFormedText } from '../../src/protocol/text.js';

describe('well-formed text', () => {
  it.each([
    ['plain', 'plain'],
    ['a\0b', 'a\uFFFDb'],
    ['\ud83d', '\uFFFD'],
    ['\ude00\ud83d', '\uFFFD\uFFFD'],
    ['😀', '😀'],
    ['\uFFFE\uFFFF\u202E', '\uFFFE\uFFFF\u202E'],
  ])('turns %j into %j', (text, expected) => {
    expect(wellFormedText(text)).toBe(expected);
  });

  it('loses a leading byte order mark in a line, as one of the engines would', () => {
    expect(wellFormedLine('\uFEFFTitle')).toBe('Title');
    expect(wellFormedLine('Ti\uFEFFtle')).toBe('Ti\uFEFFtle');
  });
});

describe('well-formed JSON', () => {
  it('returns a clean value itself, without a copy', () => {
    const value = { a: [1, 'x', { b: null }] };
    expect(wellFormedJson(value)).toBe(value);
  });

  it('repairs deep inside and leaves the original alone', () => {
    const value = { a: [{ 'k\0': 'v\ud800' }], clean: ['x'] };
    const repaired = wellFormedJson(value);
    expect(repaired).toEqual({ a: [{ 'k\uFFFD': 'v\uFFFD' }], clean: ['x'] });
    expect(value.a[0]).toEqual({ 'k\0': 'v\ud800' });
    expect(repaired.clean).toBe(value.clean);
  });

  it('refuses what is nested too deep to store', () => {
    let value: unknown = 'x';
    for (let level = 0; level < 64; level++) value = [value];
    expect(() => wellFormedJson(value)).not.toThrow();
    expect(() => wellFormedJson([value])).toThrow(TooDeepError);
  });
});
