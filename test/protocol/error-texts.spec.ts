import { failureTexts, notFoundTexts } from '../../src/protocol/error-texts.js';
import {
  ChatKitError,
  CustomStreamError,
  failures,
  failureText,
  NotFoundError,
  toErrorEvent,
  type FailureCode,
} from '../../src/protocol/errors.js';
import { languages } from '../../src/protocol/language.js';

const codes = Object.keys(failures) as FailureCode[];
const foreign = languages.filter((language) => language !== 'en');

describe('what people are told of failures (row 75)', () => {
  it.each(foreign)('is translated for every failure: %s', (language) => {
    expect(codes.filter((code) => !failureTexts[code]?.[language])).toEqual([]);
  });

  it.each(foreign)('is a text of its own in %s, a whole sentence like the English one', (language) => {
    const texts = codes.map((code) => failureText(code, language));
    expect(texts.filter((text, index) => text === failures[codes[index]!].text)).toEqual([]);
    expect(texts.filter((text) => !/[.。]$/.test(text))).toEqual([]);
    // A person is told how to go on in every language, or in none.
    const sentences = (text: string) => text.split(/[.。](?:\s|$|(?=\p{L}))/u).filter(Boolean).length;
    expect(
      codes.filter((code, index) => sentences(failures[code].text) !== sentences(texts[index]!)),
    ).toEqual([]);
  });

  it('is English where a translation is missing', () => {
    const { internal } = failureTexts;
    try {
      Object.assign(failureTexts, { internal: undefined });
      expect(failureText('internal', 'de')).toBe(failures.internal.text);
    } finally {
      Object.assign(failureTexts, { internal });
    }
  });

  it('of something unknown says which, in every language', () => {
    for (const language of languages) {
      const texts = (['thread', 'item', 'attachment', 'cursor'] as const).map((kind) =>
        new NotFoundError(kind).textIn(language),
      );
      expect(texts).toEqual(Object.values(notFoundTexts).map((text) => text[language]));
      expect(new Set(texts).size).toBe(4);
    }
  });

  it('is what was thrown: in each language when it was said in each, else as it is', () => {
    const words = { en: 'Sold out.', de: 'Ausverkauft.', es: 'e', fr: 'f', ja: 'j', pt: 'p' };
    for (const error of [new ChatKitError('not_available', words), new CustomStreamError(words)]) {
      expect(error.message).toBe('Sold out.');
      expect(toErrorEvent(error, 'de')).toMatchObject({ code: 'custom', message: 'Ausverkauft.' });
      expect(toErrorEvent(error)).toMatchObject({ message: 'Sold out.' });
    }
    const detail = new ChatKitError('bad_request', 'params.item_id: must name a widget');
    expect(toErrorEvent(detail, 'de')).toMatchObject({ message: 'params.item_id: must name a widget' });
  });
});
