import { numberIn, type InEveryLanguage, type Language } from './language.js';

// What a person is told whose message, title or feedback is over a limit.

type Text = (limit: string, count: string) => string;

/** By what is limited. */
const texts = {
  messageParts: {
    en: (limit, count) => `A message may have ${limit} parts at the most; this has ${count}.`,
    de: (limit, count) => `Eine Nachricht darf höchstens ${limit} Teile haben; diese hat ${count}.`,
    es: (limit, count) => `Un mensaje puede tener como máximo ${limit} partes; este tiene ${count}.`,
    fr: (limit, count) =>
      `Un message peut contenir au plus ${limit} parties ; celui-ci en contient ${count}.`,
    ja: (limit, count) => `メッセージの構成要素は${limit}個までです（現在${count}個）。`,
    pt: (limit, count) => `Uma mensagem pode ter no máximo ${limit} partes; esta tem ${count}.`,
  },
  messageCharacters: {
    en: (limit, count) => `A message may have ${limit} characters at the most; this has ${count}.`,
    de: (limit, count) => `Eine Nachricht darf höchstens ${limit} Zeichen haben; diese hat ${count}.`,
    es: (limit, count) => `Un mensaje puede tener como máximo ${limit} caracteres; este tiene ${count}.`,
    fr: (limit, count) =>
      `Un message peut contenir au plus ${limit} caractères ; celui-ci en contient ${count}.`,
    ja: (limit, count) => `メッセージは${limit}文字までです（現在${count}文字）。`,
    pt: (limit, count) => `Uma mensagem pode ter no máximo ${limit} caracteres; esta tem ${count}.`,
  },
  messageAttachments: {
    en: (limit, count) => `A message may have ${limit} attachments at the most; this has ${count}.`,
    de: (limit, count) => `Eine Nachricht darf höchstens ${limit} Anhänge haben; diese hat ${count}.`,
    es: (limit, count) =>
      `Un mensaje puede tener como máximo ${limit} archivos adjuntos; este tiene ${count}.`,
    fr: (limit, count) =>
      `Un message peut contenir au plus ${limit} pièces jointes ; celui-ci en contient ${count}.`,
    ja: (limit, count) => `添付ファイルは${limit}件までです（現在${count}件）。`,
    pt: (limit, count) => `Uma mensagem pode ter no máximo ${limit} anexos; esta tem ${count}.`,
  },
  titleCharacters: {
    en: (limit, count) => `A title may have ${limit} characters at the most; this has ${count}.`,
    de: (limit, count) => `Ein Titel darf höchstens ${limit} Zeichen haben; dieser hat ${count}.`,
    es: (limit, count) => `Un título puede tener como máximo ${limit} caracteres; este tiene ${count}.`,
    fr: (limit, count) =>
      `Un titre peut contenir au plus ${limit} caractères ; celui-ci en contient ${count}.`,
    ja: (limit, count) => `タイトルは${limit}文字までです（現在${count}文字）。`,
    pt: (limit, count) => `Um título pode ter no máximo ${limit} caracteres; este tem ${count}.`,
  },
  feedbackItems: {
    en: (limit, count) => `Feedback may have ${limit} items at the most; this has ${count}.`,
    de: (limit, count) => `Eine Bewertung darf höchstens ${limit} Einträge nennen; diese nennt ${count}.`,
    es: (limit, count) =>
      `Una valoración puede incluir como máximo ${limit} elementos; esta incluye ${count}.`,
    fr: (limit, count) => `Un avis peut porter sur ${limit} éléments au plus ; celui-ci en cite ${count}.`,
    ja: (limit, count) => `一度に評価できるのは${limit}件までです（現在${count}件）。`,
    pt: (limit, count) => `Uma avaliação pode abranger no máximo ${limit} itens; esta tem ${count}.`,
  },
} satisfies Record<string, InEveryLanguage<Text>>;

export type LimitedThing = keyof typeof texts;

/** That there is more of something than may be. */
export const limitText = (what: LimitedThing, limit: number, count: number) => (language: Language) =>
  texts[what][language](numberIn(limit, language), numberIn(count, language));
