import type { UserMessageItem } from '../../protocol/items.js';

// A message while the assistant waits for a yes or a no. Only a message that is nothing but a yes counts as one:
// whoever says more may mean something else, and is asked again at the worst.

/** What a message means to a question: `other` is none of the answers. */
export type TypedAnswer = { kind: 'yes' } | { kind: 'no'; reason?: string } | { kind: 'other' };

/** Whole messages, in the languages that this server speaks, whatever the request's is: people mix them. */
const yes = new Set(
  `yes|y|yep|yeah|yes please|yes, please|ok|okay|sure|approve|approved|i approve|approve all|go ahead|do it|confirm|confirmed
  |ja|ja bitte|ja, bitte|jawohl|einverstanden|genehmigt|zustimmen|ich stimme zu|mach das|bestätigt
  |sí|si|sí, por favor|sí por favor|claro|de acuerdo|vale|aprobar|apruebo|aprobado|adelante|confirmo
  |oui|oui merci|oui, merci|d'accord|d’accord|approuver|j'approuve|j’approuve|vas-y|allez-y|je confirme
  |はい|うん|お願いします|はい、お願いします|承認|承認します|了解|了解です|いいです|いいですよ|どうぞ
  |sim|sim, por favor|sim por favor|aprovar|aprovo|aprovado|pode|pode ser|pode fazer`.split(/\s*\|/),
);
const no = new Set(
  `no|n|nope|no thanks|no thank you|no, thanks|no, thank you|reject|rejected|i reject|reject all|don't|don’t|do not|deny|cancel|stop
  |nein|nein danke|nein, danke|ablehnen|abgelehnt|ich lehne ab|lieber nicht|bitte nicht
  |no gracias|no, gracias|rechazar|rechazo|rechazado|cancelar|mejor no
  |non|non merci|non, merci|refuser|je refuse|annuler
  |いいえ|いや|却下|却下します|やめて|やめてください|いいえ、結構です|結構です|キャンセル
  |não|nao|não obrigado|não, obrigado|não obrigada|não, obrigada|rejeitar|rejeito|rejeitado|melhor não`.split(
    /\s*\|/,
  ),
);
/** "No, …" and "no because …": what follows is why. */
const noWithReason =
  /^(?:no|nope|nein|non|não|nao|いいえ|いや)(?:\s*[,.;:!、。，！–—-]+\s*|\s+(?=because\b|since\b|weil\b|denn\b|porque\b|parce\b|car\b|pois\b))(?=\S)/iu;

/** Reads a message. One with attachments, mentions or a quote is about more than a yes or no. */
export function toTypedAnswer({ content, attachments, quoted_text }: UserMessageItem): TypedAnswer {
  const isPlain = content.every(({ type }) => type === 'input_text') && !attachments.length && !quoted_text;
  if (!isPlain) return { kind: 'other' };
  const text = content
    .map((part) => part.text)
    .join('')
    .trim();
  const words = bare(text);
  if (yes.has(words)) return { kind: 'yes' };
  if (no.has(words)) return { kind: 'no' };
  return noWithReason.test(text) ? { kind: 'no', reason: text } : { kind: 'other' };
}

/** Without capitals, closing marks and doubled spaces. */
function bare(text: string): string {
  return text
    .toLowerCase()
    .replace(/[\s.!。！…]+$/u, '')
    .replace(/\s+/gu, ' ');
}
