import { languageOf } from '../../protocol/language.js';
import type { WidgetItem } from '../../protocol/items.js';
import {
  badge,
  button,
  caption,
  card,
  col,
  divider,
  row,
  text,
  title,
} from '../../protocol/widgets/builders.js';
import type { Card, Col } from '../../protocol/widgets/components.js';
import type { Button } from '../../protocol/widgets/forms.js';
import type { CallDecision, PausedCall } from '../../turns/paused-run-store.js';
import { approvalTexts, type ApprovalTexts, type Closing } from './approval-texts.js';

/** The action of the card's buttons. */
export const decideAction = 'approvals.decide';

/** What a button sends: without `call` it is about all that are not decided. */
export interface DecidePayload {
  call?: number;
  decision: 'approve' | 'reject';
}

/** Ids of the card's root, by which an item is known that asks, or has asked. */
const openId = 'approvals.open';
const closedId = 'approvals.closed';

/** What the card shows. */
export interface ApprovalView {
  calls: readonly PausedCall[];
  decisions: Readonly<Record<number, CallDecision>>;
  expiresAt: Date;
  /** Why it does not ask any more. */
  closing?: Closing;
  /** It is about to ask: the buttons come when the run is stored. */
  isEarly?: boolean;
  /** The language, as a request has it. */
  locale?: string;
}

/** Whether a card waits for a person. */
export function isAsking(item: { type: string } | null): item is WidgetItem {
  return item?.type === 'widget' && (item as WidgetItem).widget.id === openId;
}

/** Whether a card has been answered, or closed otherwise. */
export function hasAsked(item: { type: string } | null): item is WidgetItem {
  return item?.type === 'widget' && (item as WidgetItem).widget.id === closedId;
}

/** The card that asks about calls: a row each, with what was decided or with buttons to decide by. */
export function approvalCard(view: ApprovalView): Card {
  const { calls, closing, isEarly, expiresAt, locale } = view;
  const texts = textsFor(locale);
  const isOpen = closing === undefined && !isEarly;
  const undecided = calls.filter((_, call) => !view.decisions[call]);
  const rows = calls.map((call, index) => callRow(call, index, { ...view, isOpen }));
  const asksAll = isOpen && undecided.length > 1;
  return card({
    id: closing === undefined ? openId : closedId,
    size: 'md',
    children: [
      closing === undefined ? title({ value: texts.heading, size: 'sm' }) : null,
      ...rows.flatMap((each, index) => (index ? [divider({}), each] : [each])),
      asksAll ? divider({}) : null,
      asksAll
        ? row({ gap: 2, wrap: 'wrap', children: buttons(texts.approveAll, texts.rejectAll, {}) })
        : null,
      closing && closing !== 'decided' ? caption({ value: texts.closings[closing] }) : null,
      isOpen ? caption({ value: texts.openUntil(inWords(expiresAt, locale)) }) : null,
    ],
  });
}

/** The card as lines of text: what a person copies, and what the model reads of it later. */
export function approvalText({ calls, decisions, closing, locale }: ApprovalView): string {
  const texts = textsFor(locale);
  const lines = calls.map(({ title: name, detail }, index) => {
    const outcome = outcomeOf(decisions[index], closing, texts);
    return `- ${name}${detail && `: ${detail}`}${outcome && ` (${outcome.label})`}`;
  });
  return [
    texts.heading,
    ...lines,
    ...(closing && closing !== 'decided' ? [texts.closings[closing]] : []),
  ].join('\n');
}

/** The words for a locale. */
export function textsFor(locale: string | undefined): ApprovalTexts {
  return approvalTexts[languageOf(locale)];
}

function callRow(
  call: PausedCall,
  index: number,
  { calls, decisions, closing, isOpen, locale }: ApprovalView & { isOpen: boolean },
): Col {
  const texts = textsFor(locale);
  const outcome = outcomeOf(decisions[index], closing, texts);
  const isSingle = calls.length === 1;
  return col({
    key: String(index),
    gap: 2,
    children: [
      row({
        gap: 2,
        align: 'center',
        justify: 'between',
        wrap: 'wrap',
        children: [
          text({ value: call.title, weight: 'semibold' }),
          outcome ? badge({ label: outcome.label, color: outcome.color }) : null,
        ],
      }),
      call.detail ? text({ value: call.detail, size: 'sm', color: 'secondary', maxLines: 6 }) : null,
      isOpen && !outcome
        ? row({
            gap: 2,
            wrap: 'wrap',
            children: buttons(texts.approve, texts.reject, { call: index, isProminent: isSingle }),
          })
        : null,
    ],
  });
}

function outcomeOf(
  decision: CallDecision | undefined,
  closing: Closing | undefined,
  texts: ApprovalTexts,
): { label: string; color: 'success' | 'danger' | 'secondary' } | undefined {
  const isLost = closing !== undefined && closing !== 'decided';
  if (isLost || (!decision && closing)) return { label: texts.notDone, color: 'secondary' };
  if (!decision) return undefined;
  return decision.approved
    ? { label: texts.approved, color: 'success' }
    : { label: texts.rejected, color: 'danger' };
}

function buttons(
  approve: string,
  reject: string,
  { call, isProminent = true }: { call?: number; isProminent?: boolean },
): Button[] {
  const deciding = (decision: DecidePayload['decision']) => ({
    type: decideAction,
    payload: { ...(call !== undefined && { call }), decision } satisfies DecidePayload,
    loadingBehavior: 'container' as const,
  });
  const size = isProminent ? 'md' : 'sm';
  return [
    button({
      label: approve,
      size,
      style: isProminent ? 'primary' : 'secondary',
      onClickAction: deciding('approve'),
    }),
    button({
      label: reject,
      size,
      style: 'secondary',
      variant: 'outline',
      onClickAction: deciding('reject'),
    }),
  ];
}

/** To the minute, in UTC: the server does not know where the person is. */
function inWords(date: Date, locale: string | undefined): string {
  return new Intl.DateTimeFormat(languageOf(locale), {
    dateStyle: 'medium',
    timeStyle: 'short',
    timeZone: 'UTC',
  })
    .format(date)
    .concat(' UTC');
}
