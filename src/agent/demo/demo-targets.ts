/** Which tasks a sentence is about, as the person put it; {@link resolveTargets} finds them in the list. */
export interface Targets {
  /** By number, as the list shows them. */
  ids: number[];
  /** By words of the title. Empty when the person named no title. */
  words: string;
  /** Every task of a kind. */
  every?: 'task' | 'pending' | 'completed';
  /** By place in the list that was shown: 1 is the first, -1 the last. */
  places?: number[];
  /** "it": the one task that was spoken of last. */
  isPronoun?: boolean;
}

const noun = '(?:tasks?|items?|to-?dos?|entry|entries|ones?|things?|reminders?)';
const ofList =
  /\s+(?:from|off|off of|on|in)\s+(?:my|the|our)\s+(?:(?:to-?do|task)\s+)?(?:list|tasks|to-?dos?)$/i;
const ordinals = [
  'first',
  'second',
  'third',
  'fourth',
  'fifth',
  'sixth',
  'seventh',
  'eighth',
  'ninth',
  'tenth',
];
const maxRange = 50;

const done = '(?:finished|completed?|done)';
const open = '(?:open|pending|remaining|unfinished|outstanding|incomplete)';
const all = '(?:all(?: of)?|every(?: single)?|each)';
const my = '(?:(?:my|the|these|those|of my)\\s+)?';
const everyPatterns: [RegExp, 'task' | 'pending' | 'completed'][] = [
  [new RegExp(`^(?:${all}\\s+)?${my}${done}\\s+${noun}$`, 'i'), 'completed'],
  [
    new RegExp(
      `^(?:everything|all|all of it|${noun})\\s+(?:that\\s+(?:is|are)|that's|i(?:'ve|’ve| have)?|which\\s+(?:is|are))?\\s*(?:already\\s+)?${done}$`,
      'i',
    ),
    'completed',
  ],
  [new RegExp(`^(?:${all}\\s+)?${my}${open}\\s+${noun}$`, 'i'), 'pending'],
  [
    new RegExp(
      `^(?:everything|it all|all|all of it|them all|the lot|${all}\\s+${my}${noun}|all of them|my\\s+${noun}|(?:my|the)\\s+(?:whole\\s+|entire\\s+)?(?:(?:to-?do|task)\\s+)?list)$`,
      'i',
    ),
    'task',
  ],
];

/** The targets that a phrase such as `tasks 1 and 3`, `the groceries task` or `everything` names. */
export function toTargets(phrase: string): Targets {
  const bare = phrase
    .trim()
    .replace(/[.!?]+$/, '')
    .replace(ofList, '')
    .trim();
  const every = everyPatterns.find(([pattern]) => pattern.test(bare))?.[1];
  if (every) return { ids: [], words: '', every };
  if (/^(?:it|this|that|this one|that one|that task|this task)$/i.test(bare))
    return { ids: [], words: '', isPronoun: true };
  const ids = toIds(bare);
  if (ids.length) return { ids, words: '' };
  const places = toPlaces(bare);
  if (places.length) return { ids: [], words: '', places };
  return { ids: [], words: toTitleWords(bare) };
}

/** The numbers of a phrase that holds nothing but numbers: `2`, `#2 and 3`, `tasks 1-3`. Else none. */
export function toIds(phrase: string): number[] {
  const list = phrase
    .replace(new RegExp(`\\b(?:the|my|${noun}|no\\.?|nr\\.?|numbers?|ids?|both)\\b`, 'gi'), ' ')
    .replace(/\b(?:and|plus|also|or)\b|[#,&+:]/gi, ' ')
    .trim();
  if (!/^\d{1,9}(?:\s*(?:-|–|to)\s*\d{1,9})?(?:\s+\d{1,9}(?:\s*(?:-|–|to)\s*\d{1,9})?)*$/.test(list))
    return [];
  const numbers = [...list.matchAll(/(\d+)(?:\s*(?:-|–|to)\s*(\d+))?/g)].flatMap(([, from, to]) =>
    range(Number(from), Number(to ?? from)),
  );
  return [...new Set(numbers)];
}

function range(from: number, to: number): number[] {
  if (to < from || to - from > maxRange) return [from, to];
  return Array.from({ length: to - from + 1 }, (_, index) => from + index);
}

/** Places in a phrase that holds nothing but places: `the first one`, `first and last`. Else none. */
export function toPlaces(phrase: string): number[] {
  const words = phrase
    .toLowerCase()
    .replace(new RegExp(`\\b(?:the|my|and|${noun})\\b|[,&]`, 'g'), ' ')
    .split(/\s+/)
    .filter(Boolean);
  const places = words.map((word) => (word === 'last' ? -1 : ordinals.indexOf(word) + 1));
  return places.every(Boolean) ? places : [];
}

/** `the groceries task` is about "groceries". */
function toTitleWords(phrase: string): string {
  const quoted = /^["“'‘](.+)["”'’]$/.exec(phrase);
  if (quoted) return quoted[1]!;
  const words = phrase
    .replace(
      new RegExp(
        `^(?:(?:the|my|that|this)\\s+)?(?:${noun}\\s+)?(?:(?:called|named|titled|about|to|for|:)\\s+)?`,
        'i',
      ),
      '',
    )
    .replace(new RegExp(`\\s+${noun}$`, 'i'), '')
    .replace(/^["“'‘](.+)["”'’]$/, '$1')
    .trim();
  return words || phrase;
}
