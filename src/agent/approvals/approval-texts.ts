import type { InEveryLanguage } from '../../protocol/language.js';

/** Why a card does not ask any more. */
export type Closing = 'decided' | 'expired' | 'went_on' | 'changed' | 'gone';

/** The words of the card that asks. */
export interface ApprovalTexts {
  heading: string;
  approve: string;
  reject: string;
  approveAll: string;
  rejectAll: string;
  approved: string;
  rejected: string;
  /** Of a call on which nothing was decided. */
  notDone: string;
  /** @param until The date and time, in words of the language. */
  openUntil: (until: string) => string;
  /** What a closed card says of itself; nothing where its calls say it. */
  closings: Readonly<Record<Exclude<Closing, 'decided'>, string>>;
  /** To whom answers what was answered before. */
  answeredBefore: string;
}

export const approvalTexts: InEveryLanguage<ApprovalTexts> = {
  en: {
    heading: 'Do you agree?',
    approve: 'Approve',
    reject: 'Reject',
    approveAll: 'Approve all',
    rejectAll: 'Reject all',
    approved: 'Approved',
    rejected: 'Rejected',
    notDone: 'Not done',
    openUntil: (until) => `You can answer until ${until}.`,
    closings: {
      expired: 'The time to answer has passed. Nothing was done; ask again if you still want it.',
      went_on: 'You went on with something else. Nothing was done.',
      changed:
        'The assistant was changed since it asked, and cannot go on. Nothing was done; please ask again.',
      gone: 'This request is no longer open. Ask again if you still want it.',
    },
    answeredBefore: 'This was answered already.',
  },
  de: {
    heading: 'Einverstanden?',
    approve: 'Zustimmen',
    reject: 'Ablehnen',
    approveAll: 'Allem zustimmen',
    rejectAll: 'Alles ablehnen',
    approved: 'Zugestimmt',
    rejected: 'Abgelehnt',
    notDone: 'Nicht ausgeführt',
    openUntil: (until) => `Sie können bis ${until} antworten.`,
    closings: {
      expired: 'Die Frist ist abgelaufen. Es wurde nichts ausgeführt; fragen Sie bei Bedarf noch einmal.',
      went_on: 'Sie haben mit etwas anderem weitergemacht. Es wurde nichts ausgeführt.',
      changed:
        'Der Assistent wurde seit der Frage geändert und kann nicht weitermachen. Es wurde nichts ausgeführt; bitte fragen Sie noch einmal.',
      gone: 'Diese Anfrage ist nicht mehr offen. Fragen Sie bei Bedarf noch einmal.',
    },
    answeredBefore: 'Das wurde schon beantwortet.',
  },
  es: {
    heading: '¿Está de acuerdo?',
    approve: 'Aprobar',
    reject: 'Rechazar',
    approveAll: 'Aprobar todo',
    rejectAll: 'Rechazar todo',
    approved: 'Aprobado',
    rejected: 'Rechazado',
    notDone: 'No realizado',
    openUntil: (until) => `Puede responder hasta el ${until}.`,
    closings: {
      expired: 'El plazo para responder ha terminado. No se hizo nada; vuelva a pedirlo si aún lo desea.',
      went_on: 'Usted continuó con otra cosa. No se hizo nada.',
      changed:
        'El asistente ha cambiado desde que preguntó y no puede continuar. No se hizo nada; vuelva a pedirlo.',
      gone: 'Esta solicitud ya no está abierta. Vuelva a pedirlo si aún lo desea.',
    },
    answeredBefore: 'Esto ya se respondió.',
  },
  fr: {
    heading: 'Êtes-vous d’accord ?',
    approve: 'Approuver',
    reject: 'Refuser',
    approveAll: 'Tout approuver',
    rejectAll: 'Tout refuser',
    approved: 'Approuvé',
    rejected: 'Refusé',
    notDone: 'Non effectué',
    openUntil: (until) => `Vous pouvez répondre jusqu’au ${until}.`,
    closings: {
      expired: 'Le délai de réponse est passé. Rien n’a été fait ; redemandez si vous le souhaitez encore.',
      went_on: 'Vous êtes passé à autre chose. Rien n’a été fait.',
      changed:
        'L’assistant a été modifié depuis sa question et ne peut pas continuer. Rien n’a été fait ; veuillez redemander.',
      gone: 'Cette demande n’est plus ouverte. Redemandez si vous le souhaitez encore.',
    },
    answeredBefore: 'La réponse a déjà été donnée.',
  },
  ja: {
    heading: '実行してもよろしいですか？',
    approve: '承認',
    reject: '却下',
    approveAll: 'すべて承認',
    rejectAll: 'すべて却下',
    approved: '承認しました',
    rejected: '却下しました',
    notDone: '未実行',
    openUntil: (until) => `回答期限：${until}`,
    closings: {
      expired: '回答期限が過ぎたため、何も実行していません。必要な場合はもう一度ご依頼ください。',
      went_on: '別の話題に移ったため、何も実行していません。',
      changed:
        '確認の後にアシスタントが変更されたため、続行できません。何も実行していません。もう一度ご依頼ください。',
      gone: 'この確認はすでに終了しています。必要な場合はもう一度ご依頼ください。',
    },
    answeredBefore: 'すでに回答済みです。',
  },
  pt: {
    heading: 'Você concorda?',
    approve: 'Aprovar',
    reject: 'Rejeitar',
    approveAll: 'Aprovar tudo',
    rejectAll: 'Rejeitar tudo',
    approved: 'Aprovado',
    rejected: 'Rejeitado',
    notDone: 'Não realizado',
    openUntil: (until) => `Você pode responder até ${until}.`,
    closings: {
      expired: 'O prazo para responder terminou. Nada foi feito; peça de novo se ainda quiser.',
      went_on: 'Você continuou com outra coisa. Nada foi feito.',
      changed:
        'O assistente mudou desde que perguntou e não pode continuar. Nada foi feito; peça de novo, por favor.',
      gone: 'Este pedido não está mais aberto. Peça de novo se ainda quiser.',
    },
    answeredBefore: 'Isto já foi respondido.',
  },
};
