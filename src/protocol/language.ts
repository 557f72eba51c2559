/** Languages that this server's own texts are written in. */
export const languages = ['en', 'de', 'es', 'fr', 'ja', 'pt'] as const;
export type Language = (typeof languages)[number];

/** A text, or a set of texts, in every language. A feature keeps its own beside it. */
export type InEveryLanguage<Text> = Readonly<Record<Language, Text>>;

/** What a function gives for each language. */
export const inEveryLanguage = <Text>(say: (language: Language) => Text): InEveryLanguage<Text> => ({
  en: say('en'),
  de: say('de'),
  es: say('es'),
  fr: say('fr'),
  ja: say('ja'),
  pt: say('pt'),
});

/** A number as it is written in a language. */
export const numberIn = (value: number, language: Language): string =>
  new Intl.NumberFormat(language).format(value);

/** What a header may bring; browsers send a tenth of it. */
const maxHeaderLength = 1_000;
const maxRanges = 20;
const maxTagLength = 35;

/**
 * The language that a person reads best of those that texts are written in.
 * @param locales A locale such as `de-AT`, or several with the preferred one first. English when there is none, or
 * none that is written.
 */
export function languageOf(locales: string | readonly string[] | undefined): Language {
  for (const locale of [locales ?? []].flat()) {
    const [primary] = locale.toLowerCase().split('-');
    const language = languages.find((each) => each === primary);
    if (language) return language;
  }
  return 'en';
}

/**
 * The locales of an `Accept-Language` header (RFC 9110, 12.5.4), the preferred one first, as `Intl` writes them. What is
 * refused with `q=0`, the wildcard, and what is no language are left out; so is what stands beyond any use.
 */
export function acceptedLocales(header: string | undefined): string[] {
  return (header ?? '')
    .slice(0, maxHeaderLength)
    .split(',', maxRanges)
    .map(readRange)
    .filter(({ quality }) => quality > 0)
    .sort((one, other) => other.quality - one.quality)
    .flatMap(({ tag }) => canonical(tag))
    .filter((locale, index, all) => all.indexOf(locale) === index);
}

function readRange(range: string): { tag: string; quality: number } {
  const [tag = '', ...parameters] = range.split(';').map((part) => part.trim());
  const [, value = '1'] = parameters.map((each) => /^q\s*=\s*(.*)$/i.exec(each)).find(Boolean) ?? [];
  // What is no number is no language that somebody asked for, either: NaN is not above 0.
  return { tag, quality: Math.min(Number.parseFloat(value), 1) };
}

/** The tag as `Intl` takes it, which throws for others; none when it is no language. */
function canonical(tag: string): string[] {
  if (tag.length > maxTagLength || !/^[a-z]{2,3}(-|$)/i.test(tag)) return [];
  try {
    return Intl.getCanonicalLocales(tag);
  } catch {
    return [];
  }
}
