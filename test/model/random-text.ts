import fc from 'fast-check';

/** Valid and strange: what databases, terminals and careless code trip over. */
const strange = [
  '',
  ' ',
  'Hello',
  'line\nbreak\r\n\u2028\u2029\t',
  '👩‍👩‍👧 family, 🇪🇺, e\u0301',
  'NUL \0 within',
  'half \uD83D of a pair',
  '\uDE00 the other half',
  '\uFEFFwith a byte order mark',
  'שלום \u202Eright to left\u202C العربية',
  "Robert'); DROP TABLE threads;--",
  '</script><b>markup</b> **bold** & "quotes" \\ {{x}}',
  'data: not a frame\n\nevent: error',
  'null',
  '__proto__',
  `long ${'x'.repeat(3_000)}`,
];

export const text = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom('Hello', 'two words', 'c') },
  { weight: 1, arbitrary: fc.constantFrom(...strange) },
  { weight: 1, arbitrary: fc.string({ unit: 'grapheme', maxLength: 12 }) },
);

export const shortText = text.map((long) => long.slice(0, 40));

/** A JSON object as clients put into free-form members. A member `__proto__` is dropped on the way in, on purpose. */
export const freeForm = fc.dictionary(
  shortText.filter((name) => name !== '__proto__'),
  fc.oneof(shortText, fc.integer(), fc.constant(null), fc.constant({ deep: [{ nothing: null }] })),
  { maxKeys: 2 },
);
