import type { InEveryLanguage } from '../protocol/language.js';

// What a person is told who asks for what this server was not given.

export const noSuchAction = (type: string): InEveryLanguage<string> => ({
  en: `The action "${type}" is not available on this server.`,
  de: `Die Aktion „${type}“ ist auf diesem Server nicht verfügbar.`,
  es: `La acción «${type}» no está disponible en este servidor.`,
  fr: `L’action « ${type} » n’est pas disponible sur ce serveur.`,
  ja: `操作「${type}」はこのサーバーでは利用できません。`,
  pt: `A ação “${type}” não está disponível neste servidor.`,
});

export const noDictation: InEveryLanguage<string> = {
  en: 'Dictation is not available on this server.',
  de: 'Diktieren ist auf diesem Server nicht verfügbar.',
  es: 'El dictado no está disponible en este servidor.',
  fr: 'La dictée n’est pas disponible sur ce serveur.',
  ja: '音声入力はこのサーバーでは利用できません。',
  pt: 'O ditado não está disponível neste servidor.',
};

export const noAttachments: InEveryLanguage<string> = {
  en: 'Attachments are not available on this server.',
  de: 'Anhänge sind auf diesem Server nicht verfügbar.',
  es: 'Los archivos adjuntos no están disponibles en este servidor.',
  fr: 'Les pièces jointes ne sont pas disponibles sur ce serveur.',
  ja: '添付ファイルはこのサーバーでは利用できません。',
  pt: 'Os anexos não estão disponíveis neste servidor.',
};

export const noWaitingTool: InEveryLanguage<string> = {
  en: 'No tool of this conversation waits for an output.',
  de: 'In dieser Unterhaltung wartet kein Werkzeug auf ein Ergebnis.',
  es: 'Ninguna herramienta de esta conversación espera un resultado.',
  fr: 'Aucun outil de cette conversation n’attend de résultat.',
  ja: 'この会話で出力を待っているツールはありません。',
  pt: 'Nenhuma ferramenta desta conversa espera um resultado.',
};
