import type { InEveryLanguage } from '../../protocol/language.js';
import { languageFor, type RequestContext } from '../../turns/context.js';

/** What a person is told when a guardrail stopped the answer, and the guardrail says nothing itself. */
const replies: InEveryLanguage<string> = {
  en: 'I can’t help with that here. Is there something else that I can do for you?',
  de: 'Dabei kann ich hier nicht helfen. Kann ich sonst etwas für Sie tun?',
  es: 'No puedo ayudarle con eso aquí. ¿Hay algo más en lo que pueda ayudarle?',
  fr: 'Je ne peux pas vous aider sur ce point ici. Puis-je faire autre chose pour vous ?',
  ja: '申し訳ありませんが、こちらではその件についてお手伝いできません。ほかにお困りのことはありますか。',
  pt: 'Não posso ajudar com isso aqui. Posso ajudar em mais alguma coisa?',
};

/** Stops a turn as a tripwire of the Agents SDK does: what was shown is taken back, and the person gets a reply. */
export class WorkflowBlocked extends Error {
  constructor() {
    super('A guardrail of the workflow let nothing through.');
    this.name = 'OutputGuardrailTripwireTriggered';
  }
}

const tripwires = new Set([
  'InputGuardrailTripwireTriggered',
  'OutputGuardrailTripwireTriggered',
  // Of @openai/guardrails.
  'GuardrailTripwireTriggered',
]);

/**
 * What the person is told instead of the answer that a guardrail stopped; undefined for any other error. A guardrail's
 * own words, `outputInfo: { reply: '…' }`, go before ours.
 */
export function guardrailReply(
  error: unknown,
  context: Pick<RequestContext, 'locales' | 'locale'>,
): string | undefined {
  if (!(error instanceof Error) || !tripwires.has(error.name)) return undefined;
  const { result } = error as { result?: { output?: { outputInfo?: { reply?: unknown } } } };
  const reply = result?.output?.outputInfo?.reply;
  return typeof reply === 'string' && reply.trim() ? reply : replies[languageFor(context)];
}
