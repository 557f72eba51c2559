// How many pixels a picture claims to have, read from its first bytes: the server decodes none, but browsers do, and a
// few bytes can claim gigabytes.

/** A little more than the cameras of phones make. */
export const maxPixels = 120_000_000;

/** Width times height; undefined when the beginning of the file does not say. */
export function pixelsOf(type: string, head: Buffer): number | undefined {
  try {
    const [width, height] = sizeOf(type, head) ?? [];
    return width === undefined || height === undefined ? undefined : width * height;
  } catch (error) {
    // It ends before it says so.
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

function sizeOf(type: string, head: Buffer): [width: number, height: number] | undefined {
  switch (type) {
    case 'image/png':
      return [head.readUInt32BE(16), head.readUInt32BE(20)];
    case 'image/gif':
      return [head.readUInt16LE(6), head.readUInt16LE(8)];
    case 'image/webp':
      return webpSize(head);
    case 'image/jpeg':
      return jpegSize(head);
    default:
      return undefined;
  }
}

function webpSize(head: Buffer): [number, number] | undefined {
  switch (head.toString('latin1', 12, 16)) {
    case 'VP8X':
      return [head.readUIntLE(24, 3) + 1, head.readUIntLE(27, 3) + 1];
    case 'VP8 ':
      return [head.readUInt16LE(26) & 0x3fff, head.readUInt16LE(28) & 0x3fff];
    case 'VP8L': {
      const bits = head.readUInt32LE(21);
      return [(bits & 0x3fff) + 1, ((bits >>> 14) & 0x3fff) + 1];
    }
    default:
      return undefined;
  }
}

/** Segment by segment, up to the one that begins the picture. */
function jpegSize(head: Buffer): [number, number] | undefined {
  let at = 2;
  while (at + 4 <= head.length) {
    if (head[at] !== 0xff) return undefined;
    const marker = head[at + 1]!;
    const beginsPicture = marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker);
    if (beginsPicture) return [head.readUInt16BE(at + 7), head.readUInt16BE(at + 5)];
    // Fill bytes, and markers that stand alone.
    const standsAlone = marker === 0xff || marker === 0x01 || (marker >= 0xd0 && marker <= 0xd8);
    at += standsAlone ? (marker === 0xff ? 1 : 2) : 2 + head.readUInt16BE(at + 2);
  }
  return undefined;
}
