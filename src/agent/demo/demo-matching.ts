import type { ListedTask } from './demo-question.js';
import type { Targets } from './demo-targets.js';

/** What became of a person's words when they were looked up in the list. */
export type Resolution =
  | { kind: 'found'; ids: number[] }
  /** Several tasks fit equally well. */
  | { kind: 'ambiguous'; candidates: ListedTask[] }
  | { kind: 'missing'; words: string };

const fillers = new Set([
  'the',
  'a',
  'an',
  'my',
  'to',
  'and',
  'of',
  'for',
  'with',
  'some',
  'task',
  'that',
  'this',
]);
const separators = /\s*,\s*(?:and\s+)?|\s+and\s+|\s*&\s*/i;
const minSharedStem = 4;

/**
 * The tasks meant by a title's words or a place. The words are tried as one title first and as several after
 * that, because titles hold "and" too.
 */
export function resolveTargets({ words, places }: Targets, tasks: readonly ListedTask[]): Resolution {
  if (places) return resolvePlaces(places, tasks);
  const whole = findByTitle(words, tasks);
  const parts = words.split(separators).filter(Boolean);
  if (whole.length || parts.length < 2) return toResolution(words, whole);

  const found = parts.map((part) => toResolution(part, findByTitle(part, tasks)));
  const obstacle = found.find(({ kind }) => kind !== 'found');
  if (obstacle) return obstacle;
  return { kind: 'found', ids: [...new Set(found.flatMap((one) => (one.kind === 'found' ? one.ids : [])))] };
}

function resolvePlaces(places: readonly number[], tasks: readonly ListedTask[]): Resolution {
  const ids = places.map((place) => (place === -1 ? tasks.at(-1) : tasks[place - 1])?.task_id);
  const found = ids.filter((id) => id !== undefined);
  if (found.length < ids.length) return { kind: 'missing', words: 'at that place' };
  return { kind: 'found', ids: found };
}

function toResolution(words: string, matches: ListedTask[]): Resolution {
  const [only, ...others] = matches;
  if (!only) return { kind: 'missing', words };
  return others.length ? { kind: 'ambiguous', candidates: matches } : { kind: 'found', ids: [only.task_id] };
}

/** Tasks with exactly that title, else those whose title has every word of it, in whatever form. */
function findByTitle(words: string, tasks: readonly ListedTask[]): ListedTask[] {
  const wanted = toWords(words);
  const significant = wanted.filter((word) => !fillers.has(word));
  if (!significant.length) return [];
  const exact = tasks.filter(({ title }) => toWords(title).join(' ') === wanted.join(' '));
  if (exact.length) return exact;
  return tasks.filter(({ title }) => {
    const words = toWords(title);
    return significant.every((word) => words.some((other) => isSameWord(word, other)));
  });
}

function toWords(text: string): string[] {
  return (
    text
      .normalize('NFC')
      .toLowerCase()
      .match(/[\p{L}\p{N}]+/gu) ?? []
  );
}

/** "Grocery" and "groceries" are one word; so are "report" and "reports". */
function isSameWord(one: string, other: string): boolean {
  if (one === other) return true;
  const shorter = Math.min(one.length, other.length);
  let shared = 0;
  while (shared < shorter && one[shared] === other[shared]) shared++;
  return shared >= Math.max(minSharedStem, shorter - 2) && Math.max(one.length, other.length) - shared <= 3;
}
