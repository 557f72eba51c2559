/** At most `max` code points of a text; one that is cut ends in `…`, and no character is cut in two. */
export function shorten(text: string, max: number): string {
  // A code point takes two units at most: a text that long or longer is cut in any case.
  const points = Array.from(text.slice(0, 2 * max + 2));
  return points.length <= max ? text : `${points.slice(0, max - 1).join('')}…`;
}

/**
 * Control characters, line breaks among them, and characters that turn the direction of what follows: a tool's name or
 * words must not change how the line around them reads.
 */
const unruly = /[\p{Cc}\u2028\u2029]+/gu;
const turning = /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu;

/** A text on one line, well-formed, of at most `max` code points. */
export function oneLine(text: string, max: number): string {
  const wellFormed = text.slice(0, 2 * max + 2).toWellFormed();
  return shorten(wellFormed.replace(unruly, ' ').replace(turning, '').trim(), max);
}
