import { contentDisposition, toFileName } from '../../src/attachments/file-name.js';
import { canBe, declaredType, isTaken, sniffType } from '../../src/attachments/file-type.js';
import { pixelsOf } from '../../src/attachments/image-size.js';

const bytes = (...values: (number | string)[]) =>
  Buffer.concat(
    values.map((value) => (typeof value === 'string' ? Buffer.from(value, 'latin1') : Buffer.of(value))),
  );
const png = bytes('\x89PNG\r\n\x1a\n', 0, 0, 0, 13, 'IHDR', 0, 0, 1, 0, 0, 0, 2, 0);
const gif = bytes('GIF89a', 0, 1, 0, 2);
const jpeg = bytes(
  '\xff\xd8\xff\xe0',
  0,
  4,
  1,
  2,
  0xff,
  0xff,
  0xdb,
  0,
  3,
  9,
  0xff,
  0xc2,
  0,
  17,
  8,
  2,
  0,
  1,
  0,
);
const riff = (kind: string, ...rest: number[]) =>
  bytes('RIFF', 0, 0, 0, 0, 'WEBP', kind, 0, 0, 0, 0, ...rest);
const extended = riff('VP8X', 0, 0, 0, 0, 255, 0, 0, 255, 1, 0);
const lossy = riff('VP8 ', 0, 0, 0, 0x9d, 0x01, 0x2a, 0, 1, 0, 2);
// 14 bits of the width less one, then 14 of the height less one.
const lossless = riff('VP8L', 0x2f, 0xff, 0xc0, 0x7f, 0);

describe('the pixels that a picture claims (H11)', () => {
  it.each([
    ['image/png', png],
    ['image/gif', gif],
    ['image/jpeg', jpeg],
    ['image/webp', extended],
    ['image/webp', lossy],
    ['image/webp', lossless],
  ])('are read from the head of %s (%#)', (type, head) => {
    expect(sniffType(head)).toBe(type);
    expect(pixelsOf(type, head)).toBe(256 * 512);
    for (let length = 0; length < head.length; length++) {
      expect(() => pixelsOf(type, head.subarray(0, length))).not.toThrow();
    }
  });

  it('are unknown of what ends before it says so', () => {
    expect(pixelsOf('image/png', png.subarray(0, 18))).toBeUndefined();
    expect(pixelsOf('image/jpeg', jpeg.subarray(0, 12))).toBeUndefined();
  });
});

describe('what a file can be (H11)', () => {
  it.each([
    ['image/png', png, true],
    ['image/png', gif, false],
    ['image/png', bytes('hello'), false],
    ['text/plain', bytes('hello'), true],
    ['text/plain', bytes('MZ is how it begins'), true],
    ['text/plain', bytes('MZ\x90', 0, 3), false],
    ['text/plain', bytes('%PDF-1.7'), false],
    ['application/pdf', bytes('%PDF-1.7'), true],
    ['application/zip', bytes('PK\x03\x04'), true],
    ['application/vnd.openxmlformats-officedocument.wordprocessingml.document', bytes('PK\x03\x04'), true],
    ['video/mp4', bytes('PK\x03\x04'), false],
    ['application/octet-stream', bytes('\x7fELF'), true],
  ])('%s: %#', (type, head, expected) => {
    expect(canBe(type, head)).toBe(expected);
  });

  it('goes by its name where its type says nothing', () => {
    expect(declaredType('', 'notes.MD')).toBe('text/markdown');
    expect(declaredType('application/octet-stream', 'a.csv')).toBe('text/csv');
    expect(declaredType('Text/Plain; charset=utf-8', 'a.csv')).toBe('text/plain');
    expect(declaredType('', 'constructor.constructor')).toBe('application/octet-stream');
  });

  it('is taken by its type, by its family, or whatever it is', () => {
    expect(isTaken('image/png', ['image/*'])).toBe(true);
    expect(isTaken('imagery/png', ['image/*'])).toBe(false);
    expect(isTaken('image/png', ['image/jpeg'])).toBe(false);
    expect(isTaken('video/mp4', ['*/*'])).toBe(true);
  });
});

describe('a name (H11)', () => {
  it('is one line of a header, whatever is in it', () => {
    const given = `a"b\\c%'é\u{1f600}(1).png`;
    expect(contentDisposition('inline', given)).toBe(
      `inline; filename="a_b_c_'___(1).png"; filename*=UTF-8''a%22b%5Cc%25%27%C3%A9%F0%9F%98%80%281%29.png`,
    );
    expect(contentDisposition('attachment', toFileName('\ud800\r\nSet-Cookie: x'))).not.toMatch(/[\r\n]/);
  });

  it('keeps its ending when it is too long', () => {
    const name = toFileName(`${'é'.repeat(300)}.tar.gz`);
    expect([name.length, name.slice(-4)]).toEqual([255, 'é.gz']);
  });
});
