import { inEveryLanguage, numberIn, type InEveryLanguage, type Language } from '../protocol/language.js';

// What people are told of limits, beyond what the table of failures says of each.

type Unit = 's' | 'min';

const waits: InEveryLanguage<(amount: string, unit: Unit) => string> = {
  en: (amount, unit) => `That was a lot in a short time. Please try again in ${amount} ${unit}.`,
  de: (amount, unit) =>
    `Das war viel in kurzer Zeit. Bitte versuchen Sie es in ${amount} ${unit} noch einmal.`,
  es: (amount, unit) =>
    `Han sido muchas solicitudes en poco tiempo. Vuelve a intentarlo dentro de ${amount} ${unit}.`,
  fr: (amount, unit) => `Cela fait beaucoup en peu de temps. Veuillez réessayer dans ${amount} ${unit}.`,
  ja: (amount, unit) =>
    `短時間に多くの操作がありました。${amount}${unit === 's' ? '秒' : '分'}後にもう一度お試しください。`,
  pt: (amount, unit) => `Foram muitas solicitações em pouco tempo. Tente novamente em ${amount} ${unit}.`,
};

/** How long to wait, rounded up to seconds, or to minutes from two on. */
export function waitText(ms: number): InEveryLanguage<string> {
  const inSeconds = Math.max(1, Math.ceil(ms / 1000));
  const isShort = inSeconds < 120;
  const amount = isShort ? inSeconds : Math.ceil(inSeconds / 60);
  return inEveryLanguage((language: Language) =>
    waits[language](numberIn(amount, language), isShort ? 's' : 'min'),
  );
}
