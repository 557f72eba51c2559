// How much a torture does: little in every run of the tests, as much as ROUNDS says when it is run by hand
// (`npm run torture`). SEED makes the same choices again; what happens between them is up to the machine.

/** Rounds asked for by hand; undefined in an ordinary run. */
const asked = process.env.ROUNDS === undefined ? undefined : Number(process.env.ROUNDS);
if (asked !== undefined && !(Number.isInteger(asked) && asked > 0)) {
  throw new Error('ROUNDS must be a whole number above 0, or left out.');
}

/** Whether there is time to wait for what takes long. */
export const isByHand = asked !== undefined;

/** @param usually Rounds when nobody asked for a number. */
export const rounds = (usually: number): number => asked ?? usually;

/** Where all choices come from. */
export const seed = Number(process.env.SEED ?? Math.floor(Math.random() * 1e9));

/** Tells whoever runs it by hand how it goes. */
export function report(line: string): void {
  process.stderr.write(`[seed ${seed}] ${line}\n`);
}

/** Choices that a seed makes. */
export class Choices {
  private state: number;

  constructor(from: number) {
    this.state = from >>> 0;
  }

  /** From 0 up to 1, without 1 (mulberry32). */
  next(): number {
    this.state = (this.state + 0x6d2b79f5) >>> 0;
    let mixed = this.state;
    mixed = Math.imul(mixed ^ (mixed >>> 15), mixed | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  }

  /** A whole number, both ends included. */
  between(least: number, most: number): number {
    return least + Math.floor(this.next() * (most - least + 1));
  }

  of<T>(these: readonly T[]): T {
    return these[this.between(0, these.length - 1)]!;
  }
}
