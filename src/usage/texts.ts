import { inEveryLanguage, numberIn, type InEveryLanguage, type Language } from '../protocol/language.js';

// What people are told of limits, beyond what the table of failures says of each.

type Wait = (amount: string) => string;

const seconds: InEveryLanguage<Wait> = {
  en: (amount) => `That was a lot in a short time. Please try again in ${amount} s.`,
  de: (amount) => `Das war viel in kurzer Zeit. Bitte versuchen Sie es in ${amount} s noch einmal.`,
  es: (amount) => `Han sido muchas solicitudes en poco tiempo. Vuelve a intentarlo dentro de ${amount} s.`,
  fr: (amount) => `Cela fait beaucoup en peu de temps. Veuillez réessayer dans ${amount} s.`,
  ja: (amount) => `短時間に多くの操作がありました。${amount}秒後にもう一度お試しください。`,
  pt: (amount) => `Foram muitas solicitações em pouco tempo. Tente novamente em ${amount} s.`,
};
const minutes: InEveryLanguage<Wait> = {
  en: (amount) => `That was a lot in a short time. Please try again in ${amount} min.`,
  de: (amount) => `Das war viel in kurzer Zeit. Bitte versuchen Sie es in ${amount} min noch einmal.`,
  es: (amount) => `Han sido muchas solicitudes en poco tiempo. Vuelve a intentarlo dentro de ${amount} min.`,
  fr: (amount) => `Cela fait beaucoup en peu de temps. Veuillez réessayer dans ${amount} min.`,
  ja: (amount) => `短時間に多くの操作がありました。${amount}分後にもう一度お試しください。`,
  pt: (amount) => `Foram muitas solicitações em pouco tempo. Tente novamente em ${amount} min.`,
};

/** How long to wait, rounded up to seconds, or to minutes from two on. */
export function waitText(ms: number): InEveryLanguage<string> {
  const inSeconds = Math.max(1, Math.ceil(ms / 1000));
  const [texts, amount] = inSeconds < 120 ? [seconds, inSeconds] : [minutes, Math.ceil(inSeconds / 60)];
  return inEveryLanguage((language: Language) => texts[language](numberIn(amount, language)));
}
