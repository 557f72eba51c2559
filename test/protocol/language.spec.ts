import { acceptedLocales, languageOf } from '../../src/protocol/language.js';

describe('languageOf', () => {
  it.each([
    ['de-AT', 'de'],
    ['PT-br', 'pt'],
    ['ja', 'ja'],
    ['nl-NL', 'en'],
    ['', 'en'],
    [undefined, 'en'],
    [[], 'en'],
    [['nl-BE', 'fr-BE', 'de'], 'fr'],
    [['nl', 'en-GB', 'de'], 'en'],
    [['nl', 'sv'], 'en'],
  ])('answers %p in %p', (locales, language) => {
    expect(languageOf(locales)).toBe(language);
  });
});

describe('the locales of an Accept-Language header (row 75)', () => {
  it.each([
    ['de-DE', ['de-DE']],
    ['de-DE,de;q=0.9,en-US;q=0.8,en;q=0.7', ['de-DE', 'de', 'en-US', 'en']],
    ['en;q=0.5, fr;q=0.9 , ja', ['ja', 'fr', 'en']],
    ['fr;q=0.8, de;q=0.8', ['fr', 'de']],
    ['pt-br', ['pt-BR']],
    ['nl, *;q=0.5', ['nl']],
    ['*', []],
    ['de;q=0, en', ['en']],
    ['de;q=0.000', []],
    ['de; Q = 0.2, en;q=0.4', ['en', 'de']],
    ['de;q=5, en', ['de', 'en']],
    ['de;q=much, en', ['en']],
    ['de;q=, en;q=-1', []],
    ['de, de-DE, de', ['de', 'de-DE']],
    ['zh-Hant-TW', ['zh-Hant-TW']],
    ['iw', ['he']],
    ['de_DE, english, x, 12, <script>, de-', []],
    ['', []],
    [undefined, []],
  ])('%j are %j', (header, locales) => {
    expect(acceptedLocales(header)).toEqual(locales);
  });

  it.each([
    ['many languages', Array.from({ length: 100_000 }, (_, index) => `de-${index}`).join(',')],
    ['one endless language', `de-${'a'.repeat(1_000_000)}`],
    ['an endless weight', `de;q=0.${'9'.repeat(1_000_000)}`],
    ['nothing but commas', ','.repeat(1_000_000)],
    ['nothing but parameters', `de${';q=1'.repeat(250_000)}`],
  ])('stay few and cheap for %s', (_what, header) => {
    const startedAt = performance.now();
    expect(acceptedLocales(header).length).toBeLessThanOrEqual(20);
    expect(performance.now() - startedAt).toBeLessThan(200);
  });

  it('are what Intl takes', () => {
    for (const locale of acceptedLocales('de-DE-u-co-phonebk, sr-Latn;q=0.9, en-a, es-419')) {
      expect(() => new Intl.DateTimeFormat(locale)).not.toThrow();
    }
  });
});
